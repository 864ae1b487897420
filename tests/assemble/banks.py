"""Generated banks: as many items as wanted, the same every time."""

from __future__ import annotations

import random

from quizgen.model import Bank, BankHeader, Choice, Cloze, Gap, Item, Level, SingleChoice, TrueFalse

PARTS = ("redline", "duty", "measures", "accountability")
LEVELS: tuple[Level, ...] = ("remember", "remember", "understand", "apply")


def generated(count: int, lessons: int = 20) -> Bank:
    """Make a bank: three items of each five belong to a fact of their own."""
    draw = random.Random(20)  # the bank is material, not part of what is tested
    items: list[Item] = []
    for number in range(count):
        lesson = (number // 4) % lessons
        part = PARTS[lesson % 4]
        group = number // 8
        common = {
            "id": f"set-{group}.t.{number:05}",
            "stem": f"第{number}道题的题干（　　）。",
            "set": f"set-{group}",
            "points": (f"set-{group}/点{number % 4}",),
            "fact": f"set-{group}.{number // 2 if number % 5 < 2 else number}",
            "template": "M1" if number % 9 == 0 else "M5",
            "use": "practice" if number % 17 == 0 else "both",
            "level": LEVELS[draw.randrange(4)],
            "difficulty": round(draw.uniform(0.1, 0.9), 2),
            "lesson": f"{part}/lesson{lesson}",
            "part": part,
            "topic": f"topic{number % 7}",
        }
        kind = number % 4
        if kind < 2:
            options = tuple(Choice(f"选项{n}", n == number % 4) for n in range(4))
            items.append(SingleChoice(**common, options=options))  # type: ignore[arg-type]
        elif kind == 2:
            items.append(TrueFalse(**common, answer=draw.random() < 0.5))  # type: ignore[arg-type]
        else:
            items.append(Cloze(**common, blanks=(Gap(("词",)),)))  # type: ignore[arg-type]
    header = BankHeader(
        parts={part: part for part in PARTS},
        lessons={f"{PARTS[n % 4]}/lesson{n}": f"第{n}课" for n in range(lessons)},
    )
    return Bank(header=header, items=tuple(sorted(items, key=lambda each: each.id)))
