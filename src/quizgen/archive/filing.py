"""Filed archives: folders whose manifest names every file, chained one to the next.

A manifest holds the SHA-256 of every file and of the manifest before it in the same cabinet. So
a file that was changed, added or removed is named, and so is a manifest that was written anew;
the hash of the last one is kept in the store and printed when it is filed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from quizgen.model import QuizgenError

MANIFEST = "manifest.json"
SCHEMA = "quizgen.archive/1"
_FOLDER = re.compile(r"^(\d{4,})-")
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


class Entry(Struct, frozen=True):
    """A file of an archive."""

    path: str
    bytes: int
    sha256: str


class Previous(Struct, frozen=True):
    """The archive filed before."""

    folder: str
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What an archive holds."""

    schema: str = SCHEMA
    sequence: int
    session: str
    topic: str
    filed: str
    previous: Previous | None
    files: tuple[Entry, ...]


class Filed(Struct, frozen=True):
    """Where an archive lies, and the hash of its manifest."""

    folder: Path
    sha256: str
    sequence: int


def safe_name(text: str, longest: int = 60) -> str:
    """Return text as part of a file name on every system."""
    name = _UNFIT.sub("_", text).strip(" .")[:longest].strip(" .")
    return f"_{name}" if _RESERVED.match(name) or not name else name


def sha256(data: bytes) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(data).hexdigest()


def cabinet(root: Path) -> list[tuple[int, Path]]:
    """Return the archives of a cabinet in order."""
    if not root.is_dir():
        return []
    found = []
    for path in root.iterdir():
        match = _FOLDER.match(path.name)
        if match and path.is_dir():
            found.append((int(match[1]), path))
    return sorted(found)


def file_archive(
    root: Path, files: Mapping[str, bytes], *, session: str, topic: str, day: str, filed: str
) -> Filed:
    """File an archive: its folder is there whole or not at all.

    Args:
        root: the cabinet.
        files: what to file, by path.
        session: the name of the session.
        topic: what it was about.
        day: the day of the session, for the folder's name.
        filed: when it is filed, in ISO 8601.

    Raises:
        QuizgenError: where the cabinet cannot be written, or its last archive is broken.
    """
    there = cabinet(root)
    sequence = there[-1][0] + 1 if there else 1
    entries = tuple(Entry(path, len(data), sha256(data)) for path, data in sorted(files.items()))
    manifest = Manifest(
        sequence=sequence,
        session=session,
        topic=topic,
        filed=filed,
        previous=_previous(there[-1][1]) if there else None,
        files=entries,
    )
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    folder = root / f"{sequence:04}-{day}-{session}-{safe_name(topic, 30)}"
    _write(folder, {**files, MANIFEST: data})
    return Filed(folder, sha256(data), sequence)


def _previous(folder: Path) -> Previous:
    try:
        return Previous(folder.name, sha256((folder / MANIFEST).read_bytes()))
    except OSError as problem:
        raise QuizgenError(
            f"{folder}：前一份档案的 {MANIFEST} 读不了（{problem.strerror}），不能接着归档；"
            "先用 quizgen records verify 检查"
        ) from problem


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".归档-", dir=folder.parent))
        temporary.chmod(0o755)
        for name, data in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        temporary.rename(folder)
    except OSError as problem:
        raise QuizgenError(f"{folder}：写不了档案（{problem.strerror or problem}）") from problem
    finally:
        if temporary is not None and temporary.exists():
            shutil.rmtree(temporary, ignore_errors=True)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an archive.

    Raises:
        QuizgenError: where it is missing or unreadable.
    """
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as problem:
        raise QuizgenError(f"{path}：没有了，或者读不了") from problem
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise QuizgenError(f"{path}：内容坏了（{problem}）") from problem
    if manifest.schema != SCHEMA:
        raise QuizgenError(f"{path}：是别的版本写的（{manifest.schema}），请升级 quizgen")
    return manifest


def verify(root: Path, known: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """Check a cabinet, or one archive of it.

    Args:
        root: the cabinet or the archive.
        known: hashes of manifests that the store keeps, by the name of the archive's folder.

    Returns:
        How many archives were checked, and a line for everything that is wrong.
    """
    if (root / MANIFEST).is_file():
        return 1, _check(root)
    there = cabinet(root)
    wrong = [line for _, folder in there for line in _check(folder)]
    wrong += _chain(there)
    for name, hash_ in sorted((known or {}).items()):
        path = root / name / MANIFEST
        if not path.is_file():
            wrong.append(f"{name}：记录库里归过这份档案，这里没有")
        elif sha256(path.read_bytes()) != hash_:
            wrong.append(f"{name}/{MANIFEST}：与归档时记录库留下的校验码不同，被改过")
    return len(there), wrong


def _check(folder: Path) -> list[str]:
    """Compare an archive with its manifest."""
    try:
        manifest = read_manifest(folder)
    except QuizgenError as problem:
        return [str(problem)]
    wanted = {each.path: each for each in manifest.files}
    there = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }
    there.pop(MANIFEST, None)
    wrong = [f"{folder.name}/{path}：被删了" for path in sorted(wanted.keys() - there.keys())]
    wrong += [f"{folder.name}/{path}：多出来的" for path in sorted(there.keys() - wanted.keys())]
    for path in sorted(wanted.keys() & there.keys()):
        try:
            same = sha256(there[path].read_bytes()) == wanted[path].sha256
        except OSError:
            same = False
        if not same:
            wrong.append(f"{folder.name}/{path}：被改过")
    return wrong


def _chain(there: list[tuple[int, Path]]) -> list[str]:
    wrong = []
    expected = 1
    before: Path | None = None
    for sequence, folder in there:
        wrong += [f"第 {missing:04} 号档案：不见了" for missing in range(expected, sequence)]
        try:
            manifest = read_manifest(folder)
        except QuizgenError:
            before, expected = None, sequence + 1
            continue
        if manifest.sequence != sequence:
            wrong.append(f"{folder.name}：文件夹的编号与 {MANIFEST} 里的 {manifest.sequence} 不同")
        wrong += _link(folder, manifest, before if expected == sequence else None)
        before, expected = folder, sequence + 1
    return wrong


def _link(folder: Path, manifest: Manifest, before: Path | None) -> list[str]:
    """Check that a manifest names the one before it as it is now."""
    if before is None:
        return []
    now = sha256((before / MANIFEST).read_bytes())
    if manifest.previous is None or manifest.previous.sha256 != now:
        return [f"{before.name}/{MANIFEST}：与后一份档案 {folder.name} 记下的校验码不同，被改过"]
    return []
