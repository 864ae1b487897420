"""XML of strangers: no document types, no entities, not all in memory at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree  # type: ignore[import-untyped]  # no stubs

from quizgen.model import QuizgenError

from .found import MOST_BYTES

DEEPEST = 200


def elements(data: bytes, tag: str) -> Iterator[Element]:
    """Yield each element of a name when it is whole, and forget it afterwards.

    Raises:
        QuizgenError: where it is no XML, or has a document type or entities.
    """
    if len(data) > MOST_BYTES:
        raise QuizgenError(f"文件超过 {MOST_BYTES // 1_000_000} MB，请分成几个文件")
    open_ones: list[Element] = []
    try:
        for event, element in ElementTree.iterparse(
            io.BytesIO(data), events=("start", "end"), forbid_dtd=True
        ):
            if event == "start":
                open_ones.append(element)
                if len(open_ones) > DEEPEST:
                    raise QuizgenError(f"XML 嵌套超过 {DEEPEST} 层")
                continue
            open_ones.pop()
            if local(element.tag) == tag:
                yield element
                element.clear()
            if not any(local(each.tag) == tag for each in open_ones) and open_ones:
                open_ones[-1].remove(element)
    except DefusedXmlException as problem:
        raise QuizgenError("XML 里有 DTD 或实体声明，为安全起见不读") from problem
    except ParseError as problem:
        line, _ = problem.position
        raise QuizgenError(f"第 {line} 行：不是有效的 XML（{problem}）") from problem
    except (LookupError, ValueError) as problem:
        raise QuizgenError(f"不是有效的 XML（{problem}）") from problem


def root_of(data: bytes) -> Element:
    """Return the root of a small document."""
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as problem:
        raise QuizgenError("XML 里有 DTD 或实体声明，为安全起见不读") from problem
    except (ParseError, LookupError, ValueError) as problem:
        raise QuizgenError(f"不是有效的 XML（{problem}）") from problem
    return root


def local(tag: object) -> str:
    """Return a tag without its namespace."""
    return str(tag).rpartition("}")[2]
