"""Each kind of set is shown as what it is; cases, questions and self-checks can be read."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest
from lxml.html import HtmlElement

from conftest import NewProject
from projects import Project

FIXTURES = Path(__file__).parent.parent / "fixtures"
LESSON = (FIXTURES / "sample-lesson.md").read_text(encoding="utf-8")
QUESTIONS = (FIXTURES / "sample-questions.md").read_text(encoding="utf-8")
REST = (FIXTURES / "sample-lesson.rst").read_text(encoding="utf-8")


def tree(project: Project, name: str, out: str = "out") -> HtmlElement:
    """Read a built page."""
    return lxml.html.fromstring(project.page(name, out))


def by_id(page: HtmlElement, name: str) -> HtmlElement:
    """Return the element with an id; there is exactly one."""
    (found,) = page.xpath("//*[@id=$name]", name=name)
    return found


def text(element: HtmlElement) -> str:
    """Return the words of an element without blanks."""
    return re.sub(r"\s+", "", element.text_content())


@pytest.fixture
def lesson(new_project: NewProject) -> HtmlElement:
    """Return the sample lesson as trainees read it."""
    project = new_project({"lesson.md": LESSON})
    project.build()
    return tree(project, "lesson")


@pytest.fixture
def questions(new_project: NewProject) -> HtmlElement:
    """Return the page of all kinds of questions as trainees read it."""
    project = new_project({"questions.md": QUESTIONS})
    project.build()
    return tree(project, "questions")


def test_a_named_set_is_a_list_of_panels(lesson: HtmlElement) -> None:
    """Numbered as the author numbered it; each panel is the anchor of its point."""
    block = by_id(lesson, "three-looks")
    panels = block.xpath("./ol[contains(@class, 'qg-points')]/li")

    assert "qg-members" in block.get("class")
    assert [each.get("id") for each in panels] == [
        "three-looks.看人员",
        "three-looks.看机具",
        "three-looks.看料场",
    ]
    assert [text(each.find("p/strong")) for each in panels] == ["看人员", "看机具", "看料场"]


def test_the_title_of_a_set_is_a_heading_with_a_link_to_itself(lesson: HtmlElement) -> None:
    """One level below the section that holds it."""
    title = by_id(lesson, "three-looks")[0]

    assert title.tag == "h2"
    assert title.text == "开工三看"
    assert title.find("a").get("href") == "#three-looks"


def test_details_carry_their_labels_as_chips(lesson: HtmlElement) -> None:
    """The colon stays for those who copy or listen."""
    block = by_id(lesson, "three-looks")
    chips = block.xpath(".//li[contains(@class, 'qg-detail')]/p/span[contains(@class, 'qg-chip')]")

    assert [text(each) for each in chips] == ["界限", "误区", "频次", "例"]
    assert text(chips[0].getparent()) == "界限：东西坏没坏归“看机具”"


def test_a_misconception_has_two_sides(lesson: HtmlElement) -> None:
    """What is wrongly said can't be taken for what is right."""
    (item,) = by_id(lesson, "three-looks").find_class("qg-detail-myth")

    assert text(item.find_class("qg-false")[0]) == "老师傅不用点名"
    assert text(item.find_class("qg-true")[0]) == "人人都要点名，老师傅也会犯困"


def test_a_blank_stands_out(lesson: HtmlElement) -> None:
    """In a set and outside of one."""
    words = [text(each) for each in lesson.find_class("qg-blank")]

    assert words == ["喝过酒", "班", "指导", "立即", "1小时"]
    assert {each.tag for each in lesson.find_class("qg-blank")} == {"em"}


def test_steps_are_a_timeline(lesson: HtmlElement) -> None:
    """An ordered list, drawn as a line of stations."""
    block = by_id(lesson, "report-steps")

    assert "qg-steps" in block.get("class")
    assert len(block.xpath("./ol/li")) == 3


def test_pairs_are_a_table_of_two_columns(lesson: HtmlElement) -> None:
    """The term heads its row and carries the anchor; details stay with the counterpart."""
    rows = by_id(lesson, "two-bodies").xpath(".//table/tbody/tr")

    assert [each.get("id") for each in rows] == ["two-bodies.应急管理部门", "two-bodies.地方政府"]
    assert [text(each.find("th")) for each in rows] == ["应急管理部门", "地方政府"]
    assert [text(each.find_class("qg-counterpart")[0]) for each in rows] == ["综合监管", "属地监管"]
    assert "对各行业主管的工作作指导" in text(rows[0].find("td").find(".//li"))


def test_short_columns_are_not_broken_where_they_leave_room(new_project: NewProject) -> None:
    """Numbers and articles of law; not where a column has something long, nor where all are short."""
    long = "一句要折行的长话，写满十二个字以上"
    page = f"# 课\n\n| 甲 | 乙 |\n|---|---|\n| 第九十四条 | {long} |\n\n| 丙 | 丁 |\n|---|---|\n| 一 | 二 |\n"
    project = new_project({"lesson.md": page})
    project.build()
    marked = tree(project, "lesson").xpath("//*[contains(@class, 'qg-short')]")

    assert [text(each) for each in marked] == ["甲", "第九十四条"]


