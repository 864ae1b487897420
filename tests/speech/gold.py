"""Outlines made by hand, and how a reading differs from them.

A gold outline is indented text. A group is ``E`` (enumeration), ``S`` (series), ``P`` (pairs) or
``R`` (ratio), its announced number and its name; its members stand on the same line between ``|``
(``//`` sets other readings apart) or below it after ``-``, their own groups below them. ``?`` marks a
fair reading that nobody has to share, ``~`` one whose parent is a matter of taste.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizgen.speech import Group

FIXTURES = Path(__file__).parent.parent / "fixtures" / "speeches"
KINDS = {"E": "enumeration", "S": "series", "P": "pairs", "R": "ratio"}
_GROUP = re.compile(
    r"(?P<flags>[?~]*)(?P<kind>[ESPR])(?: (?P<number>\d+))?(?: (?P<name>[^:]+))?:(?P<rest>.*)"
)


@dataclass
class Gold:
    """A group that a reader should find."""

    kind: str
    number: int | None
    name: str | None
    readings: list[list[tuple[str, str | None]]]
    optional: bool
    loose: bool
    children: dict[int, list[Gold]] = field(default_factory=dict)


def read_gold(text: str) -> list[Gold]:
    """Read an outline made by hand."""
    top: list[Gold] = []
    stack: list[tuple[int, list[Gold]]] = [(0, top)]
    owners: list[tuple[int, Gold]] = []
    for raw in text.splitlines():
        line = raw.strip()
        depth = len(raw) - len(raw.lstrip())
        if not line:
            continue
        while stack[-1][0] > depth:
            stack.pop()
        while owners and owners[-1][0] >= depth:
            owners.pop()
        if line.startswith("- "):
            owner = owners[-1][1]
            owner.readings[0].append((line[2:], None))
            stack.append((depth + 2, owner.children.setdefault(len(owner.readings[0]) - 1, [])))
            continue
        numbered = re.fullmatch(r"(\d+) (.*)", line)
        if numbered:
            found = _group(numbered[2])
            owners[-1][1].children.setdefault(int(numbered[1]) - 1, []).append(found)
            continue
        found = _group(line)
        stack[-1][1].append(found)
        owners.append((depth, found))
    return top


def _group(line: str) -> Gold:
    match = _GROUP.fullmatch(line)
    assert match, line
    readings: list[list[tuple[str, str | None]]] = []
    for reading in match["rest"].split("//") if match["rest"].strip() else [""]:
        members = [each.strip().partition(" = ") for each in reading.split("|") if each.strip()]
        readings.append([(key, value or None) for key, _, value in members])
    return Gold(
        KINDS[match["kind"]],
        int(match["number"]) if match["number"] else None,
        match["name"],
        readings,
        "?" in match["flags"],
        "~" in match["flags"],
    )


def as_nodes(gold: Sequence[Gold]) -> list[dict[str, object]]:
    """Return a gold outline in the form that the scorer reads."""
    return [
        {
            "name": each.name,
            "announced": each.number,
            "kind": each.kind,
            "optional": each.optional,
            "loose": each.loose,
            "items": [
                {"key": key, "value": value, "children": as_nodes(each.children.get(at, []))}
                for at, (key, value) in enumerate(each.readings[0])
            ],
            "variants": [[key for key, _ in reading] for reading in each.readings[1:]],
        }
        for each in gold
    ]


def bare(text: str) -> str:
    """Letters and digits only."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LN"
    )


def same_key(gold: str, found: str) -> bool:
    """Say whether two head phrases are one: the same, or one the beginning of the other."""
    if bare(gold) == bare(re.split("[，。；：]", found, maxsplit=1)[0]):
        return True
    one, other = sorted((bare(gold), bare(found)), key=len)
    return one == other or (len(one) >= 4 and other.startswith(one))


def differences(gold: Sequence[Gold], found: Sequence[Group]) -> list[str]:
    """Name every group that is missing, not asked for, elsewhere or announced otherwise."""
    wanted = list(_flat(gold, ""))
    have = list(_flat_found(found, ""))
    said: list[str] = []
    for each, parent in wanted:
        near = [h for h in have if _matches(each, h[0]) and (each.loose or h[1] == parent)]
        match = min(near, key=lambda h: str(h[0].kind) != each.kind, default=None)
        if match is None:
            if not each.optional:
                said.append(f"missing: {_label(each)} in {parent or 'the text'}")
            continue
        have.remove(match)
        if match[0].announced != each.number and not each.optional:
            said.append(f"announced {match[0].announced}, not {each.number}: {_label(each)}")
        if str(match[0].kind) != each.kind:
            said.append(f"{match[0].kind}, not {each.kind}: {_label(each)}")
    said += [
        f"invented: [{h.kind}] {h.name}: {'、'.join(i.key for i in h.items[:5])} in {parent or 'the text'}"
        for h, parent in have
    ]
    return said


def _label(each: Gold) -> str:
    return f"[{each.kind}] {each.name or ''}: {'、'.join(key for key, _ in each.readings[0][:5])}"


def _matches(each: Gold, found: Group) -> bool:
    return any(
        len(reading) == len(found.items)
        and all(
            same_key(key, item.key) for (key, _), item in zip(reading, found.items, strict=True)
        )
        for reading in each.readings
    )


def _flat(gold: Sequence[Gold], parent: str) -> Iterator[tuple[Gold, str]]:
    for each in gold:
        yield each, parent
        for at, (key, _) in enumerate(each.readings[0]):
            yield from _flat(each.children.get(at, []), bare(key)[:4])


def _flat_found(found: Sequence[Group], parent: str) -> Iterator[tuple[Group, str]]:
    for each in found:
        yield each, parent
        for item in each.items:
            yield from _flat_found(item.children, bare(item.key)[:4])
