"""Full-text search that finds Chinese.

Sphinx indexes words; Chinese has no blanks between them, so the index holds characters and
pairs of neighbours instead, and digits and Latin words as they are. It reads each block of a
page as a whole, because ``**红线**意识`` are two text nodes and one phrase. Next to the index lie
the texts of the pages, by section: with them ``static/quizgen-search.js`` puts whole phrases
first and shows them in their context, from ``file://`` too.
"""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder, SearchLanguage, js_index
from sphinx.util.docutils import new_document

from quizgen.harvest.text import join_lines

if TYPE_CHECKING:
    from os import PathLike

    from sphinx.application import Sphinx
    from sphinx.config import Config

SCRIPT = "quizgen-search.js"
TEXTS = "quizgen-texts.js"
_STATIC = str(Path(__file__).parent / "static")

# ---------------------------------------------------------------- words

_LETTERS = r"a-z\u00df-\u00f6\u00f8-\u024f\u0370-\u052f"  # of words: Latin, Greek, Cyrillic
_RUN = re.compile(rf"([0-9]+|[{_LETTERS}]+)|([^\W_0-9{_LETTERS}]+)")
_SPLIT_QUERY = rf"""
var splitQuery = (query) => {{
  const tokens = [];
  const runs = /([0-9]+|[{_LETTERS}]+)|((?:(?![0-9{_LETTERS}])[\p{{L}}\p{{N}}])+)/gu;
  for (const [, word, chars] of query.normalize("NFKC").toLowerCase().matchAll(runs)) {{
    const all = [...(chars || "")];
    if (word || all.length === 1) tokens.push(word || chars);
    else all.slice(1).forEach((char, i) => tokens.push(all[i] + char));
  }}
  return tokens;
}};
"""


