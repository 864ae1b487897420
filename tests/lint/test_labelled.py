"""The rules see the flaws that were put into items, and leave good ones alone."""

from __future__ import annotations

import pytest

from quizgen.lint import lint

from .labelled import KNOWN, Label, labelled, scores

LABELS = labelled()


@pytest.mark.parametrize("label", LABELS, ids=lambda each: f"{each.line}:{each.code}")
def test_a_labelled_item_is_told_by_its_flaw(label: Label) -> None:
    """Each flaw by its code; nothing at all of a good item."""
    codes = {each.code for each in lint([label.item], KNOWN) if each.code != "K2"}

    if label.code == "GOOD":
        assert codes == set(), label.item.stem
    else:
        assert label.code in codes, label.item.stem


def test_there_are_enough_labelled_items() -> None:
    """A dozen a code at least, or a rate says nothing."""
    for code, score in scores().items():
        assert score.there >= 12, code
