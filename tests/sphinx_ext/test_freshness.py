"""A warm build equals a cold one, and many processes write what one writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from conftest import NewProject
from projects import Project

LESSON = (Path(__file__).parent.parent / "fixtures" / "sample-lesson.md").read_text(
    encoding="utf-8"
)
LENDER = """# 交班

交班的话，讲在前面。

:::{points} 交班两清
:name: two-clears
:kind: members
:topic: 班次
:noun: 动作
:say: 交班前要做到“两清”，即【清单】

1. **清场地**：地上没有杂物。
2. **清记录**：本子写完整。
:::
"""
BORROWER = """# 接班

:::{points} 接班三问
:name: three-asks
:kind: members
:topic: 班次
:noun: 动作
:say: 接班时要做到“三问”，即【清单】

1. **问设备**：有没有带病的。
2. **问隐患**：有没有没销号的。
3. **问人员**：有没有没到岗的。
:::

:::{quiz}
:points: three-asks
:count: 2
:::

```{quiz-progress}
```
"""
PAGES = {
    "a.md": LESSON,
    "b.md": "# 第二课\n\n见 {point}`three-looks/看人员` 和 {ref}`two-bodies`。\n",
    "c.md": "# 第三课\n\n见 {doc}`a`。\n",
    "d.md": "# 第四课\n\n没有别的。\n",
    "lender.md": LENDER,
    "borrower.md": BORROWER,
}
ALL = tuple(name.removesuffix(".md") for name in PAGES)
OWN = """schema: quizgen.items/1
items:
- id: own-question
  kind: true_false
  set: three-asks
  lesson: borrower
  stem: 接班不用问人。（　　）
  answer: false
  why: 人也要问。
"""


def edit_detail(project: Project) -> None:
    """Change one detail of a point."""
    project.write("a.md", LESSON.replace("护罩、急停、接地", "挡板、急停、接地"))


def edit_term(project: Project) -> None:
    """Change a term that another page shows."""
    changed = LESSON.replace("看人员", "看工友").replace("看人 ", "看人员 ")
    project.write("a.md", changed.replace("= 看人\n", "= 看人手\n"))
    project.write("b.md", PAGES["b.md"].replace("看人员", "看工友"))


def edit_words_of_a_term(project: Project) -> None:
    """Change a term in quotation marks only: the target still fits, the words differ."""
    project.write("a.md", LESSON.replace("**看人员**", "**看“人员”**"))


def edit_set_title(project: Project) -> None:
    """Change the title of a set that another page links to."""
    project.write("a.md", LESSON.replace("两家管什么", "两家各管什么"))


def edit_title(project: Project) -> None:
    """Change the title of a lesson that others list and link."""
    project.write("a.md", LESSON.replace("# 开工之前", "# 上班之前"))


def edit_lent_term(project: Project) -> None:
    """Change the terms of which another lesson's self-check shows one as a wrong option."""
    project.write("lender.md", LENDER.replace("清场地", "清工位").replace("清记录", "清本子"))


def edit_self_check(project: Project) -> None:
    """Ask fewer questions: the list of lessons counts them."""
    project.write("a.md", LESSON.replace(":count: 3", ":count: 2"))


def write_items(project: Project) -> None:
    """Add an item written by hand: a self-check that asks it shows another question."""
    project.write("quizzes/items/own.yaml", OWN)


def add_lesson(project: Project) -> None:
    """Add a lesson to the table of contents."""
    project.write("e.md", "# 第五课\n\n新的一课。\n")
    project.write_index(*ALL, "e")


def delete_lesson(project: Project) -> None:
    """Take a lesson away."""
    (project.source / "d.md").unlink()
    project.write_index(*(name for name in ALL if name != "d"))


def nothing(project: Project) -> None:
    """Change nothing at all."""


CHANGES = [
    edit_detail,
    edit_term,
    edit_words_of_a_term,
    edit_set_title,
    edit_title,
    edit_lent_term,
    edit_self_check,
    write_items,
    add_lesson,
    delete_lesson,
    nothing,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_warm_build_equals_a_cold_one(
    new_project: NewProject, change: Callable[[Project], None]
) -> None:
    """No reader ever sees a page that a fresh build would not give."""
    project = new_project(PAGES)
    project.build(out="warm")
    change(project)
    project.build(out="warm")
    project.build(out="cold")

    assert project.files("warm") == project.files("cold")


def test_a_build_with_nothing_changed_writes_no_page(new_project: NewProject) -> None:
    """The second ``make`` takes seconds."""
    project = new_project(PAGES)
    project.build()
    page = project.folder / "out" / "html" / "a.html"
    before = page.stat().st_mtime_ns
    project.build()

    assert page.stat().st_mtime_ns == before


def written(project: Project, change: Callable[[Project], None]) -> set[str]:
    """Return the pages that a warm build writes after a change."""
    folder = project.folder / "out" / "html"
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.html")}
    change(project)
    project.build()
    return {path.stem for path, time in before.items() if path.stat().st_mtime_ns != time} & set(
        ALL
    )


def edit_gloss_of_lender(project: Project) -> None:
    """Change words of a lesson that no self-check shows."""
    text = LENDER.replace("本子写完整", "本子写得完整").replace("讲在前面", "讲在头里")
    project.write("lender.md", text)


@pytest.mark.parametrize(
    ("change", "pages"),
    [
        (edit_lent_term, {"lender", "borrower"}),
        (edit_gloss_of_lender, {"lender"}),
        (edit_self_check, {"a", "borrower"}),
        (write_items, {"borrower"}),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_a_page_is_written_when_what_it_asks_changes_and_only_then(
    new_project: NewProject, change: Callable[[Project], None], pages: set[str]
) -> None:
    """Also where a sibling lesson lends a wrong option; the list of lessons counts as asking."""
    project = new_project(PAGES)
    project.build()
    assert "清场地" in project.page("borrower") or "清记录" in project.page("borrower")

    assert written(project, change) == pages


def test_items_are_made_once(new_project: NewProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build in which nothing of them changed does not make them again."""
    project = new_project(PAGES)
    project.build()
    monkeypatch.setattr("quizgen.generate.make_items", lambda course: 1 / 0)
    project.write("d.md", "# 第四课\n\n还是没有别的。\n")
    project.build()


@pytest.mark.parametrize("tags", [(), ("trainer",)], ids=["trainee", "trainer"])
def test_many_processes_write_what_one_writes(
    new_project: NewProject, tags: tuple[str, ...]
) -> None:
    """``-j auto`` gives the bytes of ``-j 1``."""
    pages = PAGES | {f"more{number}.md": f"# 课{number}\n\n字。\n" for number in range(8)}
    project = new_project(pages)
    project.build(out="one", tags=tags)
    project.build(out="many", tags=tags, parallel=2)

    assert project.files("one") == project.files("many")


def test_a_failed_build_is_not_remembered_as_written(new_project: NewProject) -> None:
    """Pages that were not written stay outdated."""
    project = new_project(PAGES)
    project.build()
    state = project.folder / "out" / "html" / ".quizgen-state.json"
    before = state.read_bytes()
    edit_set_title(project)

    def break_it(app: Sphinx) -> None:
        app.connect("html-page-context", lambda *args: 1 / 0)

    with pytest.raises(ExtensionError, match="division"):
        project.build(prepare=break_it)

    assert state.read_bytes() == before
