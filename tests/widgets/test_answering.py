"""Every kind of question, answered in a real browser: in a lesson and on the practice page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pages import LOCAL, outside
from quizgen.markup import plain
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .checks import (
    ITEMS,
    build_lesson,
    choices,
    fill,
    form_of,
    place_of,
    submit,
    violations,
    write_page,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
MOST_STOPS = 80


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the lesson once."""
    return build_lesson(tmp_path_factory.mktemp("lesson")) / "lesson.html"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the practice page once."""
    return write_page(tmp_path_factory.mktemp("page") / "练习 1.html")


@pytest.fixture(params=["lesson", "exported"])
def place(request: pytest.FixtureRequest) -> str:
    """Take the self-check of a lesson, then the practice page."""
    path: Path = request.getfixturevalue(request.param)
    return path.as_uri()


def ids(item: Item) -> str:
    """Name a test by its item."""
    return item.id.split(".")[0] + "-" + type(item).__name__


@pytest.mark.parametrize("item", ITEMS, ids=ids)
def test_a_right_answer_is_said_to_be_right(page: Page, place: str, item: Item) -> None:
    """With its explanation open, and the controls at rest."""
    page.goto(place)
    form = form_of(page, item)
    fill(form, item, right=True)
    submit(form, item, right=True)

    form.locator(".qg-said", has_text="答对了").wait_for()
    assert "qg-is-right" in (form.get_attribute("class") or "")
    assert form.locator("details").get_attribute("open") is not None
    assert form.locator("fieldset").evaluate("each => each.disabled")
    assert "对 1 题" in page.locator(".qg-check .qg-count").inner_text()


@pytest.mark.parametrize("item", ITEMS, ids=ids)
def test_a_wrong_answer_is_explained_and_can_be_tried_again(
    page: Page, place: str, item: Item
) -> None:
    """Why what was chosen is wrong stands beside; the next try is a fresh one."""
    page.goto(place)
    form = form_of(page, item)
    fill(form, item, right=False)
    submit(form, item, right=False)
    form.locator(".qg-said:not(:empty)").wait_for()

    said = form.locator(".qg-said").inner_text()
    assert "答对了" not in said
    assert "qg-is-wrong" in (form.get_attribute("class") or "")
    assert "对 0 题" in page.locator(".qg-check .qg-count").inner_text()
    if isinstance(item, SingleChoice | MultipleChoice):
        assert next(each.why for each in item.options if not each.correct) in said
    form.locator(".qg-submit", has_text="再做一遍").click()
    assert form.locator(".qg-mark").count() == 0
    assert not form.locator("details").is_visible()
    fill(form, item, right=True)
    submit(form, item, right=True)
    form.locator(".qg-said", has_text="答对了").wait_for()


def test_an_empty_answer_is_no_answer(page: Page, place: str) -> None:
    """One is told what is missing; nothing is counted."""
    page.goto(place)
    for item in ITEMS:
        if not isinstance(item, Ordering):  # an order always stands there
            form = form_of(page, item)
            form.locator(".qg-submit").click()
            assert form.locator(".qg-said").inner_text().startswith("先")
    assert "还没有做" in page.locator(".qg-check .qg-count").inner_text()


def test_one_may_look_at_the_answer(page: Page, place: str) -> None:
    """That counts as not right."""
    page.goto(place)
    form = form_of(page, ITEMS[0])
    form.get_by_role("button", name="看答案").click()

    assert form.locator("details p").first.is_visible()
    assert "做了 1" in page.locator(".qg-check .qg-count").inner_text()
    assert page.evaluate("document.activeElement.className").endswith("qg-submit")


# keyboard


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST_STOPS):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def type_answer(page: Page, form: Locator, item: Item) -> None:
    """Answer rightly with keys alone."""
    match item:
        case SingleChoice() | TrueFalse():
            tab_to(page, form.locator(".qg-choices input").first)
            page.keyboard.press("Space")
            for _ in range(places(form).index(choices(item, right=True)[0])):
                page.keyboard.press("ArrowDown")
        case MultipleChoice():
            for at in places(form):
                if at in choices(item, right=True):
                    tab_to(page, form.locator(f'li[data-at="{at}"] input'))
                    page.keyboard.press("Space")
        case Cloze():
            for at, gap in enumerate(item.blanks):
                tab_to(page, form.locator(".qg-gap input").nth(at))
                page.keyboard.insert_text(gap.accept[0])
        case Matching() | Ordering():
            arrange(page, form, item)
        case ShortAnswer():
            tab_to(page, form.locator("textarea"))
            page.keyboard.insert_text("查现场隐患。")


def arrange(page: Page, form: Locator, item: Matching | Ordering) -> None:
    """Join the pairs with the arrows of their lists; move the steps with their buttons."""
    if isinstance(item, Matching):
        for at, select in enumerate(form.locator("select").all()):
            values = select.locator("option").evaluate_all("all => all.map(o => o.value)")
            tab_to(page, select)
            for _ in range(values.index(str(at))):
                page.keyboard.press("ArrowDown")
        return
    for step in range(len(item.order)):
        while place_of(form, step) > step:
            tab_to(page, form.locator(f'li[data-at="{step}"] button').first)
            page.keyboard.press("Enter")


def places(form: Locator) -> list[int]:
    """Return the rows of a choice in the order in which they stand."""
    found = form.locator(".qg-choices > li").all()
    return [int(row.get_attribute("data-at") or 0) for row in found]


@pytest.mark.parametrize("item", ITEMS, ids=ids)
def test_the_keyboard_alone_is_enough(page: Page, place: str, item: Item) -> None:
    """Tab, arrows, Space and Enter; the focus stays where it was, and again starts over."""
    page.goto(place)
    form = form_of(page, item)
    form.locator("legend").click()  # where reading has come to
    type_answer(page, form, item)
    tab_to(page, form.locator(".qg-submit"))
    page.keyboard.press("Enter")
    if isinstance(item, ShortAnswer):
        for box in form.locator(".qg-rubric input").all():
            tab_to(page, box)
            page.keyboard.press("Space")
    form.locator(".qg-said", has_text="答对了").wait_for()
    assert form.locator(":focus").count() == 1


# without a script, and what is kept


def test_without_a_script_the_questions_read_well(chromium: Browser, place: str) -> None:
    """No dead control; every question is there, its answer folded away."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(place)
    check = page.locator(".qg-check")

    if "lesson.html" not in place:
        assert page.get_by_text("这里不运行脚本").is_visible()
    assert check.locator("input, button, select, textarea").count() == 0
    for item in ITEMS:
        form = form_of(page, item)
        for piece in plain(item.stem).replace("{{", "}}").split("}}")[::2]:
            assert piece in form.locator(".qg-stem").inner_text()
        assert form.locator("summary").is_visible()
        assert not form.locator("details > p").first.is_visible()
        form.locator("summary").click()
        assert form.locator(".qg-answer").is_visible()
    context.close()


