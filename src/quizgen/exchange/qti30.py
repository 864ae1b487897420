"""QTI 3.0 packages: what QTI 2.1 says, in the names of 3.0 (``qti-choice-interaction``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from quizgen.model import BankHeader, Item

from .qti21 import NAMESPACE, refuses, write_package

__all__ = ["refuses", "write"]
NAMESPACE_3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_XSD_3 = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
_HTML = {"p", "div", "strong", "em", "code", "br", "span"}
_TAG = re.compile(r"<(/?)([A-Za-z]+)((?:\s[^<>]*?)?)(/?)>")
_ATTRIBUTE = re.compile(r'(\s)([a-z]+(?:[A-Z][a-z]*)+)="')
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
MANIFEST = {
    "namespace": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "schema": "QTI Package",
    "version": "3.0.0",
    "item": "imsqti_item_xmlv3p0",
    "test": "imsqti_test_xmlv3p0",
}


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write a package."""
    write_package(header, items, out, translated, MANIFEST)


def translated(xml: str) -> str:
    """Translate a document of 2.1; its texts have no bare ``<``, so tags are found safely."""
    xml = _TAG.sub(_tag, xml.replace(f'"{NAMESPACE}"', f'"{NAMESPACE_3}"'))
    return re.sub(
        r'xsi:schemaLocation="[^"]*"', f'xsi:schemaLocation="{NAMESPACE_3} {_XSD_3}"', xml
    )


def _tag(found: re.Match[str]) -> str:
    end, name, attributes, empty = found.groups()
    if name not in _HTML:
        name = f"qti-{_kebab(name)}"
    attributes = _ATTRIBUTE.sub(lambda each: f'{each[1]}{_kebab(each[2])}="', attributes)
    return f"<{end}{name}{attributes}{empty}>"


def _kebab(name: str) -> str:
    return _HUMP.sub("-", name).lower()
