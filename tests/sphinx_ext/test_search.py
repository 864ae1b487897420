"""What a reader types into the search box of a Chinese course, and what she then sees."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONF = """
from quizgen.sphinx_ext.search import setup_search

project = "课程"
extensions = ["myst_parser"]
html_copy_source = False


def setup(app):
    setup_search(app)
"""

DUTY = """
# 企业的主体责任

依照《安全生产法》第二十一条，主要负责人对本单位的**安全生产**工作全面
负责，要把责任落实到 *每一个* 岗位，也要落实到 `GB/T 33000` 标准化的每一项。

## 事故报告

事故发生后，负责人应当在1小时内报告，逾期处30万元以上罚款。

1. 先停电，再验电；
   后挂牌
2. 人员离开受限空间
3. 气体检测每2.5小时一次，氧含量不低于19.5%

| 等级 | 期限 |
|---|---|
| 较大 | 七日 |
"""

PAGES = {
    "index.md": """
# 安全培训

```{toctree}
redline/awareness
redline/ledger
duty
grades
plain
report
other
```
""",
    "redline/awareness.md": """
# 红线是什么

**红线**意识说的是：发展决不能以牺牲人的生命
为代价。
""",
    "redline/ledger.md": """
# 算账

干部要有红线，也要有意识；越过红线，意识再强也没有用。先算政治账。
""",
    "duty.md": DUTY,
    "grades.md": """
# 事故等级

死亡300人的事故属于特别重大事故。隐患 < 事故 `</script>` 不是标签。

## 红线意识

这一节只有标题说到它。
""",
    "plain.rst": """
四不两直
========

.. index:: 突击检查

不发通知、不打招呼、不听汇报、*不用*\\ 陪同接待；\\ **直**\\ 奔基层、直插现场。

应急预案
--------

演练每半年一次，记录在第21条里。全角数字４５分钟，Safety first。

.. container::
   :name: four-causes

   .. rubric:: 四个原因

   人、物、环境、管理。

框外的话说原因。

.. envvar:: 受限空间

   进出口受限、通风不良的空间。
""",
    "report.md": "# 举报奖励\n\n瞒报事故的，可以举报。举报人受保护，举报有奖。\n",
    "other.md": "# 瞒报\n\n一起事故。碰到红线意味着什么？线意识不是词。\n",
}


def write(source: Path, pages: dict[str, str]) -> None:
    """Lay the pages out in a folder."""
    for name, text in pages.items():
        page = source / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")


def build(source: Path, out: Path, *options: str) -> Path:
    """Build the pages as a stranger would: in a process of its own, warnings as errors."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-c", str(source.parent)]
    subprocess.run(
        [*command, *options, str(source), str(out)], check=True, env=os.environ | {"TZ": "UTC"}
    )
    return out


def make_course(folder: Path, *options: str, pages: dict[str, str] = PAGES) -> Path:
    """Write and build a course, by default in Chinese and with furo."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    write(folder / "source", pages)
    return build(folder / "source", folder / "html", "-Dlanguage=zh_CN", *options)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the course in its usual dress, once."""
    return make_course(tmp_path_factory.mktemp("course"), "-Dhtml_theme=furo")


class Results(list[tuple[str, str]]):
    """Links and what stands below them, best first; and what the page said."""

    said = ""

    @property
    def pages(self) -> list[str]:
        """The pages without their sections, each once."""
        return list(dict.fromkeys(link.partition("#")[0] for link, _ in self))


def search(page: Page, course: Path, query: str) -> Results:
    """Open the search page the way the form does."""
    html = course / ("search.html" if (course / "search.html").exists() else "search/index.html")
    page.goto(f"{html.as_uri()}?q={quote(query)}")
    page.wait_for_function("document.querySelector('.search-summary')?.innerText")
    results = Results(
        (item.locator("a").first.get_attribute("href") or "", item.inner_text())
        for item in page.locator("#search-results ul.search > li").all()
    )
    results.said = page.locator("#search-results").inner_text()
    return results