class BigramChinese(SearchLanguage):
    """Chinese without a dictionary: every character, every pair, digits and Latin words."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = _SPLIT_QUERY  # a query is cut into pairs only: one character if alone

    def split(self, input: str) -> list[str]:
        """Return each token of a text once."""
        tokens: dict[str, None] = {}
        for word, chars in _RUN.findall(unicodedata.normalize("NFKC", input).lower()):
            if word:
                tokens[word] = None
            else:
                tokens |= dict.fromkeys(chars)
                tokens |= dict.fromkeys(map("".join, pairwise(chars)))
        return list(tokens)

    def word_filter(self, word: str) -> bool:
        """Keep all: single characters and numbers too."""
        return bool(word)


# ---------------------------------------------------------------- pages to texts


class Section(NamedTuple):
    """What a search can find between two headings, or in one titled set of points.

    The page itself has no anchor. A page's table of contents is a section without a title:
    what it says is found, but the pages that it names come first.
    """

    anchor: str
    title: str | None
    text: str


_UNREAD = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.footnote_reference,
    nodes.citation_reference,
)
_EXTRAS = (addnodes.index, nodes.meta)
_UNSEEN = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^<>]+>", re.IGNORECASE | re.DOTALL)


class _Reader:
    """Walks a resolved page and joins what stands in one block, whatever its markup."""

    def __init__(self, title: str) -> None:
        self.heads = [("", title)]
        self.blocks: list[list[str]] = [[]]
        self.contents: list[str] = []
        self._current = self.blocks[0]
        self.extras: list[nodes.Element] = []
        """What Sphinx indexes besides texts: index entries and keywords."""
        self._pieces: list[str] = []

    def sections(self) -> list[Section]:
        """Return what was read."""
        found = [
            Section(anchor, title, "\n".join(blocks))
            for (anchor, title), blocks in zip(self.heads, self.blocks, strict=True)
        ]
        if self.contents:
            found.append(Section("", None, "\n".join(self.contents)))
        return found

    def read(self, node: nodes.Node) -> None:
        """Read a node and all below it."""
        if isinstance(node, nodes.Text):
            self._pieces.append(node.astext())
        elif not isinstance(node, nodes.Element) or isinstance(node, _UNREAD):
            return
        elif isinstance(node, _EXTRAS):
            self.extras.append(node)
        elif "no-search" in node["classes"]:
            return
        elif "toctree-l1" in node["classes"]:
            self.contents += [each.astext() for each in node.findall(nodes.reference)]
        elif isinstance(node, nodes.raw):
            self._read_raw(node)
        elif isinstance(node, nodes.Inline):
            for child in node.children:
                self.read(child)
        else:
            self._read_block(node)

    def _read_raw(self, node: nodes.raw) -> None:
        if "html" in node.get("format", "").split():
            apart = "" if isinstance(node.parent, nodes.TextElement) else "\n"
            self._pieces.append(html.unescape(_UNSEEN.sub(apart, node.astext())))

    def _read_block(self, node: nodes.Element) -> None:
        self._end_block()
        around = self._current
        for child in node.children:
            self.read(child)
        if _is_head(node):
            self._open_section(node.parent)
        else:
            self._end_block(verbatim=isinstance(node, nodes.FixedTextElement))
            self._current = around

    def _open_section(self, section: nodes.Element) -> None:
        title = join_lines("".join(self._pieces)).strip()
        self._pieces = []
        if isinstance(section.parent, nodes.document) and len(self.heads) == 1:
            self.heads[0] = ("", title)
        else:
            self._current = []
            self.heads.append((section["ids"][0] if section["ids"] else "", title))
            self.blocks.append(self._current)

    def _end_block(self, verbatim: bool = False) -> None:
        text = "".join(self._pieces)
        self._pieces = []
        if text := (text if verbatim else join_lines(text)).strip():
            self._current.append(text)


def _is_head(node: nodes.Element) -> bool:
    """Say whether a node is the title of a section, or of a block that can be linked to."""
    parent = node.parent
    if isinstance(node, nodes.rubric):
        return isinstance(parent, nodes.container) and bool(parent["ids"]) and parent[0] is node
    return isinstance(node, nodes.title) and isinstance(parent, nodes.section)


def _flatten(reader: _Reader) -> nodes.document:
    """Give Sphinx a page to index in which no markup cuts a phrase.

    To Sphinx a page is one set of words: all its text is cut at once, and each word met once.
    """
    flat = new_document("")
    sections = reader.sections()
    for anchor, title, _ in sections:
        if title is not None:
            flat += nodes.section("", nodes.title("", title), ids=[anchor] if anchor else [])
    flat += nodes.paragraph("", "\n".join(each.text for each in sections))
    for extra in reader.extras:
        if isinstance(extra, nodes.meta):
            if extra.get("name") == "keywords":
                flat += nodes.paragraph("", extra.get("content", ""))
        else:
            flat += extra.copy()
    return flat


# ---------------------------------------------------------------- the index


class _Written:
    """Writes data as a call of a function in the browser, and reads it again."""

    def __init__(self, function: str, rows: bool = False) -> None:
        self.prefix = f"{function}("
        self.rows = rows

    def dump(self, data: Any, stream: IO[str]) -> None:
        """Write the data; with ``rows``, each entry of the mapping on its own line."""
        if self.rows:
            entries = (f"{_as_script(key)}:{_as_script(data[key])}" for key in sorted(data))
            text = "{\n" + ",\n".join(entries) + "\n}"
        else:
            text = _as_script(data)
        stream.write(f"{self.prefix}{text})")

    def load(self, stream: IO[str]) -> Any:
        """Read the data; a ``ValueError`` says that it is not ours."""
        text = stream.read().rstrip()
        if not (text.startswith(self.prefix) and text.endswith(")")):
            raise ValueError("invalid data")
        return json.loads(text[len(self.prefix) : -1])


def _as_script(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


INDEX_FORMAT = _Written("Search.setIndex")
TEXTS_FORMAT = _Written("Search.setTexts", rows=True)


class ChineseIndex(IndexBuilder):
    """Sphinx's index, fed with whole blocks, kept with the page texts.

    In a warm build Sphinx's own index forgets the index entries of pages that were not
    written again, keeps words that stand on no page any more and stumbles over deleted
    pages. This one is the same, byte for byte, whether the build was warm or cold.
    """

    def __init__(self, builder: StandaloneHTMLBuilder) -> None:
        config = builder.config
        lang = config.html_search_language or config.language
        super().__init__(builder.env, lang, config.html_search_options, config.html_search_scorer)
        self._index_entries = {}
        self._objtypes = {}
        self._objnames = {}
        self._texts_file = Path(builder.outdir, TEXTS)
        self._texts: dict[str, list[Section]] = {}

    def feed(
        self, docname: str, filename: str | PathLike[str], title: str, doctree: nodes.document
    ) -> None:
        """Index a page. Without a title it is one that wants no search: Sphinx gave an empty one."""
        reader = _Reader(title)
        reader.read(doctree)
        self._texts[docname] = reader.sections() if title else []
        super().feed(docname, filename, title, _flatten(reader) if title else doctree)

    def load(self, stream: Any, format: Any) -> None:
        """Read what the build before this one wrote."""
        frozen = format.load(stream)
        with self._texts_file.open(encoding="utf-8") as texts_stream:
            texts = TEXTS_FORMAT.load(texts_stream)
        super().load(io.StringIO(INDEX_FORMAT.prefix), _Read(frozen))
        self._texts = {name: [Section(*each) for each in found] for name, found in texts.items()}
        names = frozen["docnames"]
        for entry, places in frozen["indexentries"].items():
            for page, target, main in places:
                found = self._index_entries.setdefault(names[page], [])
                found.append((entry, target, "main" if main else ""))

    def dump(self, stream: Any, format: Any) -> None:
        """Write the index and, beside it, the texts."""
        super().dump(stream, format)
        draft = self._texts_file.with_suffix(".tmp")
        with draft.open("w", encoding="utf-8", newline="\n") as texts_stream:
            TEXTS_FORMAT.dump(self._texts, texts_stream)
        draft.replace(self._texts_file)

    def prune(self, docnames: Iterable[str]) -> None:
        """Forget all pages but these."""
        kept = set(docnames)
        super().prune(kept)
        self._texts = {name: each for name, each in self._texts.items() if name in kept}
        self._index_entries = {
            name: each for name, each in self._index_entries.items() if name in kept
        }

    def freeze(self) -> dict[str, Any]:
        """Return the index without leftovers, every list in its order."""
        frozen = super().freeze()
        for part in ("terms", "titleterms"):
            frozen[part] = {term: pages for term, pages in frozen[part].items() if pages != []}
        entries = frozen["indexentries"]
        frozen["indexentries"] = {entry: sorted(places) for entry, places in entries.items()}
        return frozen


class _Read:
    """A format whose data was read before."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def load(self, stream: IO[str]) -> Any:
        return self.data


