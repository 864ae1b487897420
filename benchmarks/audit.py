"""The blind audit: a reader answers items she has not seen, without the key, and names their flaws.

``sheet FOLDER --seed N`` draws 60 exam items (every kind and level in its share) and writes
``sheet.md`` (stems and options only) and ``key.json``. The reader writes ``answers.json``:
``{number: {"answer": "B", "codes": ["D2"], "note": "…"}}``; the codes are those of ``quizgen lint``.
``score FOLDER`` grades the answers, names every disagreement and counts the flaws.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import msgspec

from quizgen.bank.files import read_bank
from quizgen.grading import grade
from quizgen.markup import plain
from quizgen.model import KIND_NAMES, Item, PaperItem, ShortAnswer, kind_of
from quizgen.practice.drawing import order_of
from quizgen.practice.reading import UnreadableError, how, read_answer
from quizgen.practice.terminal import key_text, options, stem_of

ROOT = Path(__file__).parent.parent
SIZE = 60
SUBSTANTIVE = "KCDLT"
"""First letters of the codes that count as substantive, besides S1."""


def drawn(items: list[Item], seed: int) -> list[Item]:
    """Draw the items by a hash of seed and id; as on a paper, enemies are not drawn together."""
    exam = [each for each in items if each.use != "practice"]
    rank = {each.id: hashlib.sha256(f"{seed} {each.id}".encode()).hexdigest() for each in exam}
    kept: dict[str, Item] = {}
    for each in sorted(exam, key=lambda each: rank[each.id]):
        if len(kept) < SIZE and not kept.keys() & set(each.enemies):
            kept[each.id] = each
    return list(kept.values())


def write_sheet(folder: Path, bank: Path, seed: int) -> None:
    """Write the sheet for the reader, and the key."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# 盲审：先答题，后记毛病", ""]
    key: dict[str, PaperItem] = {}
    for number, item in enumerate(drawn(list(read_bank(bank).items), seed), 1):
        placed = PaperItem(item=item, score=1, shown=order_of(item, seed))
        key[str(number)] = placed
        lines.append(f"## {number}　{KIND_NAMES[kind_of(item)]}（{how(item)}）")
        if item.stimulus is not None:
            lines += ["", f"案例：{plain(item.stimulus.text)}"]
        lines += ["", stem_of(item), ""]
        lines += [f"-{line.plain}" for line in options(placed)]
        lines.append("")
    (folder / "sheet.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "key.json").write_bytes(msgspec.json.encode(key))
    print(f"{len(key)} items in {folder / 'sheet.md'}")


def score(folder: Path) -> str:
    """Print every disagreement and flaw; return the line for the results."""
    key = msgspec.json.decode((folder / "key.json").read_bytes(), type=dict[str, PaperItem])
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    codes: Counter[str] = Counter()
    apart = substantive = 0
    for number, placed in key.items():
        said = answers.get(number, {})
        found = [str(code).upper() for code in said.get("codes", ())]
        codes.update(found)
        wrong = not _agrees(placed, str(said.get("answer", "")))
        apart += wrong
        substantive += any(code[0] in SUBSTANTIVE or code == "S1" for code in found)
        if wrong or found:
            head = "DISAGREES" if wrong else "flaw"
            print(
                f"{number} {head} {','.join(found)} [{placed.item.id}] {placed.item.stem}\n"
                f"   key {key_text(placed)}, said {said.get('answer')}: {said.get('note', '')}"
            )
    today = datetime.date.today().isoformat()
    named = ", ".join(f"{code} {count}" for code, count in sorted(codes.items())) or "none"
    return f"| {today} | {len(key)} | {apart} | {substantive} | {named} |"


def _agrees(placed: PaperItem, said: str) -> bool:
    """Say whether an answer is the key; a short answer has no key to disagree with."""
    if isinstance(placed.item, ShortAnswer):
        return True
    try:
        return bool(grade(placed.item, read_answer(placed, said), 1).right)
    except UnreadableError:
        return False


def main() -> None:
    """Write a sheet or score one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("action", choices=["sheet", "score"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bank", type=Path, default=ROOT / "quizzes" / "bank.jsonl")
    arguments = parser.parse_args()
    if arguments.action == "sheet":
        write_sheet(arguments.folder, arguments.bank, arguments.seed)
    else:
        sys.stdout.write(score(arguments.folder) + "\n")


if __name__ == "__main__":
    main()
