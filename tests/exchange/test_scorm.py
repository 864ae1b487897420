"""SCORM 1.2: a package opened in a real browser against scorm-again, a run-time we did not write."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from lxml import etree

from quizgen.cli import quizgen
from quizgen.exchange.scorm12 import write_course
from quizgen.model import QuizgenError

from .readers import npm_package

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

HOST = "http://lms.test"
_ASK = (
    '<form class="qg-ask" data-kind="true_false" data-name="{name}"><button>{name}</button></form>'
)
_SCRIPT = """
document.querySelectorAll('.qg-ask').forEach((form) => form.addEventListener('submit', (event) => {
  event.preventDefault();
  const key = 'quizgen.1/安全课/one', done = JSON.parse(localStorage.getItem(key) || '{}');
  done[form.dataset.name] = [Number(!form.dataset.name.endsWith('wrong')), true];
  localStorage.setItem(key, JSON.stringify(done));
  document.dispatchEvent(new CustomEvent('quizgen-done'));
}));"""


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="_static/a.css"></head><body>{body}</body></html>'
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Make a built course of two lessons, one with a self-check of three questions."""
    folder = tmp_path / "html"
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "a.css").write_text("body { background: url('bg.png') }")
    (folder / "_static" / "bg.png").write_bytes(b"png")
    asks = "".join(_ASK.format(name=each) for each in ("a", "b", "c-wrong"))
    check = f'<div class="qg-check" data-course="安全课" data-lesson="one">{asks}</div>'
    one = f'{check}<a href="二.html">下一课</a><script>{_SCRIPT}</script>'
    (folder / "index.html").write_text(_page("安全课", one), encoding="utf-8")
    (folder / "二.html").write_text(_page("第二课", "<h1>第二课</h1>"), encoding="utf-8")
    (folder / "search.html").write_text(_page("搜索", ""), encoding="utf-8")
    (folder / ".doctrees").mkdir()
    (folder / ".doctrees" / "x.pickle").write_bytes(b"x")
    return folder


def _packed(source: Path) -> dict[str, bytes]:
    out = io.BytesIO()
    write_course(source, out)
    with zipfile.ZipFile(out) as package:
        return {each: package.read(each) for each in package.namelist()}


