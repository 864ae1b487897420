"""The law behind the lessons: its tables, and the links from 〔2-07〕 to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from quizgen.bank.facts import Fact, Facts, Status, load_facts
from quizgen.config import QuizgenConfig
from quizgen.harvest.text import FACT_NUMBER, all_below, split_entries
from quizgen.model import QuizgenError

from .pointsets import dress_table, make_table, tables_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from .domain import QuizgenDomain

logger = logging.getLogger(__name__)

STATUS_NAMES = {
    Status.VERIFIED: "已核对原文",
    Status.SECONDARY: "见于转载、二手",
    Status.UNVERIFIED: "未能核实",
}
STATUS_SLUGS = {
    Status.VERIFIED: "verified",
    Status.SECONDARY: "secondary",
    Status.UNVERIFIED: "unverified",
}
HEAD = ("编号", "内容", "出处和核对情况")
CITED = re.compile(r"〔([^〔〕]*)〕")


def fact_anchor(number: str) -> str:
    """Name the anchor of a fact in its table."""
    return f"fact-{number}"


def facts_path(env: BuildEnvironment) -> Path:
    """Return where the fact file of a course lies, or would lie."""
    name = env.config["quizgen_facts"]
    return Path(env.srcdir) / (name if isinstance(name, str) else QuizgenConfig().facts)


_KEPT: dict[Path, tuple[tuple[int, int], Facts]] = {}
"""Fact files that this process has read, with time and size they had then."""


def facts_of(env: BuildEnvironment) -> Facts | None:
    """Read the facts of a course, once a process as long as the file stays the same."""
    path = facts_path(env)
    if not path.is_file():
        return None
    stat = path.stat()
    state = stat.st_mtime_ns, stat.st_size
    if path not in _KEPT or _KEPT[path][0] != state:
        try:
            _KEPT[path] = state, load_facts(path)
        except QuizgenError as problem:
            raise ConfigError(str(problem)) from problem
    return _KEPT[path][1]


def sort_key(number: str) -> tuple[int, ...]:
    """Put 2-07 before 10-01."""
    return tuple(int(part) for part in re.findall(r"\d+", number))


def source_of(facts: Facts, fact: Fact) -> str:
    """Say where a fact stands: 《安全生产法》第二十一条.

    Where an article names its law in short (several laws do), the full name takes its place.
    """
    article = _in_full(facts, fact.article or "")
    laws = [law for law in map(_quoted, facts.laws_of(fact)) if law not in article]
    if not article or len(laws) == len(facts.laws_of(fact)):
        return "、".join(laws) + article
    return "；".join([article, *laws])


def _in_full(facts: Facts, article: str) -> str:
    """Write the short names of laws in full."""
    for short in sorted(facts.laws, key=len, reverse=True):
        if short in article and _quoted(facts.laws[short]) not in article:
            article = re.sub(rf"(?<![《\w]){re.escape(short)}", _quoted(facts.laws[short]), article)
    return article


def _quoted(law: str) -> str:
    return law if law.startswith("《") or "《" in law else f"《{law}》"


# ---------------------------------------------------------------- the tables


def _sections(argument: str) -> list[str]:
    """Read ``2; 3``."""
    found = split_entries(argument)
    if not all(each.isdecimal() for each in found):
        raise ValueError(f"要写节号，如“2; 3”，这里是“{argument}”")
    return [str(int(each)) for each in found]


class LawFacts(SphinxDirective):
    """``law-facts``: the facts of a course as tables, one for each section of numbers."""

    has_content = False
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "sections": _sections,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """Make the tables."""
        self.env.note_dependency(str(facts_path(self.env)))
        facts = facts_of(self.env)
        if facts is None:
            self._warn(f"没有事实表 {facts_path(self.env).name}")
            return []
        sections = self.options.get("sections") or _all_sections(facts)
        found: list[nodes.Node] = []
        for section in sections:
            numbers = [each for each in facts.facts if each.partition("-")[0] == section]
            if not numbers:
                self._warn(f"事实表里没有第 {section} 节")
                continue
            table = self._table(facts, sorted(numbers, key=sort_key))
            table["classes"] += self.options.get("class", [])
            found.append(table)
        return found

    def _warn(self, said: str) -> None:
        logger.warning(
            f"law-facts：{said}", location=self.get_location(), type="quizgen", subtype="law_facts"
        )

    def _table(self, facts: Facts, numbers: Sequence[str]) -> nodes.table:
        rows = [_row(facts, each) for each in numbers]
        body = nodes.tbody("", *rows)
        domain = cast("QuizgenDomain", self.env.domains["quizgen"])
        for row, number in zip(rows, numbers, strict=True):
            anchor = fact_anchor(number)
            if anchor not in self.state.document.ids:
                row["ids"].append(anchor)
                self.state.document.ids[anchor] = row
                domain.note_fact(self.env.docname, number)
        return make_table(HEAD, body, [8, 60, 32], ["qg-law"])


def _all_sections(facts: Facts) -> list[str]:
    found = {number.partition("-")[0] for number in facts.facts}
    return sorted(found, key=sort_key)


def _row(facts: Facts, number: str) -> nodes.row:
    fact = facts.facts[number]
    said = nodes.entry("", nodes.paragraph("", fact.text.strip()))
    if fact.parts:
        parts = [
            _part(each.text, _in_full(facts, each.article or ""), each.status)
            for each in fact.parts
        ]
        said += nodes.bullet_list("", *parts)
    checked = _status(fact.status)
    checked += nodes.Text(f"，{fact.checked}")
    source = nodes.entry("", checked)
    if where := source_of(facts, fact):
        source.insert(0, nodes.paragraph("", where))
    return nodes.row(
        "",
        nodes.entry("", nodes.paragraph("", number)),
        said,
        source,
    )


def _part(text: str, article: str, status: Status) -> nodes.list_item:
    said = nodes.paragraph("", text.strip())
    said += nodes.Text(f"（{article}）" if article else "　")
    said += _status(status).children
    return nodes.list_item("", said)


def _status(status: Status) -> nodes.paragraph:
    mark = nodes.inline("", STATUS_NAMES[status])
    mark["classes"] += ["qg-status", f"qg-status-{STATUS_SLUGS[status]}"]
    return nodes.paragraph("", "", mark, classes=["qg-checked"])


class LawChecked(SphinxDirective):
    """``law-checked``: the day as of which the law in this course was checked."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Say it; nothing where the course has no fact file."""
        self.env.note_dependency(str(facts_path(self.env)))
        facts = facts_of(self.env)
        if facts is None:
            return []
        words = f"法律内容核对至 {facts.checked}"
        return [nodes.paragraph("", words, classes=["qg-law-checked"])]


