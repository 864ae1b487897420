"""How Chinese terms sound: the order in which a glossary lists them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from quizgen.model import match_key

_MARKS = re.compile("[\u0300-\u036f]")
"""The tones, once taken apart from their letters (and the dots of ü)."""


@cache
def _readings() -> tuple[Mapping[str, msgspec.Raw], Mapping[str, str]]:
    """Read the dictionaries of pypinyin, phrases and characters, where they are first needed.

    They are read as the files they are: to import pypinyin unpacks 47,000 phrases, of which a
    course needs some dozens, and that takes longer than all else an index does.
    """
    spec = find_spec("pypinyin")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent
    phrases = (folder / "phrases_dict.json").read_bytes()
    characters = (folder / "pinyin_dict.json").read_bytes()
    return (
        msgspec.json.decode(phrases, type=dict[str, msgspec.Raw]),
        msgspec.json.decode(characters, type=dict[str, str]),
    )


def read_aloud(text: str) -> list[str]:
    """Return the sound of each character (háng, yè); what has none stays as it is.

    The longest phrase that the dictionary knows decides, else the commonest reading: the same
    as pypinyin's ``lazy_pinyin``.
    """
    phrases, characters = _readings()
    sounds: list[str] = []
    at = 0
    while at < len(text):
        for end in range(min(len(text), at + 4), at + 1, -1):
            if found := phrases.get(text[at:end]):
                sounds += [each[0] for each in msgspec.json.decode(found, type=list[list[str]])]
                at = end
                break
        else:
            sounds.append(characters.get(str(ord(text[at])), text[at]).partition(",")[0])
            at += 1
    return sounds


def pinyin_key(term: str) -> tuple[list[str], str]:
    """Sort by sound, then by tone and character."""
    bare = _bare(term)
    sounds = read_aloud(bare)
    plain = unicodedata.normalize("NFD", "\0".join(sounds).lower())
    return _MARKS.sub("", plain).split("\0"), " ".join(sounds) + bare


def _bare(term: str) -> str:
    """Take off what has no sound: quotation marks, and brackets at the front."""
    return match_key(term).lstrip("《〈（([【")


def initial(key: tuple[list[str], str]) -> str:
    """Return the letter under which a term stands, ``#`` for digits and the like."""
    letter = "".join(key[0][:1])[:1].upper()
    return letter if "A" <= letter <= "Z" else "#"
