"""The blueprints that come along, filled from the course's own bank."""

from __future__ import annotations

from pathlib import Path

import pytest

from assemble.test_assembly import broken
from conftest import ROOT
from quizgen.assemble import assemble
from quizgen.bank.blueprints import read_blueprint
from quizgen.bank.files import read_bank

BLUEPRINTS = sorted((ROOT / "quizzes" / "blueprints").glob("*.yaml"))


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_every_form_of_every_blueprint_keeps_it(path: Path) -> None:
    """Checked by code that shares nothing with the solver."""
    bank = read_bank(ROOT / "quizzes" / "bank.jsonl")
    plan = read_blueprint(path, bank)
    papers = assemble(plan, bank, path.stem)

    assert len(papers) == plan.forms
    assert broken(plan, papers) == []
    assert all(0 < paper.pass_mark <= paper.total for paper in papers)
    for paper in papers:
        ids = {each.item.id for section in paper.sections for each in section.items}
        foes = {foe for s in paper.sections for each in s.items for foe in each.item.enemies}
        assert not ids & foes
