"""Nothing is lost on the way to paper, and nothing gets there that should not."""

from __future__ import annotations

import inspect
import io
import itertools
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pdfplumber
import pytest
import sphinx_design
from docutils import nodes
from docutils.parsers.rst import Directive
from msgspec.structs import replace
from pypdf import PdfReader
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx_design.shared import PassthroughTextElement

from conftest import NewProject
from items import ALL, CLOZE
from printed import bookmarks, differs, fonts, missing_glyphs, page_text, printed_text, squeezed
from projects import Project
from quizgen.harvest.nodes import BLOCKS, quiz_block
from quizgen.model import Gap
from quizgen.render.typesetting import to_pdf
from quizgen.sphinx_ext.handouts.blocks import Refused
from quizgen.sphinx_ext.handouts.builder import HandoutsBuilder
from quizgen.sphinx_ext.handouts.design import COMPONENTS
from quizgen.sphinx_ext.handouts.editions import TRAINEE, TRAINERS
from quizgen.sphinx_ext.handouts.prints import Chapter, handout
from quizgen.sphinx_ext.handouts.table import NODES
from quizgen.sphinx_ext.handouts.typst_code import running
from quizgen.sphinx_ext.handouts.writer import Writer, key_of

from .test_editions import SECRET

FIXTURES = Path(__file__).parent.parent / "fixtures"
PAGES = {
    "every-node": "rst",
    "every-component": "md",
    "sample-lesson": "md",
    "sample-questions": "md",
}
BUILDER = "quizgen-handouts"
EDITIONS = {"学员版": False, "讲师版": True}
ONLY_BETWEEN = {
    "docutils.citation_reference",
    "docutils.document",
    "docutils.generated",
    "docutils.subtitle",
    "docutils.substitution_definition",
    "sphinx.compact_paragraph",
    "sphinx.number_reference",
    "sphinx.highlightlang",
    "sphinx.only",
    "sphinx.pending_xref",
    "sphinx.pending_xref_condition",
    "sphinx.start_of_file",
    "sphinx.toctree",
}
"""Nodes that Sphinx resolves before a page is written, or that only another builder makes."""


def picture() -> bytes:
    """Return a picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def everything(folder: Path) -> Project:
    """Make a course that holds every node and every component."""
    pages = {
        f"{name}.{suffix}": (FIXTURES / f"{name}.{suffix}").read_text(encoding="utf-8")
        for name, suffix in PAGES.items()
    }
    pages["other.md"] = "# 另一页\n\n一句话。\n\n```{law-facts}\n```\n"
    pages["facts.yaml"] = (FIXTURES / "sample-facts.yaml").read_text(encoding="utf-8")
    pages["note.txt"] = "附件\n"
    pages["mark.svg"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'
    )
    project = Project(folder, pages, {"numfig": True, "project": "全课"})
    (project.source / "dot.png").write_bytes(picture())
    return project


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return that course, built in all editions."""
    project = everything(tmp_path_factory.mktemp("handouts") / "course")
    project.build()
    project.build(BUILDER)
    project.build(out="trainer", tags=("trainer",))
    return project


def printed(project: Project, edition: str, title: str, out: str = "out") -> bytes:
    """Return the handout of a lesson."""
    (found,) = (project.folder / out / BUILDER / edition).glob(f"*-{title}.pdf")
    return found.read_bytes()


def book(project: Project, out: str = "out") -> bytes:
    """Return the book."""
    (found,) = (project.folder / out / BUILDER).glob("*.pdf")
    return found.read_bytes()


def title_of(page: Path) -> str:
    """Return the title of a page."""
    (head,) = lxml.html.parse(str(page)).xpath("//h1")
    return str(head.text)


# ---------------------------------------------------------------- what is printed


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", [*PAGES, "other"])
def test_a_handout_says_what_the_page_says(course: Project, name: str, edition: str) -> None:
    """Word for word, in order; the trainee's less blank words and answers."""
    trainer = EDITIONS[edition]
    page = course.folder / ("trainer" if trainer else "out") / "html" / f"{name}.html"
    pdf = printed(course, edition, title_of(page))

    assert differs(pdf, page, trainer=trainer) == ""


def test_the_comparison_sees_what_is_lost(course: Project, tmp_path: Path) -> None:
    """A page with one word more is not what the handout says."""
    page = course.folder / "trainer" / "html" / "other.html"
    changed = tmp_path / "other.html"
    changed.write_text(page.read_text(encoding="utf-8").replace("一句话", "一句大话"), "utf-8")

    told = squeezed(printed_text(printed(course, "讲师版", "另一页")))

    assert told != squeezed(page_text(changed, trainer=True))


