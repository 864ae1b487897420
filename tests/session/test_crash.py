"""The server is killed under load; nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import crashing

KILLS = 5
"""``make soak`` kills 50 times."""


def test_no_acknowledged_answer_is_lost_or_doubled(tmp_path: Path) -> None:
    """And every phone goes on where it was, with the cookies it had."""
    wrong, counts = crashing.play(tmp_path, KILLS, "test")

    assert not wrong
    assert counts["acknowledged"] > 0
    assert counts["retries"] > 0
