"""Whole prints around the text of lessons: a handout, the book."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from importlib.resources import files

import segno
from msgspec import Struct

from quizgen.render.paper_pdf import theme as paper_theme

from .editions import Edition
from .typst_code import array, call, content, seq, string


class Chapter(Struct, frozen=True):
    """A document as an edition prints it."""

    docname: str
    title: str
    code: str
    """Its text as Typst code."""
    files: dict[str, bytes]
    url: str = ""
    part: str = ""
    """The part of the course that it belongs to."""


class IndexEntry(Struct, frozen=True):
    """A term of the index: where it stands and which set it belongs to."""

    docname: str
    anchor: str
    term: str
    note: str


class Print(Struct, frozen=True):
    """A PDF to be: its source, the files it reads, its properties."""

    title: str
    source: str
    files: dict[str, bytes]
    keywords: str = ""


def theme() -> str:
    """Return the Typst source that all prints begin with."""
    own = files("quizgen.sphinx_ext.handouts") / "handout.typ"
    return paper_theme() + own.read_text(encoding="utf-8")


def qr_svg(url: str) -> bytes:
    """Draw the QR code of an address."""
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="svg", border=0, scale=4)
    return out.getvalue()


def _with_qr(chapter: Chapter) -> tuple[str, dict[str, bytes]]:
    """Let the title of a chapter carry the code of its page, where it has one."""
    if not chapter.url:
        return "let lesson-qr = none", {}
    name = f"qr-{chapter.docname.replace('/', '-')}.svg"
    return f"let lesson-qr = qr-box({string(name)})", {name: qr_svg(chapter.url)}


def handout(chapter: Chapter, edition: Edition, course: str) -> Print:
    """Print one lesson."""
    qr, extra = _with_qr(chapter)
    left = seq([string(chapter.title)])
    right = string(f"{course}　{edition.name}")
    page = f"set page(header: running({left}, {right}), footer: folio)"
    body = f"#{{\n{page}\n{qr}\n{chapter.code}\n}}\n"
    return Print(
        f"{chapter.title}（{edition.name}）",
        theme() + "#show: styled\n" + body,
        chapter.files | extra,
        edition.name,
    )


def book(
    title: str,
    lines: Sequence[str],
    chapters: Sequence[Chapter],
    index: Iterable[tuple[str, Sequence[IndexEntry]]],
) -> Print:
    """Print the whole course: title page, contents, chapters by parts, index."""
    held: dict[str, bytes] = {}
    parts = [call("title-page", string(title), array(map(string, lines)))]
    parts.append(f"set page(header: running({string(title)}, chapter-name), footer: folio)")
    parts.append(call("contents", string("目录"), "2"))
    part = ""
    for chapter in chapters:
        qr, extra = _with_qr(chapter)
        held |= chapter.files | extra
        head = ""
        if chapter.part != part and chapter.part:
            head = call("part-head", string(f"part#{chapter.part}"), string(chapter.part))
        part = chapter.part
        parts.append("pagebreak(weak: true)")
        name = call("chapter-mark", string(chapter.title))
        offset = f"set heading(offset: {1 if chapter.part else 0})"
        body = [offset, name, qr, chapter.code]
        parts.append(seq([head, "{\n" + "\n".join(body) + "\n}"]))
    parts.append(_index(index))
    source = theme() + "#show: styled\n#{\n" + "\n".join(parts) + "\n}\n"
    return Print(title, source, held)


def _index(index: Iterable[tuple[str, Sequence[IndexEntry]]]) -> str:
    letters = [
        call("index-letter", string(letter), *(_index_entry(each) for each in entries))
        for letter, entries in index
    ]
    if not letters:
        return ""
    return call("index", string("要点索引"), content(seq(letters)))


def _index_entry(entry: IndexEntry) -> str:
    name = string(f"{entry.docname}#{entry.anchor}")
    note = string(entry.note) if entry.note else "none"
    return call("index-entry", name, string(entry.term), note)