class Lms:
    """A learning system of one page: scorm-again, the package, and what was kept before."""

    def __init__(self, browser: Browser, members: dict[str, bytes], kept: str = "null") -> None:
        self.context = browser.new_context()
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        script = npm_package("scorm-again") / "dist" / "scorm12.min.js"
        start = f"""<!DOCTYPE html><meta charset="utf-8"><script src="/scorm12.min.js"></script><script>
            window.API = new Scorm12API({{autocommit: false, logLevel: 5}});
            window.commits = 0;
            API.on("LMSCommit", () => {{ window.commits += 1; }});
            API.on("LMSFinish", () => {{ window.finished = true; }});
            const kept = {kept};
            if (kept) API.loadFromJSON(kept, "");
            </script><iframe id="sco" src="/sco/scorm12-start.html" width="900" height="600"></iframe>"""
        files = {"/": start.encode(), "/scorm12.min.js": script.read_bytes()}
        files |= {f"/sco/{name}": data for name, data in members.items()}

        def answer(route: Any) -> None:
            from urllib.parse import unquote, urlsplit

            path = unquote(urlsplit(route.request.url).path)
            kinds = {
                ".html": "text/html; charset=utf-8",
                ".js": "text/javascript",
                ".css": "text/css",
            }
            kind = kinds.get(Path(path).suffix, "text/html; charset=utf-8")
            if path in files:
                route.fulfill(body=files[path], content_type=kind)
            else:
                route.fulfill(status=404, body="")

        self.context.route("**/*", answer)
        self.page.goto(HOST + "/")
        self.course: FrameLocator = self.page.frame_locator("#sco").frame_locator("#course")

    def get(self, name: str) -> str:
        """Return an element of the data model as the system sees it."""
        return str(self.page.evaluate("(name) => API.LMSGetValue(name)", name))

    def wait(self, name: str, value: str) -> None:
        """Wait until an element has a value."""
        script = "([name, value]) => String(API.LMSGetValue(name)) === value"
        self.page.wait_for_function(script, arg=[name, value])

    def leave(self) -> dict[str, Any]:
        """Close the course and return what the system keeps."""
        self.page.evaluate("document.getElementById('sco').src = 'about:blank'")
        self.page.wait_for_function("window.finished === true")
        kept: dict[str, Any] = json.loads(self.page.evaluate("JSON.stringify(API.cmi.toJSON())"))
        self.context.close()
        assert self.wrong == []
        return kept


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Lend the browser of the worker."""
    yield chromium


@pytest.mark.browser
def test_a_course_initialises_scores_resumes_and_finishes(browser: Browser, course: Path) -> None:
    """The whole way of a learner: part today, the rest on another machine tomorrow."""
    members = _packed(course)
    first = Lms(browser, members)
    first.wait("cmi.core.lesson_location", "index.html")
    assert first.get("cmi.core.lesson_status") == "incomplete"
    first.course.get_by_role("button", name="a", exact=True).click()
    first.wait("cmi.core.score.raw", "33")
    first.course.get_by_role("link", name="下一课").click()
    first.wait("cmi.core.lesson_location", "二.html")
    kept = first.leave()
    core = kept["core"]
    assert core["session_time"].lstrip("0").startswith(":00:")
    assert core["exit"] == "suspend"
    assert kept["suspend_data"] == "3;1;1"

    kept["core"]["entry"] = "resume"
    second = Lms(browser, members, json.dumps({"cmi": kept}))
    second.course.get_by_role("heading", name="第二课").wait_for()
    second.wait("cmi.core.score.raw", "33")
    second.page.frame_locator("#sco").locator("#course").evaluate(
        "frame => { frame.src = 'index.html'; }"
    )
    second.course.get_by_role("button", name="b", exact=True).click()
    second.wait("cmi.core.score.raw", "67")
    second.course.get_by_role("button", name="c-wrong").click()
    second.wait("cmi.core.lesson_status", "failed")
    assert second.get("cmi.core.score.max") == "100"
    assert second.get("cmi.interactions._count") == "3"  # the one of the first day was kept
    assert "自测答对 2/3 题" in str(
        second.page.frame_locator("#sco").locator("#told").text_content()
    )
    ended = second.leave()
    assert ended["core"]["lesson_status"] == "failed"


@pytest.mark.browser
def test_a_lesson_passes_where_all_is_right(browser: Browser, course: Path) -> None:
    """One page with its assets; mastery is 80."""
    page = course / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("c-wrong", "c"), encoding="utf-8")
    lms = Lms(browser, _packed(page))
    for name in "abc":
        lms.course.get_by_role("button", name=name, exact=True).click()

    lms.wait("cmi.core.lesson_status", "passed")
    assert lms.get("cmi.core.score.raw") == "100"
    assert lms.leave()["core"]["lesson_status"] == "passed"


@pytest.mark.browser
def test_without_self_checks_a_course_is_completed_by_reading(
    browser: Browser, course: Path
) -> None:
    """Every page seen is all there is to do."""
    (course / "index.html").write_text(
        _page("课", '<a href="二.html">下一课</a>'), encoding="utf-8"
    )
    lms = Lms(browser, _packed(course))
    lms.wait("cmi.core.lesson_status", "incomplete")
    lms.course.get_by_role("link", name="下一课").click()

    lms.wait("cmi.core.lesson_status", "completed")
    lms.leave()


@pytest.mark.browser
def test_without_a_system_the_course_can_still_be_read(
    browser: Browser, course: Path, tmp_path: Path
) -> None:
    """A package opened by itself says that nothing is kept."""
    for name, data in _packed(course).items():
        path = tmp_path / "open" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "open" / "scorm12-start.html").as_uri())

    assert "没有连上学习平台" in str(page.locator("#told").text_content())
    page.frame_locator("#course").get_by_role("button", name="a", exact=True).wait_for()
    context.close()


def test_the_manifest_lists_every_file_and_only_those(course: Path) -> None:
    """A system that checks the list finds nothing missing."""
    members = _packed(course)
    root = etree.fromstring(members["imsmanifest.xml"])
    from urllib.parse import unquote

    listed = {unquote(each.get("href")) for each in root.iter("{*}file")}

    assert listed == set(members) - {"imsmanifest.xml"}
    assert root.findtext("{*}metadata/{*}schemaversion") == "1.2"
    assert not [each for each in members if "doctrees" in each]


def test_a_single_lesson_takes_what_its_page_and_styles_name(course: Path) -> None:
    """And no other lesson."""
    assert set(_packed(course / "index.html")) == {
        "imsmanifest.xml", "scorm12-start.html", "scorm12.js", "index.html",
        "_static/a.css", "_static/bg.png",
    }  # fmt: skip


def test_a_link_out_of_the_course_is_not_packed(course: Path, tmp_path: Path) -> None:
    """Nothing of the machine leaves with the course."""
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    (course / "link.txt").symlink_to(secret)
    page = course / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("_static/a.css", "../secret.txt"))

    assert "link.txt" not in _packed(course)
    assert not [each for each in _packed(page) if "secret" in each]


def test_the_same_course_gives_the_same_bytes(course: Path) -> None:
    """No clock in it."""
    assert _packed(course) == _packed(course)


def test_what_is_no_course_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(QuizgenError, match="make html"):
        write_course(tmp_path, io.BytesIO())


def test_the_command_packs_a_course(course: Path, tmp_path: Path) -> None:
    """From the folder that make html built."""
    target = tmp_path / "course.zip"
    ran = CliRunner().invoke(
        quizgen, ["export", "--to", "scorm12", "--html", str(course), "-o", str(target)]
    )

    assert ran.exit_code == 0, ran.output
    assert "2 页" in ran.output
    assert zipfile.is_zipfile(target)
