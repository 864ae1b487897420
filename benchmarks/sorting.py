"""The sorting test: can a reader tell which point a detail belongs to. Answers are scored by set.

``sheet FOLDER`` writes ``sheet.md`` (terms, glosses, shuffled details and situations, for a reader
who has not written them) and ``key.json``. The reader answers in ``answers.json``: the number of
each entry and the letter of the point, ``"?"`` where she hesitates. ``score FOLDER`` compares, set
by set, and names what was sorted otherwise.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from quizgen.model import PointSet, SetKind
from quizgen.sphinx_ext.course import read_course

ROOT = Path(__file__).parent.parent
SORTED_LABELS = ("", "试", "反")


class Entry(NamedTuple):
    """A detail or situation and where it belongs."""

    set_id: str
    letter: str
    label: str
    text: str


def entries_of(pointset: PointSet) -> list[Entry]:
    """Return what is to be sorted, in an order that tells nothing."""
    found = [
        Entry(pointset.id, chr(ord("A") + number), detail.label, detail.text)
        for number, point in enumerate(pointset.points)
        for detail in point.details
        if detail.label in SORTED_LABELS
    ]
    return sorted(found, key=lambda each: hashlib.sha256(each.text.encode()).hexdigest())


def sets_to_sort() -> list[PointSet]:
    """Return the sets whose points questions tell apart."""
    return [
        each
        for each in read_course(ROOT, ROOT / "source").sets
        if each.ask == "full"
        and each.status == "current"
        and each.kind in (SetKind.MEMBERS, SetKind.PAIRS)
        and entries_of(each)
    ]


def write_sheet(folder: Path) -> None:
    """Write the sheet for the reader and the key."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# 归类测验", "", "只看词和释义，把每一条归到一点；拿不准的写 ?。", ""]
    key: dict[str, Entry] = {}
    for pointset in sets_to_sort():
        lines += [f"## {pointset.id}　{pointset.title}", ""]
        for number, point in enumerate(pointset.points):
            value = f" ＝ {point.value}" if point.value else ""
            lines.append(f"- {chr(ord('A') + number)}. {point.key}{value}：{point.gloss}")
        lines.append("")
        for entry in entries_of(pointset):
            number_text = str(len(key) + 1)
            key[number_text] = entry
            kind = {"试": "［做到了哪一点］", "反": "［缺了哪一点］"}.get(entry.label, "")
            lines.append(f"{number_text}. {kind}{entry.text}")
        lines.append("")
    (folder / "sheet.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(key, ensure_ascii=False, indent=1)
    (folder / "key.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(key)} entries in {folder / 'sheet.md'}")


def score(folder: Path) -> str:
    """Return the table of the sets and what was sorted otherwise than meant."""
    raw = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    key = {number: Entry(*each) for number, each in raw.items()}
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    total: dict[str, int] = {}
    wrong: dict[str, list[str]] = {}
    for number, entry in key.items():
        total[entry.set_id] = total.get(entry.set_id, 0) + 1
        said = str(answers.get(number, "?")).strip().upper()
        if said != entry.letter:
            message = f"{number} [{entry.label}] {entry.text}: meant {entry.letter}, sorted {said}"
            wrong.setdefault(entry.set_id, []).append(message)
    missed = sum(len(each) for each in wrong.values())
    share = missed / len(key) if key else 0
    rows = [f"| {name} | {total[name]} | {len(wrong.get(name, []))} |" for name in total]
    today = datetime.date.today().isoformat()
    head = f"\n### Sorting test, {today}: {missed} of {len(key)} sorted otherwise ({share:.1%})\n"
    print("\n".join(line for lines in wrong.values() for line in lines))
    return "\n".join([head, "| set | entries | otherwise |", "|---|---|---|", *rows, ""])


def main() -> None:
    """Write a sheet or score one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("action", choices=["sheet", "score"])
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.action == "sheet":
        write_sheet(arguments.folder)
    else:
        print(score(arguments.folder))


if __name__ == "__main__":
    main()
