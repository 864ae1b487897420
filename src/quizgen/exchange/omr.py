"""OMRChecker's ``template.json`` for the answer sheet of a paper, one folder a page.

Made from ``sheet.json``: lengths become pixels inside the four marks, to which OMRChecker cuts
the photograph. Bubbles of one row count in a block are one field block.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO

import msgspec

from quizgen.model import QuizgenError
from quizgen.render.sheet import SHEET_SCHEMA, Block, Sheet

from .packages import Packer

PIXELS = 6
"""Pixels a millimetre."""
_MARKER = 48


def read_sheet(data: bytes) -> Sheet:
    """Read the geometry of an answer sheet.

    Raises:
        QuizgenError: where it is none.
    """
    try:
        sheet: Sheet = msgspec.json.decode(data, type=Sheet)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise QuizgenError(f"不是答题卡的 sheet.json：{problem}") from problem
    if sheet.schema != SHEET_SCHEMA:
        raise QuizgenError(f"不是答题卡的 sheet.json（schema 要是 {SHEET_SCHEMA}）")
    return sheet


def write_sheet(sheet: Sheet, out: BinaryIO) -> int:
    """Write a folder for each page that has bubbles, and return how many there are."""
    packer = Packer(out)
    pages = sorted({block.page for block in sheet.blocks})
    for page in pages:
        folder = f"page-{page + 1}"
        template = msgspec.json.format(msgspec.json.encode(template_of(sheet, page)), indent=2)
        packer.add(f"{folder}/template.json", template + b"\n")
        packer.add(f"{folder}/omr_marker.png", _marker())
    packer.close()
    return len(pages)


def template_of(sheet: Sheet, page: int) -> dict[str, Any]:
    """Return the template of a page."""
    half = sheet.mark / 2
    left, top = (min(mark[axis] for mark in sheet.marks) + half for axis in (0, 1))
    right, bottom = (max(mark[axis] for mark in sheet.marks) + half for axis in (0, 1))
    blocks = [each for each in sheet.blocks if each.page == page]
    fields = {
        f"{block.kind}_{number}_{part}": each
        for number, block in enumerate(blocks, 1)
        for part, each in enumerate(_fields(block, sheet, (left, top)), 1)
    }
    template: dict[str, Any] = {
        "pageDimensions": [_pixels(right - left), _pixels(bottom - top)],
        "bubbleDimensions": [_pixels(2 * sheet.radius), _pixels(2 * sheet.radius)],
        "preProcessors": [
            {
                "name": "CropOnMarkers",
                "options": {
                    "relativePath": "omr_marker.png",
                    "sheetToMarkerWidthRatio": round(sheet.page_size[0] / sheet.mark),
                },
            }
        ],
        "fieldBlocks": fields,
    }
    if digits := [label for each in blocks if each.kind == "number" for label in each.labels]:
        template["customLabels"] = {"Roll": [_label(each) for each in digits]}
    return template


def _fields(block: Block, sheet: Sheet, corner: tuple[float, float]) -> Iterator[dict[str, Any]]:
    """Yield a field block for each run of rows that have equally many bubbles."""
    sizes = block.sizes or (len(block.choices),) * len(block.labels)
    rows = list(zip(range(len(block.labels)), block.labels, sizes, strict=True))
    for size, group in groupby(rows, key=lambda row: row[2]):
        here = list(group)
        down = 0 if block.vertical else here[0][0] * block.row_gap
        across = here[0][0] * block.row_gap if block.vertical else 0
        yield {
            "origin": [
                _pixels(block.origin[0] + across - sheet.radius - corner[0]),
                _pixels(block.origin[1] + down - sheet.radius - corner[1]),
            ],
            "direction": "vertical" if block.vertical else "horizontal",
            "bubbleValues": list(block.choices[:size]),
            "bubblesGap": round(block.bubble_gap * PIXELS, 2),
            "labelsGap": round(block.row_gap * PIXELS, 2),
            "fieldLabels": [_label(label) for _, label, _ in here],
        }


def _label(label: str) -> str:
    """Make a label that OMRChecker does not take for a range."""
    return label if label.startswith("N") else f"q{label.replace('-', '_')}"


def _pixels(length: float) -> int:
    return round(length * PIXELS)


def _marker() -> bytes:
    """Draw the mark: a black square with a white rim, as a grey PNG."""
    rim = _MARKER // 8
    white = b"\0" + b"\xff" * (_MARKER + 2 * rim)
    black = b"\0" + b"\xff" * rim + b"\0" * _MARKER + b"\xff" * rim
    size = _MARKER + 2 * rim
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    rows = white * rim + black * _MARKER + white * rim
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