FINDS = {
    "a term": ("主体责任", "duty.html"),
    "a phrase across markup": ("红线意识说的是", "redline/awareness.html"),
    "a phrase across a line end": ("牺牲人的生命为代价", "redline/awareness.html"),
    "a phrase across a line end in a list": ("再验电后挂牌", "duty.html"),
    "a phrase across markup in rST": ("不用陪同接待直奔基层", "plain.html"),
    "four characters across a stop": ("识；越过", "redline/ledger.html"),
    "a time": ("1小时", "duty.html"),
    "a number": ("30", "duty.html"),
    "a number with a point": ("2.5小时", "duty.html"),
    "an article": ("第二十一条", "duty.html"),
    "an article in digits": ("《安全生产法》第21条", "duty.html"),
    "a law without its marks": ("安全生产法第二十一条", "duty.html"),
    "a single character": ("账", "redline/ledger.html"),
    "a full-width number": ("45分钟", "plain.html#"),
    "a query in full width": ("１小时", "duty.html"),
    "a Latin word": ("safety", "plain.html#"),
    "part of a word": ("afet", "plain.html#"),
    "a standard": ("gb/t33000", "duty.html"),
    "part of a number": ("00人", "grades.html"),
    "a cell": ("七日", "duty.html#"),
    "two words of one page": ("演练 陪同", "plain.html"),
    "punctuation within": ("发展，决不能“以牺牲”", "redline/awareness.html"),
    "a title of a section": ("事故报告", "duty.html#"),
    "an index entry": ("突击检查", "plain.html#"),
    "a titled block": ("四个原因", "plain.html#four-causes"),
    "text of a titled block": ("人物环境", "plain.html#four-causes"),
    "text after a titled block": ("框外的话", "plain.html#id"),
    "an object of a domain": ("受限空间", "plain.html#envvar-"),
    "a tag as text": ("隐患 < 事故 </script>", "grades.html"),
}


LINKS = """async (queries) => {
  const found = [];
  Search.output = document.createElement("ul");
  Search.title = Search.status = document.createElement("p");
  for (const query of queries) {
    Search.output.replaceChildren();
    await Search.query(query);
    found.push([...Search.output.querySelectorAll("a")].map((a) => a.getAttribute("href")));
  }
  return found;
}"""


def links(page: Page, course: Path, queries: Sequence[str]) -> dict[str, list[str]]:
    """Run many queries in one page."""
    page.goto((course / "search.html").as_uri())
    return dict(zip(queries, page.evaluate(LINKS, queries), strict=True))


@pytest.mark.browser
def test_the_first_result_is_what_was_meant(page: Page, course: Path) -> None:
    """A trainee does not know how a program cuts Chinese into words, and need not."""
    found = links(page, course, [query for query, _ in FINDS.values()])

    first = {what: (found[query] or ["nothing"])[0] for what, (query, _) in FINDS.items()}
    assert {w: link for w, link in first.items() if not link.startswith(FINDS[w][1])} == {}


@pytest.mark.browser
def test_the_form_leads_to_the_lesson(page: Page, course: Path) -> None:
    """From the search box of a lesson to the section meant, as a reader goes."""
    page.goto((course / "redline/ledger.html").as_uri())
    page.locator("input[name=q]").first.fill("先停电再验电")
    page.locator("input[name=q]").first.press("Enter")
    page.locator("#search-results a").first.click()

    assert page.url.startswith((course / "duty.html").as_uri() + "#")
    assert "先停电，再验电" in page.locator("section section").first.inner_text()


@pytest.mark.browser
def test_who_comes_without_words_is_told_where_to_write_them(page: Page, course: Path) -> None:
    """Furo's search page is empty else; with words there is no hint."""
    page.goto((course / "search.html").as_uri())

    assert "在搜索框里写要找的词" in page.locator("#search-results").inner_text()
    assert "在搜索框里写" not in search(page, course, "红线意识").said


@pytest.mark.browser
def test_titles_come_first_then_the_phrase_then_its_parts(page: Page, course: Path) -> None:
    """Who types a phrase wants the phrase."""
    links = [link for link, _ in search(page, course, "红线意识")]

    assert links[0].startswith("grades.html#")  # its title
    assert links[1] == "redline/awareness.html"  # its text
    assert links[2] == "redline/ledger.html"  # 红线，意识: a phrase but for punctuation
    assert links[3:] == ["index.html", "other.html"]  # a table of contents; its pairs only


@pytest.mark.browser
def test_a_page_about_it_comes_before_pages_that_mention_it(page: Page, course: Path) -> None:
    """A title says what a page is about, and more mentions say more than one."""
    assert search(page, course, "瞒报").pages[:2] == ["other.html", "report.html"]
    assert search(page, course, "举报").pages[0] == "report.html"