def test_a_reload_keeps_what_was_done(page: Page, place: str) -> None:
    """Answers, marks and sums; what is forgotten stays forgotten."""
    page.goto(place)
    for number, item in enumerate(ITEMS):
        form = form_of(page, item)
        fill(form, item, right=number % 2 == 0)
        submit(form, item, right=number % 2 == 0)
    said = page.locator(".qg-check .qg-count").inner_text()
    marks = page.locator(".qg-mark").all_inner_texts()
    page.reload()

    assert page.locator(".qg-check .qg-count").inner_text() == said
    assert "做了 8 / 8 题，对 4 题" in said
    assert page.locator(".qg-mark").all_inner_texts() == marks
    assert form_of(page, ITEMS[0]).locator("input:checked").count() == 1
    page.get_by_role("button", name="重做没对的").click()
    assert "做了 4 / 8 题，对 4 题" in page.locator(".qg-check .qg-count").inner_text()
    reset = page.locator(".qg-check .qg-reset")
    reset.click()
    reset.click()
    page.reload()
    assert "还没有做" in page.locator(".qg-check .qg-count").inner_text()


@pytest.mark.parametrize("broken", ["{", "7", '{"x": 1}', "null"])
def test_what_is_kept_may_be_broken(page: Page, place: str, broken: str) -> None:
    """It is as good as nothing."""
    page.goto(place)
    page.evaluate(
        """broken => {
          const check = document.querySelector(".qg-check");
          const key = `quizgen.1/${check.dataset.course}/${check.dataset.lesson}`;
          const name = document.querySelector(".qg-ask").dataset.name;
          localStorage.setItem(key, broken === "null" ? `{"${name}": [1, {"no": "answer"}]}` : broken);
        }""",
        broken,
    )
    page.reload()
    fill(form_of(page, ITEMS[1]), ITEMS[1], right=True)
    submit(form_of(page, ITEMS[1]), ITEMS[1], right=True)

    assert "对 1 题" in page.locator(".qg-check .qg-count").inner_text()


