"""What trainees must not see is nowhere in their edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import NewProject
from projects import everything

LESSON = (Path(__file__).parent.parent / "fixtures" / "sample-lesson.md").read_text(
    encoding="utf-8"
)
SECRET = [
    "打瞌睡的电工先去",
    "焊把线破皮",
    "挡板松了",
    "干了二十年",
    "料场的挡桩",
    "放行之后",
    "case-stack",
]
"""Words of 试, 反, 考 and of the exam case, its id included."""


@pytest.mark.parametrize("secret", SECRET)
def test_what_an_exam_asks_is_in_no_file_of_the_trainees(
    new_project: NewProject, secret: str
) -> None:
    """Neither in pages nor in the search index nor in the inventory."""
    project = new_project({"lesson.md": LESSON})
    project.build()
    found = everything(project.folder / "out" / "html")

    assert secret not in found


@pytest.mark.parametrize("secret", SECRET[:-1])
def test_the_trainers_edition_holds_it(new_project: NewProject, secret: str) -> None:
    """The trainer reads all of it."""
    project = new_project({"lesson.md": LESSON})
    project.build(tags=("trainer",))

    assert secret in project.page("lesson")


@pytest.mark.parametrize("tags", [(), ("trainer",)], ids=["trainee", "trainer"])
def test_wrong_values_of_blanks_stand_nowhere(
    new_project: NewProject, tags: tuple[str, ...]
) -> None:
    """A wrong number that someone reads is a wrong number that someone remembers."""
    page = LESSON.replace("1小时；2小时；24小时", "1小时；七十三刻钟；八十九刻钟")
    project = new_project({"lesson.md": page})
    project.build(tags=tags)
    found = everything(project.folder / "out" / "html")

    assert "1小时" in found
    for wrong in ("七十三刻钟", "八十九刻钟"):
        assert wrong not in found


def test_editions_share_what_was_read(new_project: NewProject) -> None:
    """One reading of the lessons serves both: they differ only in what is written."""
    project = new_project({"lesson.md": LESSON})
    trainee = project.build(out="a").domain
    trainer = project.build(out="b", tags=("trainer",)).domain

    assert trainee.data == trainer.data
