"""What a Sphinx build keeps of the lessons, and what it says about them."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from conftest import NewProject

FIXTURES = Path(__file__).parent.parent / "fixtures"
LESSON = (FIXTURES / "sample-lesson.md").read_text(encoding="utf-8")
OTHER = """# 别处

:::{points} 两件事
:name: two-things
:kind: members
:part-of: three-looks/看料场

1. **停机**：先停下来。
2. **挂牌**：再挂上牌子。
:::
"""


def test_one_of_each_construct_builds_without_a_warning(new_project: NewProject) -> None:
    """What an author may write is read in full."""
    app = new_project({"lesson.md": LESSON}).build()

    assert [each.id for each in app.domain.all_sets()] == [
        "three-looks",
        "two-bodies",
        "report-steps",
        "same-kind",
        "two-grades",
        "by-grade",
        "drills",
        "old-words",
    ]


@pytest.mark.parametrize("extensions", [[], ["tasklist"]], ids=["no tasklist", "tasklist"])
def test_the_samples_of_the_grammar_build(
    new_project: NewProject, samples: str, extensions: list[str]
) -> None:
    """The proven samples hold, with or without checkbox lists."""
    enabled = ["colon_fence", "deflist", *extensions]
    app = new_project({"samples.md": samples}, myst_enable_extensions=enabled).build()

    assert len(list(app.domain.all_sets())) == 7


def test_a_fence_that_nobody_reads_is_told(new_project: NewProject) -> None:
    """Without the setting of MyST a lesson's points would be gone without a word."""
    project = new_project({"lesson.md": OTHER}, myst_enable_extensions=["deflist"])

    (told,) = project.build(warnings=True).warnings

    assert told.startswith("lesson.md:3: WARNING: :::{points} 没有当作指令读")
    assert told.endswith("[quizgen.unread_directive]")


def test_a_bold_word_that_is_none_is_told_wherever_it_stands(new_project: NewProject) -> None:
    """Once, with its line; what is kept as it is may hold such marks."""
    page = "# 课\n\n`**a。**b` 和\n\n```text\n**c。**d\n```\n\n1. **念场景。**自己念\n"
    project = new_project({"lesson.md": page})

    (told,) = project.build(warnings=True).warnings

    assert told.startswith("lesson.md:9: WARNING: 这里的 ** 没有读成粗体：“**念场景。**自己念”")
    assert told.endswith("[quizgen.stray_strong]")


def test_restructuredtext_says_the_same(new_project: NewProject) -> None:
    """The grammar is not MyST's alone."""
    page = (FIXTURES / "sample-lesson.rst").read_text(encoding="utf-8")
    app = new_project({"lesson.rst": page}, html_theme="alabaster", language="en").build()

    sets = {each.id: each for each in app.domain.all_sets()}
    looks = sets["three-looks"]
    assert [point.key for point in looks.points] == ["看人员", "看机具", "看料场"]
    assert [each.label for each in looks.points[0].details] == ["", "界限", "误区", "考"]
    assert looks.points[1].gloss == "看护罩、看接地。"
    assert [point.value for point in sets["two-bodies"].points] == ["综合监管", "属地监管"]
    assert [point.quantity for point in sets["same-kind"].points] == [1, 300]
    assert sets["two-grades"].points[0].details[0].text == "报到上一级去"
    (case,) = app.domain.cases["lesson"]
    assert case.questions[0].options[1].why == "交接没办完，不能开工。"
    assert case.questions[0].explanation == "交接清楚再开工。"


def test_what_the_domain_keeps_can_be_pickled(new_project: NewProject) -> None:
    """Parallel builds hand it between processes."""
    domain = new_project({"lesson.md": LESSON}).build().domain

    assert pickle.loads(pickle.dumps(domain.data)) == domain.data


def test_references_become_links_with_the_words_of_their_target(new_project: NewProject) -> None:
    """A reader sees the term, not an id."""
    project = new_project(
        {"lesson.md": LESSON, "other.md": OTHER + "\n见 {point}`three-looks/看人员`。\n"}
    )
    project.build()

    page = project.page("other")
    assert 'href="lesson.html#three-looks.看人员"' in page or "three-looks.%E7%9C%8B" in page
    assert ">看人员</span>" in page