def test_a_browser_that_keeps_nothing_is_good_enough(chromium: Browser, place: str) -> None:
    """One can answer, and is told that nothing is kept."""
    context = chromium.new_context()
    context.add_init_script(
        """Object.defineProperty(window, "localStorage", {get() { throw new Error("denied"); }})"""
    )
    page = context.new_page()
    page.goto(place)
    form = form_of(page, ITEMS[0])
    fill(form, ITEMS[0], right=True)
    submit(form, ITEMS[0], right=True)

    said = page.locator(".qg-check .qg-count").inner_text()
    assert "对 1 题" in said
    assert "不让保存" in said
    context.close()


def test_the_index_sums_what_was_done(page: Page, lesson: Path) -> None:
    """Lesson by lesson and over all; one can clear it all."""
    page.goto(lesson.as_uri())
    for item, right in zip(ITEMS[:3], (True, False, True), strict=True):
        fill(form_of(page, item), item, right=right)
        submit(form_of(page, item), item, right=right)
    page.goto((lesson.parent / "index.html").as_uri())

    assert page.locator(".qg-done").inner_text() == "做了 3 / 8 题，对 2 题"
    assert page.locator(".qg-count").inner_text() == "合计：做了 3 / 8 题，对 2 题"
    page.locator(".qg-progress li a").click()
    assert page.url.endswith("lesson.html#self-check")
    page.go_back()
    page.locator(".qg-reset").click()
    page.locator(".qg-reset").click()
    assert "还没有做" in page.locator(".qg-done").inner_text()


def test_the_page_sums_itself(page: Page, exported: Path) -> None:
    """The list on top follows each answer."""
    page.goto(exported.as_uri())
    fill(form_of(page, ITEMS[0]), ITEMS[0], right=True)
    submit(form_of(page, ITEMS[0]), ITEMS[0], right=True)

    assert "做了 1 / 8 题，对 1 题" in page.locator(".qg-progress .qg-count").inner_text()


def test_trainers_see_the_answers_open(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same questions; they can be answered all the same."""
    folder = build_lesson(tmp_path_factory.mktemp("trainer"), tags=("trainer",))
    page.goto((folder / "lesson.html").as_uri())

    assert page.locator(".qg-ask details[open]").count() == len(ITEMS)
    fill(form_of(page, ITEMS[0]), ITEMS[0], right=True)
    submit(form_of(page, ITEMS[0]), ITEMS[0], right=True)
    form_of(page, ITEMS[0]).locator(".qg-said", has_text="答对了").wait_for()


@pytest.fixture(params=[(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")], ids=str)
def seen(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Open a window of a size, light or dark; nothing is asked from elsewhere."""
    width, scheme = request.param
    size = {"width": width, "height": 844}
    context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda request: wrong.append(request.url))
    yield page
    context.close()
    assert [each for each in wrong if not each.startswith(LOCAL)] == []


def test_it_fits_and_can_be_read_aloud(seen: Page, place: str) -> None:
    """Before an answer, after a right one and after a wrong one: axe-core finds nothing at all."""
    seen.goto(place)
    inside = "main" if "lesson.html" not in place else ".qg-check"
    assert violations(seen, inside) + outside(seen) == []
    for number, item in enumerate(ITEMS):
        fill(form_of(seen, item), item, right=number % 2 == 0)
        submit(form_of(seen, item), item, right=number % 2 == 0)
    assert violations(seen, inside) + outside(seen) == []


def test_targets_are_large_enough_for_a_finger(chromium: Browser, place: str) -> None:
    """Nothing that is touched is lower than 44 px."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(place)
    heights = page.locator(
        ".qg-check label:visible, .qg-check button:visible, .qg-check select, .qg-gap input"
    ).evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")

    assert min(heights) >= 44
    context.close()
