"""No file makes a reader crash, hang or swallow memory: a fixed sample; ``make soak`` runs 100,000."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.exchange import FORMATS

from .fuzz import CRUMBS, NAMES, sample, survive

COUNT = {"xlsx": 60, "kaoshibao": 60, "docx": 80, "qti21": 300}
WRITTEN = [each for each in NAMES if each in ("gift", "text", "moodle-xml")]


@pytest.mark.parametrize("name", NAMES)
def test_a_fixed_sample_gives_items_or_clean_errors(name: str) -> None:
    """Mutated exports, crumbs of grammar, noise."""
    good = sum(survive(name, sample(name, seed)) > 0 for seed in range(COUNT.get(name, 600)))

    assert good  # some inputs are still files, so the sample reaches deep


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_text_gives_items_or_clean_errors(name: str, data: st.DataObject) -> None:
    """What hypothesis can think of."""
    crumbs = CRUMBS["xml" if name == "moodle-xml" else name]
    pieces = st.lists(st.sampled_from(crumbs) | st.text(max_size=8), max_size=40)

    survive(name, "".join(data.draw(pieces)).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "=",
        "~",
        "#",
        "\\",
        "(",
        "（",
        "_",
        "A. ",
        "1. ",
        "*",
        "<b>",
        "<question>",
        "{1:SA:=",
        "答案：",
    ],
)
def test_long_rows_of_one_sign_do_not_hang(name: str, piece: str) -> None:
    """No pattern that backtracks for ever."""
    survive(name, (piece * 20_000).encode())
    survive(name, f"1. 题{piece * 5_000}\nA. 甲\nB. 乙\n答案：A".encode())


def test_every_format_that_is_read_is_fuzzed() -> None:
    """A new reader joins by being in the table."""
    assert {each.name for each in FORMATS.values() if each.reads} == set(NAMES)