# ---------------------------------------------------------------- Sphinx


def _is_chinese(config: Config) -> bool:
    return (config.html_search_language or config.language or "").startswith("zh")


def _register(app: Sphinx, config: Config) -> None:
    """Take the place of Sphinx's own ``zh``, in Chinese projects only."""
    if _is_chinese(config):
        app.add_search_language(BigramChinese)
        if _STATIC not in config.html_static_path:
            config.html_static_path.append(_STATIC)


def _searches(app: Sphinx) -> bool:
    builder = app.builder
    return (
        isinstance(builder, StandaloneHTMLBuilder)
        and builder.search
        and builder.indexer_format in (js_index, INDEX_FORMAT)
        and _is_chinese(app.config)
    )


def _install(app: Sphinx) -> None:
    """Put our index in the place of the one that the builder is about to fill."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not _searches(app):
        return
    load_indexer = builder.load_indexer

    def load_our_indexer(docnames: AbstractSet[str]) -> None:
        builder.indexer = ChineseIndex(builder)
        load_indexer(docnames)

    builder.indexer_format = INDEX_FORMAT
    builder.load_indexer = load_our_indexer  # type: ignore[method-assign]


def _add_script(app: Sphinx, pagename: str, *_: object) -> None:
    """Load our script on the search page, and nowhere else."""
    if pagename == "search" and _searches(app):
        app.add_js_file(SCRIPT, loading_method="defer")


def setup_search(app: Sphinx) -> None:
    """Make the search of Chinese projects work; leave other languages alone."""
    app.connect("config-inited", _register)
    app.connect("builder-inited", _install)
    app.connect("html-page-context", _add_script)