@pytest.mark.parametrize("secret", SECRET)
def test_the_exam_stands_in_the_trainers_handout_only(course: Project, secret: str) -> None:
    """Neither in the trainee's nor in the book."""
    for pdf in (printed(course, "学员版", "开工之前"), book(course)):
        assert secret not in squeezed(printed_text(pdf))
    if not secret.startswith("case-"):
        assert secret in squeezed(printed_text(printed(course, "讲师版", "开工之前")))


def test_words_worth_remembering_are_lines_with_room_in_the_trainees_handout(
    course: Project,
) -> None:
    """A line for each, wider where the word is longer; the word itself is not in the file."""
    widths = {
        round(right - left)
        for left, right in thin_lines(printed(course, "学员版", "开工之前"))
        if right - left < 120
    }
    text = squeezed(printed_text(printed(course, "学员版", "开工之前")))

    assert "点名时看脸色，的不上岗" in text
    assert "接报后内报到" in text
    assert len(widths) > 1
    assert min(widths) >= 28


def thin_lines(pdf: bytes) -> list[tuple[float, float]]:
    """Return the ends of all rules that are drawn level."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [
            (each["x0"], each["x1"])
            for page in opened.pages
            for each in (*page.lines, *page.rects, *page.curves)
            if each["height"] < 1
        ]


def test_lines_to_write_on_do_not_tear_a_line_of_text_apart(new_project: NewProject) -> None:
    """They can't be broken, so a line before one ends early; its characters keep their places."""
    said = "整改不力：拒不执行的，责令{blank}`停产停业整顿`，责任人员罚{blank}`五万元以上十万元以下的数额`。"
    project = new_project({"lesson.md": f"# 一课\n\n- {said}\n\n{said}\n"})
    project.build(BUILDER)

    assert widest_step(printed(project, "学员版", "一课"), "整改不力") < 1


def test_nor_do_the_gaps_of_a_self_check() -> None:
    """A cloze item stands in a handout as on a paper."""
    stem = "企业落实主体责任，要抓好{{1}}、{{2}}、{{3}}和{{4}}。"
    words = [Gap(("动态监控和预警预报预防体系",)) for _ in range(4)]
    block = quiz_block("", options=[], argument="")
    block["items"] = [replace(CLOZE, stem=stem, blanks=tuple(words))]
    code = Writer("lesson", TRAINEE, NODES).document(_document(block))
    made = handout(Chapter("lesson", "课", code, {}), TRAINEE, "全课")

    assert widest_step(to_pdf(made.source, made.title), "落实主体") < 1


def widest_step(pdf: bytes, words: str) -> float:
    """Return the widest space between characters of some words, in points."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        chars = opened.pages[0].chars
    steps = [
        after["x0"] - before["x1"]
        for before, after in itertools.pairwise(chars)
        if before["text"] + after["text"] in words and abs(after["top"] - before["top"]) < 1
    ]
    assert steps
    return float(max(steps))


def test_the_book_has_all_words_and_the_analyses_but_no_answers(course: Project) -> None:
    """It is read, not filled in."""
    text = squeezed(printed_text(book(course)))

    assert "点名时看脸色，喝过酒的不上岗" in text
    assert "先看人，再派活。" in text
    assert "没有护罩的设备不能转" not in text


def test_the_book_lists_its_contents_and_its_terms_with_their_pages(course: Project) -> None:
    """Every lesson and every term of the course, each with a page and a link."""
    reader = PdfReader(io.BytesIO(book(course)))
    contents = reader.pages[1].extract_text()
    index = reader.pages[-1].extract_text()

    for title in ("每一种节点", "开工之前", "要点索引"):
        assert re.search(rf"{title}[ .…]*\d+", contents), contents
    for term in ("看机具", "开工三看", "应急管理部门"):
        assert re.search(rf"{term}.*\d", index), index
    assert len(reader.pages[1].get("/Annots", [])) >= len(PAGES)


@pytest.mark.parametrize("edition", EDITIONS)
def test_bookmarks_are_the_headings(course: Project, edition: str) -> None:
    """In order and at their depth."""
    marks = bookmarks(printed(course, edition, "每一种节点"))

    assert marks == [(0, "每一种节点"), (1, "小节甲"), (1, "小节乙")]


def test_fonts_are_embedded_and_subset(course: Project) -> None:
    """No reader needs our fonts, no file carries letters that it does not show."""
    for pdf in (printed(course, "讲师版", "开工之前"), book(course)):
        found = fonts(pdf)
        assert {"NotoSerifSC", "NotoSansCJKsc"} <= {name.partition("-")[0] for name in found}
        assert all(found.values()), found
        assert missing_glyphs(pdf) == []


def test_references_name_their_page_and_links_their_address(course: Project) -> None:
    """Paper cannot be clicked."""
    text = re.sub(r"\s", "", printed_text(printed(course, "讲师版", "开工之前")))
    every = re.sub(r"\s", "", printed_text(printed(course, "讲师版", "每一种节点")))

    assert "看机具（第1页）、这张表（第2页）、两家管什么（第1页）" in text
    assert "官方网站（https://www.example.org/a?b=1&c=2）" in every
    assert "裸链https://www.example.org/bare，" in every


# ---------------------------------------------------------------- every node


def classes_of(module: Any) -> Iterator[str]:
    """Yield the keys of all node classes that a module brings."""
    for name, found in vars(module).items():
        concrete = inspect.isclass(found) and issubclass(found, nodes.Element)
        if concrete and found.__module__ == module.__name__ and not name.startswith("_"):
            yield key_of(found)


def known_nodes() -> set[str]:
    """Return every node of docutils, Sphinx, sphinx-design and ours that could be in a page."""
    found = {f"docutils.{name}" for name in nodes.node_class_names} - {"docutils.Text"}
    found |= set(classes_of(addnodes)) - {"sphinx.translatable"}
    found |= {key_of(each) for each in (*BLOCKS, PassthroughTextElement)}
    screen = {"aside_main", "dropdown_main", "dropdown_title", "sd_tab_input", "sd_tab_label"}
    for name in ("badges_buttons", "icons", "steps", "dropdown", "tabs", "aside"):
        module = __import__(f"sphinx_design.{name}", fromlist=[name])
        found |= {each for each in classes_of(module) if each.partition(".")[2] not in screen}
    return found


def test_the_table_knows_every_node() -> None:
    """What Sphinx or sphinx-design bring anew has to be thought of."""
    assert known_nodes() - set(NODES) == set()


def test_the_table_knows_every_component() -> None:
    """They are containers with a name."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(sphinx_design.__file__).parent.glob("*.py")
    )
    named = set(re.findall(r'create_component\(\s*f?"([a-z-]+)"', source))

    assert len(named) > 15
    assert named - set(COMPONENTS) == {"card-content"}  # held while a card is read


