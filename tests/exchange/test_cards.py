"""Anki, 问卷星, Kahoot, CSV and JSON Lines: what others read in them."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from items import ALL, HEADER, UNORDERED
from quizgen.exchange import FORMATS
from quizgen.exchange.stems import GAP, full_stem
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
    kind_of,
)

from .everything import EVERYTHING
from .readers import carried, exported


def _letters(item: SingleChoice | MultipleChoice) -> str:
    return "".join("ABCDEFGH"[n] for n, each in enumerate(item.options) if each.correct)


def _shown(text: str) -> str:
    return plain(text).strip()


@pytest.mark.parametrize("name", [each.name for each in FORMATS.values() if each.needs == "bank"])
def test_the_same_bank_gives_the_same_bytes(name: str) -> None:
    """Reviews and re-imports see only what really changed."""
    items = carried(FORMATS[name], EVERYTHING)

    assert exported(name, items) == exported(name, items)


# Anki


def _imported(tmp_path: Path, *packages: bytes) -> tuple[Any, Any]:
    """Import packages into a new collection; return it and the last log."""
    anki = pytest.importorskip("anki.collection")
    collection = anki.Collection(str(tmp_path / "collection.anki2"))
    log = None
    for number, data in enumerate(packages):
        path = tmp_path / f"{number}.apkg"
        path.write_bytes(data)
        options = anki.ImportAnkiPackageOptions(merge_notetypes=True)
        request = anki.ImportAnkiPackageRequest(package_path=str(path), options=options)
        log = collection.import_anki_package(request).log
    return collection, log


def _page(text: str) -> str:
    """Read what a card shows."""
    bare = re.sub(r"<br>|</li>|</p>|</div>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", bare))


def test_anki_shows_every_item_with_its_key(tmp_path: Path) -> None:
    """Fronts, backs and explanations, over the nasty corpus."""
    items = carried(FORMATS["anki"], EVERYTHING)
    collection, log = _imported(tmp_path, exported("anki", items))
    notes = [collection.get_note(note) for note in collection.find_notes("")]
    collection.close()
    by_id = {note.fields[-1]: note for note in notes}
    lists = [e for e in items if isinstance(e, Cloze) and e.unordered]
    assert len(log.new) == len(items) + len(lists) == len(by_id)

    for item in items:
        note = by_id[item.id]
        front, back = _page(note.fields[0]), _page(note.fields[1])
        assert set(note.tags) >= {item.level, item.use}
        match item:
            case Cloze():
                assert _page(item_told(item, note)).startswith(_shown(item.explanation))
                for gap in item.blanks:
                    assert _shown(gap.accept[0]) in front
                assert len(re.findall(r"\{\{c\d+::", note.fields[0])) == len(item.blanks)
                continue
            case SingleChoice() | MultipleChoice():
                assert back == _letters(item)
                assert all(_shown(each.text) in front for each in item.options)
            case TrueFalse():
                assert back == ("正确" if item.answer else "错误")
            case Matching():
                assert all(f"{p.left and _shown(p.left)} → " in back for p in item.pairs)
            case Ordering():
                places = [back.index(_shown(each)) for each in item.order[:1]]
                assert places == sorted(places)
            case ShortAnswer():
                assert all(_shown(line.text) in back for line in item.rubric)
        assert _shown(item.stem) in front
        assert _page(note.fields[2]).startswith(_shown(item.explanation))


def item_told(item: Cloze, note: Any) -> str:
    """Return the explanation of a cloze note."""
    return str(note.fields[1])


def test_a_second_import_reports_duplicates_only(tmp_path: Path) -> None:
    """Nobody loses a schedule by importing the deck again."""
    data = exported("anki", EVERYTHING)
    collection, log = _imported(tmp_path, data, data)
    collection.close()

    assert not log.new and not log.updated and not log.conflicting
    assert len(log.duplicate) > len(EVERYTHING)


def test_a_mended_item_stays_the_same_card(tmp_path: Path) -> None:
    """A corrected typo updates the note and makes no new one."""
    mended = [replace(ALL[0], stem="改过的题干（　　）。")]
    collection, log = _imported(tmp_path, exported("anki", ALL[:1]), exported("anki", mended))
    count = collection.note_count()
    collection.close()

    assert count == 1
    assert not log.new


def test_lists_are_hidden_one_by_one_and_all_at_once(tmp_path: Path) -> None:
    """Overlapping cloze: each member with the others in sight, then the whole list."""
    collection, _ = _imported(tmp_path, exported("anki", [UNORDERED]))
    cards = collection.card_count()
    collection.close()

    assert cards == len(UNORDERED.blanks) + 1


# 问卷星


def test_wenjuanxing_lines_have_the_fields_of_the_official_examples() -> None:
    """One object a line, the survey first; scores are strings."""
    items = carried(FORMATS["wenjuanxing"], EVERYTHING)
    head, *lines = map(json.loads, exported("wenjuanxing", items).decode().splitlines())
    assert head["qtype"] == "问卷基础信息"
    assert head["title"] == HEADER.title

    for item, line in zip(items, lines, strict=True):
        told = line.get("answeranalysis", "")
        assert told.endswith(_shown(item.explanation))
        match item:
            case SingleChoice() | MultipleChoice():
                many = isinstance(item, MultipleChoice)
                assert line["qtype"] == ("考试多选" if many else "考试单选")
                assert [each[3:] for each in line["select"]] == [
                    _shown(o.text) for o in item.options
                ]
                assert "".join(line["correctselect"]) == _letters(item)
            case TrueFalse():
                assert line["correctselect"] == ["对" if item.answer else "错"]
            case Cloze() if len(item.blanks) > 1:
                assert line["title"].count("{_}") == len(item.blanks) == len(line["answerlists"])
            case Cloze():
                assert line["correctselect"] == [_shown(each) for each in item.blanks[0].accept]
            case ShortAnswer():
                assert line["quizscore"] == str(sum(each.score for each in item.rubric))
        if not isinstance(item, Cloze):
            assert line["title"] == _shown(full_stem(item))
        assert all(isinstance(line[each], str) for each in ("quizscore",) if each in line)


def test_wenjuanxing_text_holds_the_key_in_the_stem() -> None:
    """As the community sample has it."""
    items = [each for each in ALL if kind_of(each) != "cloze"]
    text = exported("wenjuanxing-text", carried(FORMATS["wenjuanxing-text"], items)).decode()

    assert "属于“四查”的有（ ABC ）。 [多选题]\nA. 查现场隐患\nB. 查责任漏洞" in text
    assert "一般事故可以不报。(错)" in text


# Kahoot


def test_kahoot_cells_stand_where_the_template_has_them() -> None:
    """Row 8 the headings, row 9 the first question, columns B to H."""
    items = carried(FORMATS["kahoot"], EVERYTHING)
    sheet = load_workbook(io.BytesIO(exported("kahoot", items))).worksheets[0]
    assert str(sheet["B8"].value).startswith("Question - max 120")
    assert str(sheet["H8"].value).startswith("Correct answer")

    for row, item in enumerate(items, 9):
        stem, *options, seconds, key = (sheet.cell(row, column).value for column in range(2, 9))
        assert stem == " ".join(_shown(full_stem(item)).split())
        assert seconds == 30
        rights = {int(each) for each in str(key).split(",")}
        if isinstance(item, SingleChoice | MultipleChoice):
            assert rights == {n for n, each in enumerate(item.options, 1) if each.correct}
            shown = [" ".join(_shown(each.text).split()) for each in item.options]
            assert [each for each in options if each is not None] == shown
        if isinstance(item, TrueFalse):
            assert rights == {1 if item.answer else 2}


def test_kahoot_names_what_is_too_long() -> None:
    """Completely, with the length."""
    refused = [each.why for each in FORMATS["kahoot"].refusals(EVERYTHING)]

    assert "题干 800 字，最多 120 字" in refused
    assert "选项 801 字，最多 75 字" in refused


# CSV and JSON Lines


def test_csv_reads_in_python() -> None:
    """One row an item, keys and explanations in their columns."""
    items = carried(FORMATS["csv"], EVERYTHING)
    text = exported("csv", items).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["题号"] for row in rows] == [each.id for each in items]

    for item, row in zip(items, rows, strict=True):
        stem = plain(GAP.sub(r"\_\_\_\_", item.stem))
        assert GAP.sub("____", row["题干"]).lstrip("'") == stem.lstrip("'")
        assert row["解析"] == plain(item.explanation)
        if isinstance(item, SingleChoice | MultipleChoice):
            assert row["答案"] == _letters(item)


def test_json_lines_are_the_items_of_the_bank() -> None:
    """A program needs nothing but a JSON reader."""
    lines = [
        json.loads(each) for each in exported("jsonl", EVERYTHING).decode().split("\n") if each
    ]

    for item, line in zip(EVERYTHING, lines, strict=True):
        assert (line["id"], line["kind"], line["stem"]) == (item.id, kind_of(item), item.stem)
        assert _rights(item) == [each["correct"] for each in line.get("options", ())]


def _rights(item: Item) -> list[bool]:
    if isinstance(item, SingleChoice | MultipleChoice):
        return [each.correct for each in item.options]
    return []
