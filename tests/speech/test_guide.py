"""The page for trainers shows what the program really prints."""

from __future__ import annotations

import re

from conftest import ROOT
from quizgen.speech import as_tree, read_file, read_outline, write_lesson

from .gold import FIXTURES

PAGE = (ROOT / "source" / "appendix" / "draft-guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_guide_shows_the_speech_its_tree_and_a_set_of_its_draft() -> None:
    """Word for word."""
    path = FIXTURES / "gas.txt"
    outline = read_outline(read_file(path))
    speech, tree, pointset = BLOCKS

    assert speech == path.read_text(encoding="utf-8")
    assert tree == as_tree(outline) + "\n"
    assert pointset in write_lesson(outline, path.name)
