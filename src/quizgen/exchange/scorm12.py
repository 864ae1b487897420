"""A SCORM 1.2 package of a built course, or of one lesson with what its page needs.

The pages stay as they are; ``scorm12-start.html`` shows them in a frame and tells the learning
system what was seen and how the self-checks went.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

import msgspec

from quizgen.model import QuizgenError

from .packages import Packer
from .xml_out import attribute, content

START = "scorm12-start.html"
SCRIPT = "scorm12.js"
MOST_MEMBERS, MOST_BYTES = 20_000, 500_000_000
PASS = 80
_LEFT_OUT = {".buildinfo", "objects.inv", ".nojekyll"}
_LINK = re.compile(r"""(?:href|src)\s*=\s*["']([^"'#]+)""")
_CSS_LINK = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_CHECK = re.compile(r'<div class="qg-check" data-course="([^"]*)" data-lesson="([^"]*)"')
_NAME = re.compile(r'<form class="qg-ask"[^>]*? data-name="([^"]*)"')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_UTILITY = {"genindex.html", "search.html", "py-modindex.html", "404.html"}


def write_course(source: Path, out: BinaryIO, title: str = "", mastery: int = PASS) -> int:
    """Write a package of a folder of pages, or of one page, and return how many pages it has.

    Raises:
        QuizgenError: where there is no page, or it is too large.
    """
    root, files = _files(source)
    pages = [each for each in files if each.suffix == ".html" and each.name not in _UTILITY]
    if not pages:
        raise QuizgenError(f"{source}：里面没有网页（先运行 make html）")
    pages.sort(key=lambda page: (page.as_posix() != "index.html", page.as_posix()))
    first = (root / pages[0]).read_text(encoding="utf-8", errors="replace")
    title = title or _title(first) or "课程"
    packer = Packer(out)
    packer.add("imsmanifest.xml", _manifest(title, mastery, files).encode())
    packer.add(START, _start(title, pages, _asked(root, pages), mastery).encode())
    packer.add(SCRIPT, (Path(__file__).parent / SCRIPT).read_bytes())
    for each in files:
        packer.add(each.as_posix(), (root / each).read_bytes())
    packer.close()
    return len(pages)


def _files(source: Path) -> tuple[Path, list[PurePosixPath]]:
    """Return the root of a package and its files, in the order of their names."""
    if source.is_dir():
        root, found = source.resolve(), list(_all(source.resolve()))
    elif source.suffix == ".html" and source.is_file():
        root, found = _of_page(source.resolve())
    else:
        raise QuizgenError(f"{source}：要给出做好的课程文件夹，或者其中一课的 .html")
    files = sorted({PurePosixPath(each.relative_to(root).as_posix()) for each in found}, key=str)
    total = sum((root / each).stat().st_size for each in files)
    if len(files) > MOST_MEMBERS or total > MOST_BYTES:
        raise QuizgenError(f"{source}：{len(files)} 个文件、{total >> 20} MB，太大了")
    return root, files


def _all(root: Path) -> Iterator[Path]:
    """Yield the files of a folder; what a link leads out to is not in it."""
    for path in root.rglob("*"):
        inside = path.resolve().is_relative_to(root)
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") or part in ("_sources", "_private") for part in parts)
        if path.is_file() and inside and not hidden and path.name not in _LEFT_OUT:
            yield path


def _of_page(page: Path) -> tuple[Path, list[Path]]:
    """Return the course's root and a page with the assets that it and its styles name."""
    root = next((each for each in page.parents if (each / "_static").is_dir()), page.parent)
    found, waiting = {page}, [page]
    while waiting:
        path = waiting.pop()
        for link in _links(path):
            target = (path.parent / link).resolve()
            wanted = target.suffix != ".html" and target.is_file() and target not in found
            if wanted and target.is_relative_to(root):
                found.add(target)
                waiting.append(target)
    return root, sorted(found)


def _links(path: Path) -> Iterator[str]:
    if path.suffix not in (".html", ".css"):
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    pattern = _LINK if path.suffix == ".html" else _CSS_LINK
    for found in pattern.finditer(text):
        parts = urlsplit(html.unescape(next(filter(None, found.groups()))))
        if not parts.scheme and not parts.netloc and parts.path:
            yield unquote(parts.path)


def _title(page: str) -> str:
    found = _TITLE.search(page)
    return html.unescape(found[1]).strip() if found else ""


def _asked(root: Path, pages: list[PurePosixPath]) -> dict[str, list[str]]:
    """Return the names of the questions in self-checks, by course and lesson."""
    asked: dict[str, list[str]] = {}
    for page in pages:
        text = (root / page).read_text(encoding="utf-8", errors="replace")
        checks = list(_CHECK.finditer(text))
        ends = [*(each.start() for each in checks), len(text)][1:]
        for check, end in zip(checks, ends, strict=True):
            key = f"{html.unescape(check[1])}/{html.unescape(check[2])}"
            names = [html.unescape(each) for each in _NAME.findall(text[check.end() : end])]
            known = asked.setdefault(key, [])
            known += [each for each in names if each not in known]
    return {key: sorted(names) for key, names in sorted(asked.items())}


def _start(
    title: str, pages: list[PurePosixPath], asked: dict[str, list[str]], mastery: int
) -> str:
    data = {"pages": [each.as_posix() for each in pages], "asked": asked, "pass": mastery}
    course = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
html, body {{ height: 100%; margin: 0; }}
body {{ display: flex; flex-direction: column; }}
#told {{ margin: 0; padding: .3em .8em; font: 14px/1.5 sans-serif; color: #333; background: #eef2f6; }}
#course {{ flex: 1; border: 0; width: 100%; }}
</style>
</head>
<body>
<p id="told" role="status">正在连接学习平台……</p>
<iframe id="course" title="{html.escape(title)}"></iframe>
<script>window.QUIZGEN_COURSE = {course};</script>
<script src="{SCRIPT}"></script>
</body>
</html>
"""


def _manifest(title: str, mastery: int, files: list[PurePosixPath]) -> str:
    name = hashlib.sha256(title.encode()).hexdigest()[:12]
    listed = "".join(
        f'<file href="{attribute(quote(each))}"/>'
        for each in (START, SCRIPT, *(each.as_posix() for each in files))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier="quizgen-{name}" version="1.0" '
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">'
        "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>"
        '<organizations default="course"><organization identifier="course">'
        f"<title>{content(title)}</title>"
        '<item identifier="item" identifierref="sco" isvisible="true">'
        f"<title>{content(title)}</title><adlcp:masteryscore>{mastery}</adlcp:masteryscore>"
        "</item></organization></organizations>"
        f'<resources><resource identifier="sco" type="webcontent" adlcp:scormtype="sco" '
        f'href="{START}">{listed}</resource></resources></manifest>\n'
    )
