"""Readers that we did not write; where one is not there, its tests are skipped by name."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from items import HEADER
from quizgen.exchange import FORMATS, Format
from quizgen.model import Item

JS = Path(__file__).parent.parent / "js"


def carried(form: Format, items: Iterable[Item]) -> list[Item]:
    """Leave out what a format says it cannot carry."""
    items = list(items)
    refused = {each.id for each in form.refusals(items)}
    return [each for each in items if each.id not in refused]


def exported(name: str, items: Iterable[Item]) -> bytes:
    """Return a file of a format."""
    out = io.BytesIO()
    FORMATS[name].write(HEADER, items, out)
    return out.getvalue()


def npm_package(name: str) -> Path:
    """Return the folder of an npm package, where it was installed into tests/js."""
    folder = JS / "node_modules" / name
    if not shutil.which("node"):
        pytest.skip(f"needs Node.js to run {name}")
    if not folder.is_dir():
        pytest.skip(f"needs {name}: npm install --prefix tests/js --no-package-lock")
    return folder


def node(script: str, data: bytes) -> Any:
    """Run a script of tests/js on data and read the JSON that it prints."""
    ran = subprocess.run(["node", str(JS / script)], input=data, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return json.loads(ran.stdout)
