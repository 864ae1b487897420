"""Bytes of strangers as text: UTF-8 with or without a mark, UTF-16, or GB 18030."""

from __future__ import annotations

import codecs

from quizgen.model import QuizgenError

from .found import MOST_BYTES


def decoded(data: bytes) -> str:
    r"""Read text in any encoding that Chinese trainers' files come in; line ends become \\n."""
    if len(data) > MOST_BYTES:
        raise QuizgenError(f"文件有 {len(data) >> 20} MB，最多读 {MOST_BYTES // 1_000_000} MB")
    text = _decoded(data)
    if "\0" in text:
        raise QuizgenError("这不是文本文件（里面有空字符）")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QuizgenError("认不出文件的编码，请存成 UTF-8 再导入")
