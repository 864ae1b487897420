"""The builder of prints: a handout of every lesson in two editions, and the book.

Every build registers it: what only printing needs (the writer's table, Typst, QR codes) is
imported where it is used.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.util import logging

from ..indices import TermIndex
from ..lawtable import facts_of
from ..order import lessons_in_order
from ..sounds import initial, pinyin_key
from ..telling import read_config
from .editions import BOOK, TRAINEE, TRAINERS, Edition, reading_as
from .numbers import Numbers
from .writer import SCHEME, Writer, Wrong

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from ..domain import QuizgenDomain
    from .prints import Chapter, IndexEntry, Print

logger = logging.getLogger(__name__)
STATE = ".quizgen-handouts.json"
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


class HandoutsBuilder(Builder):
    """``sphinx-build -b quizgen-handouts``: both editions of all handouts and the book."""

    name = "quizgen-handouts"
    format = "typst"
    epilog = "讲义：%(outdir)s"
    allow_parallel = True
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif"]

    def init(self) -> None:
        """Begin with nothing written."""
        self._wrong: list[Wrong] = []
        self._state: dict[str, str] = {}

    def get_outdated_docs(self) -> set[str]:
        """Write no single page: all prints are made at the end."""
        return set()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Name a document in a way that the writer reads."""
        return SCHEME + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Name a document: on paper there is no way from one to the other."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Need nothing."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write no page."""

    def finish(self) -> None:
        """Write every print whose content has changed, and remove those of lessons gone.

        Where something cannot be printed, say where and print nothing.
        """
        docnames = lessons_in_order(self.env)
        parts = _parts(self.env.get_doctree(self.config.root_doc))
        trainee, reading = self._chapters(docnames, parts, TRAINEE, BOOK)
        (trainer,) = self._chapters(docnames, parts, TRAINERS)
        if self._wrong:
            for each in dict.fromkeys(self._wrong):
                logger.error(each.message, location=each.location, type="quizgen")
            self._app.statuscode = 1
            return
        before = _read_state(self.outdir)
        for name, found in self._prints(trainee, trainer, reading):
            self._write(name, found, before)
        self._clear(before)

    # ------------------------------------------------------------ the text

    def _chapters(
        self, docnames: Sequence[str], parts: dict[str, str], *editions: Edition
    ) -> list[list[Chapter]]:
        """Read each document once and write it for editions that show the same of it."""
        found: list[list[Chapter]] = [[] for _ in editions]
        with reading_as(editions[0], self):
            for docname in docnames:
                tree = self.resolved(docname)
                for edition, chapters in zip(editions, found, strict=True):
                    part = parts.get(docname, "")
                    chapters.append(self._chapter(docname, tree, edition, part))
        return found

    def resolved(self, docname: str) -> nodes.document:
        """Return a document with links and our own blocks dressed."""
        tree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.post_process_images(tree)
        return tree

    def _chapter(self, docname: str, tree: nodes.document, edition: Edition, part: str) -> Chapter:
        from .prints import Chapter
        from .table import NODES

        numbers = Numbers(self.env, docname)
        writer = Writer(docname, edition, NODES, self._image, self.url_of)
        writer.number_of, writer.section_number = numbers.of, numbers.section
        code = writer.document(tree)
        self._wrong += writer.wrong
        title = self.env.titles[docname].astext()
        return Chapter(docname, title, code, writer.files, self.url_of(docname), part)

    def _image(self, uri: str) -> bytes:
        return (Path(self.srcdir) / uri).read_bytes()

    def url_of(self, docname: str) -> str:
        """Return the address of a document's page, where the course has one."""
        base = read_config(self._app).base_url
        known = docname in self.env.found_docs
        return f"{base.rstrip('/')}/{docname}.html" if base and known else ""

    # ------------------------------------------------------------ the prints

    def _prints(
        self, trainee: list[Chapter], trainer: list[Chapter], reading: list[Chapter]
    ) -> Iterator[tuple[str, Print]]:
        from .prints import book, handout

        course = self.config.project
        for edition, chapters in ((TRAINEE, trainee), (TRAINERS, trainer)):
            single = len(chapters) == 1
            lessons = [each for each in chapters if single or each.docname != self.config.root_doc]
            for number, chapter in enumerate(lessons, 1):
                name = f"{edition.name}/{number:02}-{_fit(chapter.title)}.pdf"
                yield name, handout(chapter, edition, course)
        with reading_as(BOOK, self):
            index = self._index()
        yield f"{_fit(course)}.pdf", book(course, self._front(), reading, index)

    def _front(self) -> list[str]:
        """Return the lines of the title page."""
        facts = facts_of(self.env)
        lines = [f"版本 {self.config.release}" if self.config.release else ""]
        if facts is not None:
            lines.append(f"法律内容核对至 {facts.checked}")
        shown = self.config.copyright
        rights = [shown] if isinstance(shown, str) else list(shown)
        lines += [f"© {each}" for each in rights if each]
        return [line for line in lines if line]

    def _index(self) -> list[tuple[str, list[IndexEntry]]]:
        """Return all terms and all sets of the course, by their sound."""
        from .prints import IndexEntry

        domain = cast("QuizgenDomain", self.env.domains["quizgen"])
        found: list[IndexEntry] = []
        for _, entries in TermIndex(domain).generate()[0]:
            found += [IndexEntry(e.docname, e.anchor, e.name, e.extra) for e in entries]
        for docname, sets in domain.shown_sets().items():
            found += [IndexEntry(docname, each.id, each.title, "") for each in sets]
        groups: dict[str, list[IndexEntry]] = {}
        place = {name: at for at, name in enumerate(lessons_in_order(self.env))}
        found.sort(key=lambda each: (pinyin_key(each.term), place[each.docname], each.anchor))
        for entry in dict.fromkeys(found):
            groups.setdefault(initial(pinyin_key(entry.term)), []).append(entry)
        return sorted(groups.items())

    # ------------------------------------------------------------ the files

    def _write(self, name: str, found: Print, before: dict[str, str]) -> None:
        """Typeset a print, unless the same one lies there already."""
        from quizgen.render.typesetting import to_pdf

        path = Path(self.outdir) / name
        digest = _digest(found)
        self._state[name] = digest
        if before.get(name) == digest and path.is_file():
            return
        logger.info(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf = to_pdf(found.source, found.title, found.keywords, files=found.files)
        part = path.with_suffix(".part")
        part.write_bytes(pdf)
        part.replace(path)

    def _clear(self, before: dict[str, str]) -> None:
        for name in sorted(set(before) - set(self._state)):
            (Path(self.outdir) / name).unlink(missing_ok=True)
        text = json.dumps(self._state, ensure_ascii=False, indent=1, sort_keys=True)
        (Path(self.outdir) / STATE).write_text(text + "\n", encoding="utf-8")


def _fit(title: str) -> str:
    """Make a title the name of a file on any system."""
    return _UNFIT.sub(" ", title).strip(" .") or "讲义"


def _digest(found: Print) -> str:
    from quizgen.render.typesetting import fingerprint

    seen = hashlib.sha256(fingerprint().encode())
    for each in (found.source, found.title, found.keywords):
        seen.update(each.encode() + b"\0")
    for name, data in sorted(found.files.items()):
        seen.update(name.encode() + hashlib.sha256(data).digest())
    return seen.hexdigest()


def _read_state(outdir: Any) -> dict[str, str]:
    try:
        state = json.loads((Path(outdir) / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _parts(root: nodes.document) -> dict[str, str]:
    """Return the part of each document: the caption of the contents that list it."""
    return {
        docname: toctree.get("caption") or ""
        for toctree in root.findall(addnodes.toctree)
        for docname in toctree["includefiles"]
    }
