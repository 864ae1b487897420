"""Zip files: of strangers, opened with care; our own, the same bytes every time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from quizgen.model import QuizgenError

from .found import MOST_BYTES

MOST_MEMBERS = 60_000
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_UTF8, _UNIX, _MODE = 0x800, 3 << 8 | 20, 0o100644 << 16
_DATE = 20 << 9 | 1 << 5 | 1
"""The first of January 2000, as zip files write it."""
_MOST = 0xFFFF_FFFF
_TIGHTEST = 200
"""How many times larger than packed a member may be, once it is larger than a megabyte."""


class Package:
    """A zip file whose members can be read without harm; nothing is ever unpacked to disk."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
            raise QuizgenError(f"不是有效的压缩包（{problem}）") from problem
        if len(members) > MOST_MEMBERS:
            raise QuizgenError(f"压缩包里有 {len(members)} 个文件，最多 {MOST_MEMBERS} 个")
        if sum(each.file_size for each in members) > MOST_BYTES:
            raise QuizgenError(f"压缩包展开后超过 {MOST_BYTES // 1_000_000} MB，不读")
        for each in members:
            _check(each)
        self.names = [each.filename for each in members]
        self._known = set(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str) -> bytes:
        """Return a member."""
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, RuntimeError, OSError, EOFError) as problem:
            raise QuizgenError(f"压缩包里读不了 {name[:200]}") from problem
        except Exception as problem:  # zlib, lzma and others have errors of their own
            raise QuizgenError(f"压缩包里的 {name[:200]} 坏了") from problem


def _check(member: zipfile.ZipInfo) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise QuizgenError(f"压缩包里有越出文件夹的路径：{member.filename[:200]}")
    if member.flag_bits & 1:
        raise QuizgenError("压缩包有密码，请先去掉")
    large = member.file_size > 1_000_000
    if large and member.file_size > _TIGHTEST * max(member.compress_size, 1):
        raise QuizgenError(f"压缩包里的 {member.filename[:200]} 压得异常地紧，不读")


class Packer:
    """Writes a zip file, member by member, with nothing in it but names and content.

    By hand, for a package of ten thousand small files: :mod:`zipfile` seeks back for each.
    """

    def __init__(self, out: BinaryIO, level: int = 6) -> None:
        self._out, self._level = out, level
        self._at = self._count = 0
        self._directory = bytearray()

    def add(self, name: str, data: bytes) -> None:
        """Add a member."""
        if self._count >= MOST_MEMBERS:
            raise QuizgenError(f"一个包最多 {MOST_MEMBERS} 个文件，请分几次导出")
        packer = zlib.compressobj(self._level, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        path = name.encode()
        sizes = (zlib.crc32(data), len(packed), len(data), len(path))
        self._put(_LOCAL.pack(b"PK\3\4", 20, _UTF8, 8, 0, _DATE, *sizes, 0) + path)
        entry = (b"PK\1\2", _UNIX, 20, _UTF8, 8, 0, _DATE, *sizes, 0, 0, 0, 0, _MODE)
        self._directory += _CENTRAL.pack(*entry, self._at - _LOCAL.size - len(path)) + path
        self._put(packed)
        self._count += 1

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)
        if self._at >= _MOST:
            raise QuizgenError("压缩包超过 4 GB")

    def close(self) -> None:
        """Write the directory."""
        start, size = self._at, len(self._directory)
        self._put(bytes(self._directory))
        self._put(_END.pack(b"PK\5\6", 0, 0, self._count, self._count, size, start, 0))