def test_ids_that_meet_twice_and_targets_that_do_not_exist_are_told(
    new_project: NewProject,
) -> None:
    """What only the whole course can tell is told with file and line."""
    page = OTHER.replace("three-looks/看料场", "three-looks/看云") + "\n见 {point}`no-such`。\n"
    project = new_project(
        {"a.md": OTHER.replace(":part-of: three-looks/看料场\n", ""), "b.md": page}
    )

    said = project.build(warnings=True).warnings
    assert any(line.startswith("b.md:3: WARNING") and "duplicate_id" in line for line in said)
    assert any(line.startswith("b.md:3: WARNING") and "three-looks" in line for line in said)
    assert any(line.startswith("b.md:12: WARNING") and "no-such" in line for line in said)
    assert len(said) == 3


def test_a_target_elsewhere_with_the_name_of_a_set_is_told_in_every_build(
    new_project: NewProject,
) -> None:
    """``{ref}`` can mean one of the two only: never silently another one than before."""
    project = new_project(
        {
            "a.md": OTHER.replace(":part-of: three-looks/看料场\n", ""),
            "z.md": "# 末\n\n(two-things)=\n## 两件\n\n见 {ref}`two-things`。\n",
        }
    )

    said = project.build(warnings=True).warnings
    assert len(said) == 1
    assert said[0].startswith("a.md:3: WARNING") and "duplicate_id" in said[0]
    assert project.build(warnings=True).warnings == said
    assert 'href="#two-things"' in project.page("z")


@pytest.mark.parametrize(
    ("option", "code"),
    [
        (":by: two-things", "by_not_bands"),
        (":by: nowhere", "unknown_target"),
        (":confuse: nowhere", "unknown_target"),
    ],
)
def test_relations_between_sets_are_checked(
    new_project: NewProject, option: str, code: str
) -> None:
    """A set that leans on another one has to find it."""
    page = (
        OTHER.replace(":part-of: three-looks/看料场", ":noun: 事")
        + f"\n:::{{points}} 各怎么办\n:name: what-to-do\n:kind: pairs\n{option}\n\n停机\n: 马上\n:::\n"
    )
    project = new_project({"a.md": page})
    said = project.build(warnings=True).warnings

    assert len(said) == 1
    assert code in said[0]


def test_facts_are_checked_where_the_course_has_a_fact_file(new_project: NewProject) -> None:
    """A number that nobody has looked up, or that could not be verified, is no ground."""
    facts = """schema: quizgen.facts/1
checked: 2026-11-22
laws: {安法: 《安全生产法》}
facts:
  2-07: {text: 写明三样。, status: verified-in-text, checked: 2026-11-22, law: 安法, article: 第二十二条}
  5-02: {text: 没有核到。, status: could-not-verify, checked: 2026-11-22}
"""
    page = OTHER.replace(":part-of: three-looks/看料场", ":facts: 2-07; 5-02; 9-99")
    project = new_project({"a.md": page, "facts.yaml": facts})
    said = project.build(warnings=True).warnings

    assert ["5-02" in said[0], "9-99" in said[1], len(said)] == [True, True, 2]
    assert "unsound_fact" in said[0]
    assert "unknown_fact" in said[1]


def test_problems_are_told_again_in_a_warm_build(new_project: NewProject) -> None:
    """A warm ``-W`` build must not pass where the cold one failed."""
    project = new_project({"a.md": OTHER.replace("两件事", "三件事"), "b.md": LESSON})
    cold = project.build(warnings=True).warnings
    warm = project.build(warnings=True).warnings

    assert len(cold) == 1
    assert warm == cold


def test_a_problem_can_be_suppressed_by_its_code(new_project: NewProject) -> None:
    """Codes are names that authors can rely on."""
    page = OTHER.replace("两件事", "三件事")
    suppressed = ["quizgen.announced_mismatch"]
    new_project({"a.md": page, "b.md": LESSON}, suppress_warnings=suppressed).build()


def test_substitutions_are_in_before_the_harvest(new_project: NewProject) -> None:
    """The points are read as the reader will see them."""
    page = OTHER.replace("先停下来", "{{how}}停下来").replace(":part-of: three-looks/看料场\n", "")
    project = new_project(
        {"a.md": page},
        myst_enable_extensions=["colon_fence", "deflist", "substitution"],
        myst_substitutions={"how": "马上"},
    )
    (pointset,) = project.build().domain.all_sets()

    assert pointset.points[0].gloss == "马上停下来。"


def test_a_line_end_between_chinese_characters_is_nothing(new_project: NewProject) -> None:
    """No stray blank in the middle of a sentence."""
    project = new_project({"lesson.md": LESSON})
    project.build()

    assert "上班的第一个十分钟，决定这一班怎么干。" in project.page("lesson")
