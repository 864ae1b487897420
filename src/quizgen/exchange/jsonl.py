"""JSON Lines: an item a line, as in the bank, for programs. Texts are inline MyST."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from quizgen.model import BankHeader, Item


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write items; the fields are those of the bank (README, the bank file)."""
    encoder = msgspec.json.Encoder()
    out.writelines(encoder.encode(item) + b"\n" for item in items)