@pytest.mark.browser
def test_a_number_is_that_number(page: Page, course: Path) -> None:
    """Who types 30 does not want 300; who types 30万元 or a part of a word gets it."""
    assert search(page, course, "30").pages == ["duty.html"]
    assert search(page, course, "300").pages == ["grades.html"]
    assert search(page, course, "19").pages == ["duty.html"]
    assert not search(page, course, "195")  # 19.5


@pytest.mark.browser
def test_all_words_of_a_query_have_to_be_there(page: Page, course: Path) -> None:
    """Two words with a blank between them need not be neighbours, but both be there."""
    assert search(page, course, "瞒报 保护").pages == ["report.html"]
    assert search(page, course, "safety 瞒报").pages == []


@pytest.mark.browser
@pytest.mark.parametrize("query", ["量子力学", "constructor", "。，！", "__proto__", "“”"])
def test_nothing_found_is_said_in_chinese(page: Page, course: Path, query: str) -> None:
    """An empty page would leave her wondering."""
    results = search(page, course, query)

    assert not results
    assert "没有找到" in results.said
    assert not re.search("[a-z]{4}", results.said)


@pytest.mark.browser
def test_a_result_shows_the_words_where_they_stand(page: Page, course: Path) -> None:
    """The excerpt is there without a server, and marks the phrase."""
    ((link, text),) = search(page, course, "逾期处30万元")

    assert link.startswith("duty.html#")
    assert "企业的主体责任 > 事故报告" in text
    assert "应当在1小时内报告，逾期处30万元以上罚款" in text
    assert page.locator("span.highlighted").inner_text() == "逾期处30万元"


@pytest.mark.browser
@pytest.mark.parametrize(
    "query",
    ["<img src=x onerror=window.hurt=1>事故", "\"'></script><script>window.hurt=1</script>"],
)
def test_a_query_is_never_read_as_html(page: Page, course: Path, query: str) -> None:
    """A link with a query may come from anyone."""
    search(page, course, query)

    assert page.evaluate("window.hurt") is None
    assert page.locator("#search-results img, #search-results script").count() == 0


@pytest.mark.browser
def test_text_of_a_page_is_never_read_as_html(page: Page, course: Path) -> None:
    """Tags that a lesson shows stay text in its excerpt."""
    ((_, text),) = search(page, course, "不是标签")

    assert "隐患 < 事故 </script> 不是标签" in text


@pytest.mark.browser
def test_any_four_characters_of_a_lesson_find_it(page: Page, course: Path) -> None:
    """As the page shows them: whatever she copies from a lesson leads back to it."""
    page.goto((course / "duty.html").as_uri())
    shown = page.locator("article p, article h1, article h2, article td").all_inner_texts()
    texts = [text.removesuffix("¶").strip() for text in shown]
    windows = {text[at : at + 4] for text in texts for at in range(len(text) - 3)}
    found = links(page, course, sorted(each for each in windows if re.search(r"\w", each)))

    assert len(found) > 100
    assert [
        window for window, all in found.items() if not any(a.startswith("duty.html") for a in all)
    ] == []


TOKENS = """(texts) => texts.map((text) => splitQuery(text))"""


@pytest.mark.browser
def test_browser_and_index_cut_alike(page: Page, course: Path) -> None:
    """A token that only one of them makes is never found."""
    from quizgen.sphinx_ext.search import BigramChinese

    texts = [
        "《法》第21条Ａbc１2",
        "é÷ßЖ_x",
        "𠀀𠀁丁①㎡½",
        "ｶﾞ々〇ー한글",
        "a　b\n丙",
        "（　　）。",
        "ǅİ",
    ]
    page.goto((course / "search.html").as_uri())

    for text, tokens in zip(texts, page.evaluate(TOKENS, texts), strict=True):
        ours = BigramChinese({}).split(text)
        assert set(tokens) <= set(ours)
        assert {each for each in ours if len(each) > 1} <= set(tokens)


