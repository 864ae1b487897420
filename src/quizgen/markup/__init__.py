"""Inline MyST, in one place: to plain text, HTML, Typst, and runs for Word.

Only what items use is read: ``**strong**``, ``*emphasis*``, code in backticks and backslash
escapes; everything else is text. U+3000 and （　　） stay as they are.
"""

from __future__ import annotations

from .inline import Run, escape, plain, runs, to_html, to_typst, typst_text

__all__ = ["Run", "escape", "plain", "runs", "to_html", "to_typst", "typst_text"]