def test_a_table_of_pairs_keeps_its_head(lesson: HtmlElement) -> None:
    """Written as a table, shown as one."""
    block = by_id(lesson, "by-grade")

    assert [text(each) for each in block.xpath(".//thead//th")] == ["等级", "谁来查"]
    assert [text(each) for each in block.xpath(".//tbody//th")] == ["重", "轻"]


def test_a_table_names_its_columns_in_each_cell(lesson: HtmlElement) -> None:
    """For narrow screens, where rows stand by themselves."""
    block = by_id(lesson, "drills")

    assert [text(each) for each in block.find_class("qg-column")] == ["间隔", "报给谁"] * 2
    assert by_id(lesson, "drills.商场").tag == "tr"


def test_a_ratio_is_drawn_to_scale(lesson: HtmlElement) -> None:
    """As many squares as the number says."""
    drawings = by_id(lesson, "same-kind").xpath(".//dl/dd//svg/path/@d")
    squares = [sum((int(end) + 2) // 10 for end in re.findall(r"H(\d+)", d)) for d in drawings]

    assert squares == [1, 29, 300]


def test_a_ratio_of_large_numbers_is_a_bar(new_project: NewProject) -> None:
    """Nobody draws a million squares."""
    page = LESSON.replace(": 300 起", ": 3,000,000 起")
    project = new_project({"lesson.md": page})
    project.build()
    drawings = by_id(tree(project, "lesson"), "same-kind").xpath(".//svg/path/@d")

    assert re.findall(r"M0 0H([\d.]+)V4", " ".join(drawings)) == ["0.8", "0.8", "100"]


def test_bands_are_a_chart_and_a_table(lesson: HtmlElement) -> None:
    """Each measure a bar from low to high, its edges with the grade that they belong to."""
    block = by_id(lesson, "two-grades")
    measures = block.find_class("qg-measure")

    assert [text(each.find_class("qg-measure-name")[0]) for each in measures] == [
        "死亡（人）",
        "损失（元）",
    ]
    assert [text(each) for each in measures[0].find_class("qg-band")] == ["轻", "重"]
    assert [text(each) for each in block.find_class("qg-tick-up")] == ["3", "1000万"]
    assert len(block.xpath(".//table/tbody/tr")) == 2
    assert block.xpath(".//ul/li//strong/text()") == ["重"]


def test_edges_that_belong_below_are_drawn_below(new_project: NewProject) -> None:
    """超过 leaves its number to the lower grade."""
    page = LESSON.replace("| 3人以上 |", "| 超过3人 |").replace("| 不足3人 |", "| 不超过3人 |")
    project = new_project({"lesson.md": page})
    project.build()
    block = by_id(tree(project, "lesson"), "two-grades")

    assert [text(each) for each in block.find_class("qg-tick-down")] == ["3"]


def test_what_a_speech_said_stands_beside_what_holds_today(lesson: HtmlElement) -> None:
    """And is marked as what the speech said."""
    (both,) = lesson.find_class("qg-then-now")

    assert [each.get("id") or "today" for each in both] == ["old-words", "today"]
    assert text(both.find_class("qg-dated-mark")[0]) == "讲话当时的提法"
    assert "today" in both[1].get("class")


def test_a_lesson_begins_with_whom_it_is_for(lesson: HtmlElement) -> None:
    """Audience, minutes, what one can do afterwards."""
    (box,) = lesson.find_class("qg-front")

    assert box.getprevious().tag == "h1"
    assert [text(each) for each in box.find_class("qg-front-fact")] == [
        "适合：班组长、职工",
        "用时：约20分钟",
    ]
    assert [text(each) for each in box.xpath(".//li")] == ["说出开工三看", "分清谁管什么"]


def test_a_case_folds_away_what_it_shows(lesson: HtmlElement) -> None:
    """Trainees think first."""
    (case,) = lesson.find_class("qg-case")
    (answer,) = case.xpath(".//details")

    assert case.get("id") == "case-sleepy"
    assert answer.get("open") is None
    assert "看人员" in text(answer)
    assert "眼睛睁不开" in text(answer)
    assert "先看人，再派活。" in text(answer)
    assert answer.xpath(".//a/@href") == ["#three-looks.%E7%9C%8B%E4%BA%BA%E5%91%98"] or (
        answer.xpath(".//a/@href") == ["#three-looks.看人员"]
    )


def test_a_choice_shows_letters_and_folds_the_answer(lesson: HtmlElement) -> None:
    """No checkbox tells the right one."""
    question = by_id(lesson, "q-guard")

    assert [text(each) for each in question.xpath("./ol/li")] == ["写进交接班记录", "停机挂牌"]
    assert not question.xpath(".//input")
    (answer,) = question.xpath("./details")
    assert "答案：B" in text(answer)
    assert "A记录不能代替停机。" in text(answer)


def outside(block: HtmlElement) -> str:
    """Return the words of a question that are seen before it is opened."""
    for each in block.xpath(".//details"):
        each.getparent().remove(each)
    return text(block)


def test_every_kind_of_question_keeps_its_answer_folded(questions: HtmlElement) -> None:
    """Numbered, with its kind; the answer stands inside only."""
    blocks = questions.find_class("qg-question")
    answers = [text(each.xpath("./details/p")[0]) for each in blocks]
    seen = [outside(each) for each in blocks]

    assert [re.match(r"题\d", each)[0] for each in seen] == [f"题{n}" for n in range(1, 7)]  # type: ignore[index]
    assert answers[:2] == ["答案：A、B", "答案：正确"]
    assert answers[4] == "答案：1小时；保护现场"
    assert "答案" not in "".join(seen)
    assert "1小时" not in seen[4]
    assert seen[4].count("（　　）".replace("　", "")) == 2
    assert "看人员" not in seen[5]


def test_ordering_and_matching_are_shuffled_the_same_way_each_time(
    questions: HtmlElement,
) -> None:
    """And the answer leads back to the order that the author gave."""
    ordering, matching = questions.find_class("qg-question")[2:4]
    shown = [text(each) for each in ordering.xpath("./ol/li")]
    letters = re.findall("[A-D]", text(ordering.xpath("./details/p")[0]))
    assert shown != ["停机", "断电", "挂牌", "验电"]
    assert [shown["ABCD".index(each)] for each in letters] == ["停机", "断电", "挂牌", "验电"]

    rows = [[text(cell) for cell in row] for row in matching.xpath(".//tr")]
    pairs = dict(re.findall(r"(\d)—([A-C])", text(matching.xpath("./details/p")[0])))
    rights = {right[0]: right[2:] for _, right in rows}
    assert {left[2:]: rights[pairs[left[0]]] for left, _ in rows} == {
        "应急管理部门": "综合监管",
        "行业主管部门": "直接监管",
        "地方政府": "属地监管",
    }


def test_a_self_check_asks_as_many_questions_as_it_says(lesson: HtmlElement) -> None:
    """Each with its answer folded away."""
    (check,) = lesson.find_class("qg-check")

    assert len(check.xpath(".//form//fieldset")) == 3
    assert len(check.xpath(".//form/details[not(@open)]")) == 3


def test_trainers_see_every_answer_and_what_the_exam_asks(new_project: NewProject) -> None:
    """Open, and marked as the exam's."""
    project = new_project({"lesson.md": LESSON, "questions.md": QUESTIONS})
    project.build(tags=("trainer",))
    page = tree(project, "lesson")
    case = by_id(page, "case-stack")

    assert all(each.get("open") == "open" for each in page.xpath("//details"))
    assert text(case[0]) == "考试案例料场的挡桩"
    assert text(case.find_class("qg-number")[0]) == "问题1单选题"
    labels = [text(each) for each in by_id(page, "three-looks").find_class("qg-chip")]
    assert {"试", "反", "考"} <= set(labels)
    assert "考试里才有的一道题" in project.page("questions")


def test_no_id_stands_twice(new_project: NewProject) -> None:
    """Links find the one place."""
    project = new_project({"lesson.md": LESSON, "questions.md": QUESTIONS})
    project.build(tags=("trainer",))
    for name in ("lesson", "questions"):
        ids = tree(project, name).xpath("//@id")
        assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("theme", ["furo", "alabaster", "basic"])
def test_restructuredtext_and_other_themes_show_the_same(
    new_project: NewProject, theme: str
) -> None:
    """The sets are not MyST's, nor Furo's."""
    project = new_project({"lesson.rst": REST}, html_theme=theme, language="en")
    project.build()
    page = tree(project, "lesson")

    assert len(by_id(page, "three-looks").xpath("./ol/li[@class='qg-point']")) == 3
    assert len(by_id(page, "two-bodies").xpath(".//table//tr")) == 2
    assert len(by_id(page, "same-kind").xpath(".//svg")) == 2
    assert len(by_id(page, "two-grades").find_class("qg-bar")) == 2
    assert page.xpath("//link[contains(@href, 'quizgen.css')]")
    assert "干了二十年" not in project.page("lesson")


@pytest.mark.parametrize("builder", ["text", "latex", "man", "singlehtml", "dirhtml"])
@pytest.mark.parametrize("tags", [(), ("trainer",)], ids=["trainee", "trainer"])
def test_other_builders_fall_back(
    new_project: NewProject, builder: str, tags: tuple[str, ...]
) -> None:
    """They know no block of ours, show its content, and keep the editions apart."""
    settings = {
        "latex_documents": [("index", "a.tex", "t", "a", "manual")],
        "man_pages": [("index", "a", "t", "a", 1)],
    }
    project = new_project({"lesson.md": LESSON}, **settings)
    project.build(builder, tags=tags)
    folder = project.folder / "out" / builder
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".txt", ".tex", ".1", ".html")
    )

    assert "开工三看" in written
    assert "护罩、急停、接地逐样过一遍" in written
    assert ("焊把线破皮" in written) == bool(tags)
    assert "24小时" not in written