@pytest.mark.browser
@pytest.mark.parametrize(
    "options",
    [["-Dhtml_theme=alabaster"], ["-Dhtml_theme=basic", "-bdirhtml"]],
    ids=["alabaster", "dirhtml"],
)
def test_other_themes_and_builders_find_too(page: Page, tmp_path: Path, options: list[str]) -> None:
    """Nothing of it depends on furo, or on a translation of Sphinx (there is none for zh)."""
    course = make_course(tmp_path, "-Dlanguage=zh", *options)

    ((link, text),) = search(page, course, "逾期处30")
    assert "duty" in link
    assert "应当在1小时内报告，逾期处30万元以上罚款" in text
    assert "找到 1 处" in search(page, course, "逾期处30").said
    assert "没有找到" in search(page, course, "量子力学").said


@pytest.mark.browser
def test_without_the_texts_the_index_alone_still_finds(
    page: Page, course: Path, tmp_path: Path
) -> None:
    """A course copied by hand may lack a file."""
    copy = shutil.copytree(course, tmp_path / "copy")
    (copy / "quizgen-texts.js").unlink()

    assert search(page, copy, "牺牲人的生命为代价").pages == ["redline/awareness.html"]


# ---------------------------------------------------------------- builds


def made(out: Path) -> dict[str, bytes]:
    """Everything that the search reads."""
    files = ("searchindex.js", "quizgen-texts.js", "search.html", "_static/language_data.js")
    return {name: (out / name).read_bytes() for name in files}


def edit(source: Path) -> None:
    """Change a detail, a title and an entry; add a page; take one out."""
    write(source, {"duty.md": DUTY.replace("1小时内", "2小时内").replace("事故报告", "报告事故")})
    write(source, {"new.md": "# 新页\n\n新加的一页。\n"})
    write(source, {"index.md": PAGES["index.md"].replace("report\n", "new\n")})
    write(source, {"grades.md": "# 事故等级\n\n死亡300人。\n"})
    (source / "report.md").unlink()


def test_a_warm_build_equals_a_cold_one(tmp_path: Path) -> None:
    """Editing for a week and building afresh give the same bytes, on one core or on two."""
    chinese = "-Dlanguage=zh_CN"
    course = make_course(tmp_path, "-j2")
    source = course.parent / "source"
    before = made(course)
    edit(source)
    after = made(build(source, course, chinese))

    assert after == made(build(source, tmp_path / "cold", chinese, "-j2"))
    assert after["searchindex.js"] != before["searchindex.js"]
    shutil.rmtree(source)
    write(source, PAGES)
    assert made(build(source, course, chinese)) == before


def texts_of(course: Path) -> dict[str, Any]:
    """Read the page texts the way a program would."""
    written = (course / "quizgen-texts.js").read_text(encoding="utf-8")
    texts: dict[str, Any] = json.loads(written.removeprefix("Search.setTexts(").removesuffix(")"))
    return texts


def test_only_what_is_on_the_page_is_in_the_index(tmp_path: Path) -> None:
    """What trainees may not see is in no file that their course ships."""
    pages = {
        "index.rst": """
课程
====

.. only:: trainer

   只给教员看的考题

.. container:: no-search

   不进索引的话

.. 注释里的话

.. meta::
   :keywords: 关键词

给大家看的话
"""
    }
    course = make_course(tmp_path, pages=pages)
    both = b"".join(made(course).values()).decode()

    assert texts_of(course) == {"index": [["", "课程", "给大家看的话"]]}
    assert not {"只给", "教员", "考题", "不进", "注释"} & set(re.findall('"(.?.)"', both))
    assert '"关键"' in both  # hidden, but meant for searching


def test_no_text_can_end_its_script(course: Path) -> None:
    """Wherever the files are put, no page text is markup in them."""
    assert b"<" not in made(course)["quizgen-texts.js"] + made(course)["searchindex.js"]


def test_other_languages_keep_their_search(tmp_path: Path) -> None:
    """The extension is for any project, and Chinese is not its business there."""
    english = make_course(tmp_path, "-Dlanguage=en", pages={"index.md": "# Duty\n\nA duty.\n"})

    assert not (english / "quizgen-texts.js").exists()
    assert not (english / "_static/quizgen-search.js").exists()
    assert "quizgen" not in (english / "search.html").read_text(encoding="utf-8")
    assert "EnglishStemmer" in (english / "_static/language_data.js").read_text(encoding="utf-8")


def test_lessons_pay_nothing_for_it(course: Path) -> None:
    """The script and the texts are loaded on the search page alone."""
    assert "quizgen-" in (course / "search.html").read_text(encoding="utf-8")
    assert "quizgen-" not in (course / "duty.html").read_text(encoding="utf-8")
