"""Reads the labelled items, and counts how many flaws lint sees and how many it makes up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.lint import Known, lint
from quizgen.model import (
    Bound,
    Choice,
    Cloze,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Pair,
    Point,
    PointSet,
    SetKind,
    SingleChoice,
    TrueFalse,
)

PAGE = Path(__file__).parent.parent / "fixtures" / "lint" / "labelled.txt"
KNOWN = Known(
    sets=(
        PointSet(
            id="old-veto",
            title="否决情形",
            kind=SetKind.MEMBERS,
            status="dated",
            points=(Point(key="履职不到位"), Point(key="死亡超指标"), Point(key="考核不合格")),
            say="应当一票否决的情形有【清单】",
        ),
        PointSet(
            id="grades",
            title="事故等级",
            kind=SetKind.BANDS,
            edges="above-in below-out",
            points=(
                Point(
                    key="较大事故",
                    bounds=(
                        Bound(
                            measure="死亡",
                            unit="人",
                            min=3,
                            min_in=True,
                            max=10,
                            max_in=False,
                            text="",
                        ),
                    ),
                ),
            ),
        ),
    ),
    sound=frozenset({"4-04", "5-01"}),
    cited=frozenset({"4-04", "5-01", "1-10", "11-01"}),
    words=(
        "到了现场，不发通知，直接去看人正在怎么干活的样子。",
        "要看每个岗位谁来干、干到什么程度写清楚没有。",
        "看见护栏松了，先停下来，再找人来修好。",
        "通道上堆了货，要当班清走，并且写下来。",
    ),
)
"""The little course that the labelled items belong to."""
_KEYS = ("K2", "K1")


class Label(NamedTuple):
    """An item and the flaw it has, ``GOOD`` for none."""

    code: str
    item: Item
    line: int


def labelled() -> list[Label]:
    """Read the page."""
    found = []
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            code, stem, options, *more = (part.strip() for part in line.split(" | "))
            found.append(Label(code, _item(number, stem, options, more[0] if more else ""), number))
    return found


def _item(number: int, stem: str, options: str, more: str) -> Item:
    known = dict(pair.split("=", 1) for pair in more.split() if "=" in pair)
    fields: dict[str, Any] = {
        "id": f"item-{number}",
        "stem": stem,
        "fact": f"fact-{number}",
        "origin": "points" if "template" in known else "file.yaml",
        "level": known.get("level", "remember"),
        "template": known.get("template", ""),
        "set": known.get("set"),
        "facts": tuple(filter(None, known.get("facts", "").split(","))),
        "explanation": known.get("expl", ""),
    }
    parts = [part.strip() for part in options.split(" ; ")]
    if options in ("对", "错"):
        return TrueFalse(**fields, answer=options == "对")
    if options.startswith("填:"):
        parts[0] = parts[0].removeprefix("填:")
        return Cloze(**fields, blanks=tuple(Gap((each,)) for each in parts))
    if "=" in options:
        pairs = tuple(Pair(*each.split("=")) for each in parts if "=" in each)
        extra = tuple(each.removeprefix("+") for each in parts if each.startswith("+"))
        return Matching(**fields, pairs=pairs, extra=extra)
    choices = tuple(Choice(each.lstrip("*"), each.startswith("*")) for each in parts)
    several = sum(each.correct for each in choices) > 1 and not stem.endswith("的是（　　）。")
    kind = MultipleChoice if several else SingleChoice
    return kind(**fields, options=choices)


class Score(NamedTuple):
    """How many flaws of a code there are, how many were seen, and how often it was made up."""

    there: int
    seen: int
    made_up: int


def scores() -> dict[str, Score]:
    """Look at every labelled item alone; what its label does not say is a false alarm.

    The independent check (K2) has the keys of a course to look at and is measured elsewhere.
    """
    labels = labelled()
    there: Counter[str] = Counter(each.code for each in labels)
    seen: Counter[str] = Counter()
    made_up: Counter[str] = Counter()
    for label in labels:
        codes = {each.code for each in lint([label.item], KNOWN) if each.code != "K2"}
        seen[label.code] += label.code in codes
        if label.code == "GOOD":
            made_up.update(codes)
    return {code: Score(there[code], seen[code], made_up[code]) for code in sorted(there)}
