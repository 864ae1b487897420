"""What a build keeps from the garbage collector."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import gc, sys
from sphinx.application import Sphinx

for number in range(3):
    out = f"{sys.argv[1]}/out{number}"
    Sphinx(sys.argv[1], sys.argv[1], out, out, sys.argv[2], status=None).build()
    print(gc.get_freeze_count() > 0)
"""


@pytest.mark.parametrize("builder", ["html", "quizgen-points"])
def test_only_the_first_build_of_a_process_keeps_anything(tmp_path: Path, builder: str) -> None:
    """A watcher that builds again and again does not grow by a course each time."""
    (tmp_path / "conf.py").write_text('extensions = ["quizgen"]\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text("A\n=\n", encoding="utf-8")
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), builder]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert said.split() == ["True", "False", "False"]