# ---------------------------------------------------------------- the links


class Link(NamedTuple):
    """Where a fact stands: its number, its table's page and anchor, the law it names."""

    number: str
    href: str
    docname: str
    anchor: str
    said: str


class fact_cite(nodes.Text):  # noqa: N801 - docutils names nodes in lower case
    """〔2-07、2-08〕 with each number linked where a table shows it: a text, ``links`` beside it.

    (No elements for mark and links: a course has more than a thousand.)
    """

    links: tuple[Link | str, ...] = ()


def visit_fact_cite(self: HTML5Translator, node: fact_cite) -> None:
    """Write the numbers, linked."""
    numbers = [
        each
        if isinstance(each, str)
        else f'<a class="reference internal" href="{escape(each.href)}" '
        f'title="{escape(each.said)}">{each.number}</a>'
        for each in node.links
    ]
    self.body.append(f'<span class="qg-facts">〔{"、".join(numbers)}〕</span>')
    raise nodes.SkipNode


class FactLinks:
    """Makes links to facts, for one page."""

    def __init__(self, env: BuildEnvironment, builder: Any, docname: str) -> None:
        domain = cast("QuizgenDomain", env.domains["quizgen"])
        self._places = domain.fact_places()
        self._facts = facts_of(env) if self._places else None
        self._builder = builder
        self._docname = docname
        self._links: dict[str, Link | str] = {}
        self._pages = {docname: ""}

    def __bool__(self) -> bool:
        return self._facts is not None

    def __contains__(self, number: str) -> bool:
        return number in self._places

    def _link(self, number: str) -> Link | str:
        """Return a link that names the law, or the number where no table shows the fact."""
        fact = self._facts.get(number) if self._facts else None
        if self._facts is None or fact is None or number not in self._places:
            return number
        said = source_of(self._facts, fact) or STATUS_NAMES[fact.status]
        anchor, page = fact_anchor(number), self._places[number]
        if page not in self._pages:
            uri: str = self._builder.get_relative_uri(self._docname, page)
            self._pages[page] = uri.partition("#")[0]  # one page may hold all documents
        return Link(number, f"{self._pages[page]}#{anchor}", page, anchor, said)

    def cite(self, numbers: Sequence[str]) -> fact_cite:
        """Return 〔2-07、2-08〕 with each number linked."""
        for number in numbers:
            if number not in self._links:
                self._links[number] = self._link(number)
        mark = fact_cite(f"〔{'、'.join(numbers)}〕")
        mark.links = tuple(self._links[number] for number in numbers)
        return mark


class LinkFacts(SphinxPostTransform):
    """Turn the fact numbers in the texts of a page into links to their table."""

    formats = ("html",)
    default_priority = 70

    def run(self, **kwargs: Any) -> None:
        """Walk the texts that cite a fact."""
        links = FactLinks(self.env, self.env._app.builder, self.env.docname)
        if not links:
            return
        for text in all_below(self.document):
            if isinstance(text, nodes.Text) and "〔" in text and _may_link(text):
                text.parent.replace(text, list(_linked(text, links)))


def _may_link(text: nodes.Text) -> bool:
    if isinstance(text, fact_cite):
        return False
    parent: nodes.Node | None = text.parent
    while parent is not None and isinstance(parent, nodes.Inline):
        if isinstance(parent, nodes.reference | nodes.literal | nodes.raw):
            return False
        parent = parent.parent
    return not isinstance(parent, nodes.FixedTextElement | nodes.title)


def _linked(text: nodes.Text, links: FactLinks) -> Iterator[nodes.Node]:
    at = 0
    for found in CITED.finditer(text):
        numbers = split_entries(re.sub("[、，,]", ";", found[1]))
        if numbers and all(FACT_NUMBER.fullmatch(each) for each in numbers):
            if found.start() > at:
                yield nodes.Text(text[at : found.start()])
            yield links.cite(numbers)
            at = found.end()
    if at < len(text):
        yield nodes.Text(text[at:])


class DressLawTables(SphinxPostTransform):
    """Complete the tables for narrow screens."""

    formats = ("html",)
    default_priority = 60

    def run(self, **kwargs: Any) -> None:
        """Mark each table's heads and cells."""
        if self.env.docname not in self.env.domains["quizgen"].data["facts"]:
            return
        for table in tables_of(self.document):
            if "qg-law" in table["classes"]:
                dress_table(table, ["qg-grid", "qg-stack"])


def setup_lawtable(app: Sphinx) -> None:
    """Register tables and links."""
    app.add_directive("law-facts", LawFacts)
    app.add_directive("law-checked", LawChecked)
    app.add_node(fact_cite, html=(visit_fact_cite, None))  # type: ignore[arg-type] # typed for elements; it takes texts too
    app.add_post_transform(DressLawTables)
    app.add_post_transform(LinkFacts)
