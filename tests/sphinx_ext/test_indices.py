"""The indices of points and terms, and the tables of law."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from conftest import NewProject
from projects import everything
from quizgen.bank.facts import Fact, Facts, Status
from quizgen.sphinx_ext.drawings import short_number
from quizgen.sphinx_ext.lawtable import source_of
from quizgen.sphinx_ext.sounds import initial, pinyin_key, read_aloud

from .test_render import FIXTURES, LESSON, QUESTIONS, by_id, text, tree

FACTS = (Path(FIXTURES) / "sample-facts.yaml").read_text(encoding="utf-8")
LAW = """# 法律

```{law-checked}
```

```{law-facts}
:sections: 2; 5
```

## 其余

```{law-facts}
:sections: 10
```
"""


def test_the_index_lists_every_set_with_its_points(new_project: NewProject) -> None:
    """Lesson by lesson, with kind and links."""
    project = new_project({"lesson.md": LESSON, "questions.md": QUESTIONS})
    project.build()
    page = tree(project, "quizgen-points")
    heads = page.xpath("//h3/a")

    assert text(page.find(".//h1")) == "点位索引"
    assert [text(each) for each in page.xpath("//section/section/h2")] == ["开工之前"]
    assert [text(each) for each in heads][:3] == ["开工三看", "两家管什么", "报告三步"]
    assert heads[0].get("href") == "lesson.html#three-looks"
    assert text(heads[0].getparent()) == "开工三看要点3项"
    links = page.xpath("//ul[@class='qg-index-points']/li/a")
    assert [text(each) for each in links][:3] == ["看人员", "看机具", "看料场"]
    anchors = {each.get("href").partition("#")[2] for each in links}
    assert anchors <= set(tree(project, "lesson").xpath("//@id"))


def test_the_terms_stand_in_the_order_of_their_sound(new_project: NewProject) -> None:
    """Under the letter of their first character."""
    project = new_project({"lesson.md": LESSON})
    project.build()
    page = tree(project, "quizgen-terms")
    letters = [text(each) for each in page.xpath("//section/section/h2")]
    terms = [text(each) for each in page.find_class("qg-index-name")]

    assert text(page.find(".//h1")) == "术语表"
    assert letters == sorted(letters)
    assert [each for each in terms if each.startswith("看")] == ["看机具", "看料场", "看人员"]
    assert "K" in letters


def test_sounds_and_letters() -> None:
    """Quotation marks do not count, digits and the like come first."""
    assert sorted(["“红线”意识", "安全", "红色", "12350"], key=pinyin_key) == [
        "12350",
        "安全",
        "红色",
        "“红线”意识",
    ]
    assert [
        initial(pinyin_key(each)) for each in ("“红线”意识", "12350", "GB标准", "《法》")
    ] == list("H#GF")


@pytest.mark.parametrize("theme", ["alabaster", "basic"])
def test_the_indices_need_no_furo(new_project: NewProject, theme: str) -> None:
    """Any theme shows them."""
    project = new_project({"lesson.md": LESSON}, html_theme=theme)
    project.build()

    assert len(tree(project, "quizgen-points").xpath("//h3/a")) == 8
    assert tree(project, "quizgen-terms").find_class("qg-index-name")


def test_sets_of_trainers_are_in_no_index_of_trainees(new_project: NewProject) -> None:
    """Nor in the inventory; a reference to one is plain words."""
    pages = {"lesson.md": LESSON, "questions.md": QUESTIONS + "\n见 {point}`trainer-two`。\n"}
    project = new_project(pages)
    project.build(out="a")
    project.build(out="b", tags=("trainer",))

    assert "讲师两步" not in project.page("quizgen-points", "a")
    assert "备课" not in project.page("quizgen-terms", "a")
    assert not tree(project, "questions", "a").xpath("//a[contains(@href, 'trainer-two')]")
    assert "讲师两步" in project.page("quizgen-points", "b")
    assert tree(project, "questions", "b").xpath("//article//p/a[contains(@href, 'trainer-two')]")


def test_labels_of_trainers_are_not_in_the_inventory(new_project: NewProject) -> None:
    """Wherever they come from."""
    page = "# 课\n\n:::{only} trainer\n(trainers-place)=\n**讲师**：看这里。\n:::\n"
    project = new_project({"lesson.md": page})
    project.build(out="a")
    project.build(out="b", tags=("trainer",))

    assert "trainers-place" not in everything(project.folder / "a" / "html")
    assert "trainers-place" in everything(project.folder / "b" / "html")


def test_no_source_is_copied_for_trainees(new_project: NewProject) -> None:
    """Even where a project forgets to say so."""
    project = new_project({"lesson.md": LESSON}, html_copy_source=True)
    project.build(out="a")
    project.build(out="b", tags=("trainer",))

    assert not list((project.folder / "a" / "html" / "_sources").glob("*"))
    assert (project.folder / "b" / "html" / "_sources" / "lesson.md.txt").exists()


def test_the_law_is_a_table_by_sections(new_project: NewProject) -> None:
    """Number with anchor, text, law and article, status, day."""
    project = new_project({"law.md": LAW, "facts.yaml": FACTS})
    project.build()
    page = tree(project, "law")
    tables = page.xpath("//table")

    assert text(page.find_class("qg-law-checked")[0]) == "法律内容核对至2026-11-22"
    assert [[text(row[0]) for row in each.xpath("./tbody/tr")] for each in tables] == [
        ["2-07"],
        ["5-01", "5-02"],
        ["10-01"],
    ]
    row = by_id(page, "fact-2-07")
    assert "《中华人民共和国安全生产法（2021年修正）》第二十二条" in text(row[2])
    assert "已核对原文，2026-11-20" in text(row[2])
    parts = by_id(page, "fact-5-02")
    assert "见于转载、二手" in text(parts[2])
    assert [text(each[0][-1]) for each in parts.xpath(".//li")] == ["已核对原文", "未能核实"]


def test_without_sections_every_fact_is_shown_in_the_order_of_numbers(
    new_project: NewProject,
) -> None:
    """2 before 10."""
    project = new_project({"law.md": "# 法\n\n```{law-facts}\n```\n", "facts.yaml": FACTS})
    project.build()
    rows = tree(project, "law").xpath("//tbody/tr/@id")

    assert rows[0] == "fact-2-07"
    assert rows.index("fact-8-01") < rows.index("fact-10-01")


@pytest.mark.parametrize(
    ("option", "said"), [(":sections: 77", "没有第 77 节"), (":sections: x", "要写节号")]
)
def test_a_section_that_is_not_there_is_told(
    new_project: NewProject, option: str, said: str
) -> None:
    """With file and line."""
    page = f"# 法\n\n```{{law-facts}}\n{option}\n```\n"
    project = new_project({"law.md": page, "facts.yaml": FACTS})
    (warning, *_) = project.build(warnings=True).warnings

    assert warning.startswith(("law.md:3", "law.md:4"))
    assert said in warning


def test_a_number_in_a_lesson_is_a_link_that_names_the_law(new_project: NewProject) -> None:
    """Where the course has a table that shows it."""
    project = new_project({"q.md": QUESTIONS, "law.md": LAW, "facts.yaml": FACTS})
    project.build()
    page = tree(project, "q")
    links = page.xpath("//article//p/span[@class='qg-facts']/a")

    assert [text(each) for each in links] == ["2-07", "2-07", "10-01"]
    assert links[0].get("href") == "law.html#fact-2-07"
    assert links[0].get("title") == "《中华人民共和国安全生产法（2021年修正）》第二十二条"
    assert "〔9-99〕" in text(page)


def test_where_one_page_holds_all_documents_the_links_lead_to_the_table(
    new_project: NewProject,
) -> None:
    """An address has one anchor."""
    project = new_project({"q.md": QUESTIONS, "law.md": LAW, "facts.yaml": FACTS})
    project.build("singlehtml")
    page = lxml.html.parse(project.folder / "out" / "singlehtml" / "index.html")
    links = page.xpath("//span[@class='qg-facts']/a/@href")

    assert links
    assert {each.removeprefix("#") for each in links} <= set(page.xpath("//@id"))


def test_without_a_table_a_number_stays_text(new_project: NewProject) -> None:
    """And nothing breaks without a fact file."""
    project = new_project({"q.md": QUESTIONS})
    project.build()
    page = tree(project, "q")

    assert "〔2-07〕" in text(page)
    assert not page.xpath("//a[contains(@href, 'fact-')]")


def test_a_changed_fact_reaches_every_page_that_shows_it(new_project: NewProject) -> None:
    """Warm equals cold."""
    project = new_project({"q.md": QUESTIONS, "law.md": LAW, "facts.yaml": FACTS})
    project.build(out="warm")
    project.write("facts.yaml", FACTS.replace("第二十二条", "第二十三条"))
    project.build(out="warm")
    project.build(out="cold")

    assert project.files("warm") == project.files("cold")
    assert "第二十三条" in project.page("q", "warm")


def test_a_new_table_makes_links_in_every_lesson(new_project: NewProject) -> None:
    """Warm equals cold."""
    project = new_project({"q.md": QUESTIONS, "law.md": "# 法律\n", "facts.yaml": FACTS})
    project.build(out="warm")
    project.write("law.md", LAW)
    project.build(out="warm")
    project.build(out="cold")

    assert project.files("warm") == project.files("cold")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (3, "3"),
        (2.5, "2.5"),
        (1000, "1000"),
        (50_000_000, "5000万"),
        (1e8, "1亿"),
        (12_345, "12345"),
    ],
)
def test_numbers_are_written_the_chinese_way(number: float, said: str) -> None:
    """Short, and never rounded."""
    assert short_number(number) == said


@pytest.mark.parametrize(
    "word",
    ["行业主管部门", "重复处罚", "调查处理", "长期", "银行", "安全生产责任制", "GB标准", "绿"],
)
def test_words_are_read_as_pypinyin_reads_them(word: str) -> None:
    """The short way gives what the long way gives."""
    from pypinyin import Style, lazy_pinyin

    long_way = lazy_pinyin(word, style=Style.TONE)
    assert "".join(read_aloud(word)) == "".join(long_way)


def test_laws_in_short_are_named_in_full() -> None:
    """Readers do not know our abbreviations."""
    laws = {"安法": "《安全生产法》", "危化法": "《危险化学品安全法》", "煤矿条例": "《煤矿条例》"}
    verified = Status.VERIFIED

    def source(law: str | tuple[str, ...] | None, article: str | None) -> str:
        fact = Fact(text="", status=verified, checked="2026-11-22", law=law, article=article)
        return source_of(Facts(schema="", checked="", laws=laws, facts={}), fact)

    assert source("安法", "第三条") == "《安全生产法》第三条"
    assert source(("安法", "煤矿条例"), None) == "《安全生产法》、《煤矿条例》"
    assert source(("安法", "危化法", "煤矿条例"), "安法第三条；危化法第四条") == (
        "《安全生产法》第三条；《危险化学品安全法》第四条；《煤矿条例》"
    )
    assert source(None, None) == ""


def test_a_set_names_its_law_and_links_its_facts(new_project: NewProject) -> None:
    """A fact alone is no basis: a speech does not rest on the law that corrects it."""
    page = LESSON.replace(":name: drills\n", ":name: drills\n:basis: 《条例》\n:facts: 10-01\n")
    project = new_project({"lesson.md": page, "law.md": LAW, "facts.yaml": FACTS})
    project.build()
    lesson = tree(project, "lesson")

    def line(name: str) -> str:
        return text(by_id(lesson, name).find_class("qg-basis")[0])

    assert line("drills") == "依据：《条例》〔10-01〕"
    assert line("three-looks") == "相关规定：〔2-07〕"
    assert not by_id(lesson, "two-bodies").find_class("qg-basis")