def test_the_fixtures_hold_every_node(course: Project) -> None:
    """What is not tried is not known to work."""
    seen: set[str] = set()
    components: set[str] = set()

    def look(app: Sphinx, tree: nodes.document, docname: str) -> None:
        for node in tree.findall():
            seen.add(key_of(type(node)))
            if isinstance(node, nodes.Element):
                components.add(node.get("design_component", ""))

    def prepare(app: Sphinx) -> None:
        app.connect("doctree-resolved", look, priority=900)

    course.build(BUILDER, prepare=prepare)
    wanted = {name for name, how in NODES.items() if not isinstance(how, Refused)}
    unseen_parts = {"dropdown-body"}  # made for HTML only

    assert wanted - seen - ONLY_BETWEEN == set()
    assert set(COMPONENTS) - components - unseen_parts == {"card-overlay"} - components


class Strange(nodes.General, nodes.Element):
    """A node that nobody knows."""


class StrangeDirective(Directive):
    """Leaves one."""

    def run(self) -> list[nodes.Node]:
        """Return it."""
        node = Strange()
        node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
        return [node]


def know_strange(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("strange", StrangeDirective)


WRONG = {
    "```{strange}\n```": "不会印 Strange",
    "```{math}\nx^2\n```": "印不出 math_block：公式",
    "![点](https://www.example.org/a.png)": "图片 https://www.example.org/a.png 在网上",
    "<b>粗</b>": "写成 HTML 的内容印不出来",
}


@pytest.mark.parametrize("source", WRONG)
def test_what_cannot_be_printed_is_an_error_with_its_place(
    new_project: NewProject, source: str
) -> None:
    """Never silence."""
    project = new_project({"lesson.md": f"# 课\n\n第一段。\n\n{source}\n"})
    built = project.build(BUILDER, prepare=know_strange, warnings=True)

    assert any(line.startswith(f"lesson.md:5: ERROR: {WRONG[source]}") for line in built.warnings)
    assert built.app.statuscode == 1
    assert not list((project.folder / "out" / BUILDER).rglob("*.pdf"))


# ---------------------------------------------------------------- the builder


def stamps(project: Project) -> dict[str, int]:
    """Return when each print was written."""
    folder = project.folder / "out" / BUILDER
    return {
        str(each.relative_to(folder)): each.stat().st_mtime_ns for each in folder.rglob("*.pdf")
    }


def test_two_builds_give_the_same_bytes(course: Project) -> None:
    """Cold and parallel as well."""
    course.build(BUILDER, out="again", parallel=2)
    first, again = (course.folder / each / BUILDER for each in ("out", "again"))
    names = sorted(path.relative_to(first) for path in first.rglob("*.pdf"))

    assert len(names) == 2 * (len(PAGES) + 1) + 1
    for name in names:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_a_warm_build_writes_what_has_changed(new_project: NewProject) -> None:
    """A lesson's two handouts and the book; what has another title leaves no old file."""
    project = new_project({"a.md": "# 甲\n\n一段。\n", "b.md": "# 乙\n\n二段。\n"})
    project.build(BUILDER)
    before = stamps(project)
    project.build(BUILDER)
    assert stamps(project) == before

    project.write("b.md", "# 丙\n\n三段。\n")
    project.build(BUILDER)
    after = stamps(project)

    assert {name for name in after if after[name] == before.get(name)} == {
        "学员版/01-甲.pdf",
        "讲师版/01-甲.pdf",
    }
    assert not [name for name in after if "乙" in name]


@pytest.mark.parametrize("filling", range(33, 39))
def test_what_a_question_asks_stands_on_one_page(new_project: NewProject, filling: int) -> None:
    """Stem and options are not parted, wherever the page ends."""
    asked = (
        ":::{question} single_choice\n先做哪一件？\n\n"
        + "".join(
            f"- [{'x' if at == 2 else ' '}] 第{at}件事，要写得一行放不下两项，{at}{at}{at}\n"
            for at in range(4)
        )
        + "\n> 因为。\n:::\n"
    )
    page = "# 课\n\n" + "一行正文。\n\n" * filling + asked
    project = new_project({"lesson.md": page})
    project.build(BUILDER)
    pages = PdfReader(io.BytesIO(printed(project, "讲师版", "课"))).pages
    texts = [squeezed(each.extract_text()) for each in pages]

    (holding,) = [text for text in texts if "先做哪一件" in text]
    assert "题1" in holding
    assert "333" in holding


def test_no_line_ends_inside_a_range() -> None:
    """The dash does not begin a line, nor does its unit."""
    code = running("罚 5万元—10万元，第2—3条，2—")

    assert code.split("\n")[1:-1] == [
        '"罚 "',
        'box("5万元—10万元")',
        '"，第"',
        'box("2—3条")',
        '"，2—"',
    ]


def test_an_address_gives_each_handout_its_code(new_project: NewProject) -> None:
    """A phone finds the page; without an address there is no code."""
    pages = {"a.md": "# 甲\n\n一段。见{doc}`b`。\n", "b.md": "# 乙\n\n二段。\n"}
    bare = new_project(pages, "bare")
    bare.build(BUILDER)
    told = new_project(pages, "told", quizgen_base_url="https://example.org/c/")
    told.build(BUILDER)

    reader = PdfReader(io.BytesIO(printed(told, "学员版", "甲")))
    links = [each.get_object()["/A"]["/URI"] for each in reader.pages[0]["/Annots"]]  # type: ignore[attr-defined]

    assert "扫码看网页" in reader.pages[0].extract_text()
    assert links == ["https://example.org/c/b.html"]
    plain = PdfReader(io.BytesIO(printed(bare, "学员版", "甲"))).pages[0]
    assert "扫码看网页" not in plain.extract_text()


def test_heads_of_tables_stand_on_every_page(new_project: NewProject) -> None:
    """And no row is torn."""
    rows = "\n".join(f"| 第{number}项 | 说明{number} |" for number in range(120))
    project = new_project({"a.md": f"# 甲\n\n| 名称头 | 说明头 |\n|---|---|\n{rows}\n"})
    project.build(BUILDER)
    reader = PdfReader(io.BytesIO(printed(project, "学员版", "甲")))

    assert len(reader.pages) > 2
    assert all("名称头" in page.extract_text() for page in reader.pages)


# ---------------------------------------------------------------- self-checks


@pytest.mark.parametrize("edition", [TRAINEE, TRAINERS], ids=["trainee", "trainer"])
def test_a_filled_self_check_is_numbered_and_answered_for_the_trainer(edition: Any) -> None:
    """Questions in place, answers at the end of the trainer's handout only."""
    items = list(ALL)
    block = quiz_block("", options=[], argument="")
    block["items"] = items
    writer = Writer("lesson", edition, NODES)
    code = writer.document(_document(nodes.paragraph("", "前一段"), block))
    made = handout(Chapter("lesson", "课", code, {}), edition, "全课")
    text = squeezed(printed_text(to_pdf(made.source, made.title)))

    assert f"{len(items)}." in text
    assert ("自测答案" in text) is edition.answers
    assert text.index("前一段") < text.index("1.")


def _document(*blocks: nodes.Node) -> nodes.document:
    from docutils.utils import new_document

    tree = new_document("lesson.md")
    tree += list(blocks)
    return tree


def test_the_builder_is_known_to_sphinx() -> None:
    """Under the name that the Makefile uses."""
    assert HandoutsBuilder.name == BUILDER
