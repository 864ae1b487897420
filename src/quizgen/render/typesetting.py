"""Typst source to PDF, with the fonts that come along: Song for text, Hei for what stands out.

No system font, no network, no clock: the same source gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files as resources
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

SONG = "Noto Serif SC"
HEI = "Noto Sans CJK SC"
FONT_PACKAGES = ("manimgx_fonts_cjk", "pylopdf_fonts_zh_cn")

PREAMBLE = f"""
#let song = "{SONG}"
#let hei = "{HEI}"
#set text(font: song, size: 10.5pt, lang: "zh", region: "cn", cjk-latin-spacing: auto)
#set par(leading: 0.75em, spacing: 0.75em, justify: false)
#show strong: set text(font: hei, weight: "bold")
#set smartquote(enabled: false)
"""
"""What every document of ours begins with."""


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return the fonts of the font packages; read once a process."""
    paths = [str(resources(name)) for name in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


def fingerprint() -> str:
    """Name all beside the source that the bytes of a PDF depend on."""
    carried = ("typst", *(name.replace("_", "-") for name in FONT_PACKAGES))
    return PREAMBLE + " ".join(f"{name} {version(name)}" for name in carried)


def to_pdf(
    source: str,
    title: str = "",
    keywords: str = "",
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Typeset a document.

    Args:
        source: its Typst source.
        title: its title, among its properties.
        keywords: its keywords, likewise.
        files: pictures that the source names.

    Raises:
        typst.TypstError: where the source is wrong or content would be left out: a bug of ours.
    """
    head = f"#set document(title: {quoted(title)}, keywords: {quoted(keywords)}, date: none)\n"
    text = head + PREAMBLE + source
    if not files:
        return _compile(text.encode())
    with TemporaryDirectory(prefix="quizgen-") as folder:
        main = Path(folder) / "main.typ"
        main.write_text(text, encoding="utf-8")
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return _compile(main)


def _compile(source: bytes | Path) -> bytes:
    """Typeset; what Typst only warns of (content left out, a font missing) is an error too."""
    pdf: bytes
    pdf, warnings = typst.compile_with_warnings(
        source, font_paths=fonts(), format="pdf", timestamp=0
    )
    if warnings:
        raise typst.TypstError("; ".join(str(each) for each in warnings), "", [], [])
    return pdf


def quoted(text: str) -> str:
    """Write text as a Typst string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
