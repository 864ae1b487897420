"""OMRChecker templates: every bubble of the sheet lies where the template looks for it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from items import paper
from quizgen.cli import quizgen
from quizgen.exchange.omr import PIXELS, read_sheet, template_of, write_sheet
from quizgen.model import QuizgenError
from quizgen.render.sheet import sheet_of

SHEET = sheet_of(paper(), "AB12CD34")


def test_the_bubbles_of_the_template_are_those_of_the_sheet() -> None:
    """Worked out the way OMRChecker does: origin, gaps, labels, values."""
    template = template_of(SHEET, 0)
    left = min(mark[0] for mark in SHEET.marks) + SHEET.mark / 2
    top = min(mark[1] for mark in SHEET.marks) + SHEET.mark / 2
    half = template["bubbleDimensions"][0] / 2
    found = {}
    for block in template["fieldBlocks"].values():
        down = block["direction"] == "vertical"
        for row, label in enumerate(block["fieldLabels"]):
            for place, value in enumerate(block["bubbleValues"]):
                along, across = place * block["bubblesGap"], row * block["labelsGap"]
                x = block["origin"][0] + (across if down else along) + half
                y = block["origin"][1] + (along if down else across) + half
                found[label, value] = (x / PIXELS + left, y / PIXELS + top)

    wanted = {
        (
            each.label if each.label.startswith("N") else f"q{each.label.replace('-', '_')}",
            each.choice,
        ): (each.x, each.y)
        for page, each in SHEET.bubbles
        if page == 0
    }
    assert set(found) == set(wanted)
    for key, (x, y) in wanted.items():
        assert found[key] == pytest.approx((x, y), abs=0.35), key


def test_labels_are_names_that_omrchecker_takes_one_by_one() -> None:
    """A dash or dots would be read as a range."""
    labels = [l for b in template_of(SHEET, 0)["fieldBlocks"].values() for l in b["fieldLabels"]]

    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z]\w*", each) for each in labels)


def test_a_page_is_a_folder_with_its_marker() -> None:
    """What OMRChecker wants to find beside the photographs."""
    out, again = io.BytesIO(), io.BytesIO()
    write_sheet(SHEET, out)
    write_sheet(SHEET, again)
    names = zipfile.ZipFile(out).namelist()

    assert names[:2] == ["page-1/template.json", "page-1/omr_marker.png"]
    assert out.getvalue() == again.getvalue()


def test_the_command_reads_a_sheet(tmp_path: Path) -> None:
    """The file that lies beside the printed paper."""
    source, target = tmp_path / "sheet.json", tmp_path / "omr.zip"
    source.write_bytes(msgspec.json.encode(SHEET))
    ran = CliRunner().invoke(quizgen, ["export", str(source), "--to", "omr", "-o", str(target)])

    assert ran.exit_code == 0, ran.output
    assert json.loads(zipfile.ZipFile(target).read("page-1/template.json"))["fieldBlocks"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"schema":"x"}'])
def test_what_is_no_sheet_is_refused(data: bytes) -> None:
    """Cleanly."""
    with pytest.raises(QuizgenError, match=r"sheet\.json"):
        read_sheet(data)
