"""A whole class in real browsers: a trainer, five phones, both modes, to the archive."""

from __future__ import annotations

import io
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from crashing import Server
from quizgen.cli import quizgen
from quizgen.session.store import Store, as_url

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PEOPLE = [
    ("1001", "李雷", "机修车间"),
    ("1002", "韩梅梅", "仓储部"),
    ("1003", "买买提·吐尔逊", "一车间"),
    ("1004", "王伟", "二车间"),
    ("1005", "欧阳娜娜", "安全部"),
    ("1006", "赵六", "二车间"),
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "user_agent": (
        "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/86.0.4240.99 Mobile "
        "Safari/537.36 MicroMessenger/8.0.16"
    ),
}


class Room:
    """A server as a trainer starts it, and browsers around it."""

    def __init__(self, browser: Browser, folder: Path, mode: str) -> None:
        self.folder, self.mode, self._browser = folder, mode, browser
        self.wrong: list[str] = []
        self._contexts: list[BrowserContext] = []
        told: tuple[str, ...] = (
            "--mode",
            mode,
            "--roster",
            str(self._roster()),
            "--place",
            "三楼会议室",
        )
        told += ("--lecturer", "王老师", "--hours", "4", "--audience", "全体职工")
        self.server = Server(folder, None, *told)
        self.server.start()
        self.address = f"http://127.0.0.1:{self.server.port}/"

    def _roster(self) -> Path:
        book = Workbook()
        sheet: Any = book.active
        for row in [("工号", "姓名", "部门"), *PEOPLE]:
            sheet.append(row)
        book.save(self.folder / "名单.xlsx")
        return self.folder / "名单.xlsx"

    def browser(self, **options: Any) -> Page:
        """Open a browser of its own; no script in it may fail."""
        context = self._browser.new_context(**options)
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def phone(self, who: int, code: str = "", **options: Any) -> Page:
        """Sign somebody in."""
        page = self.browser(**PHONE, **options)
        number, name, _ = PEOPLE[who]
        page.goto(self.address)
        for _ in range(2 if code else 1):
            page.fill("#name", name)
            page.fill("#number", number)
            if code and page.locator("#code").count():
                page.fill("#code", code)
            page.click("button.main")
        return page

    def trainer(self) -> Page:
        """Open the trainer's page."""
        page = self.browser(viewport={"width": 1280, "height": 800})
        page.goto(f"{self.address}trainer")
        page.fill("#secret", self.server.token)
        page.click("button.main")
        return page

    def close(self) -> None:
        """Send everybody home."""
        for context in self._contexts:
            context.close()
        self.server.end(signal.SIGINT)


@pytest.fixture
def room(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Room]:
    """Open a room in one mode."""
    room = Room(chromium, tmp_path, request.param)
    yield room
    room.close()
    assert not room.wrong


def press(page: Page, label: str) -> None:
    """Press a button of the trainer."""
    page.click(f"button:text-is('{label}')")


def choose(page: Page, number: int, place: int) -> None:
    """Choose an option and wait until it is saved."""
    page.locator(f"#q{number} .option").nth(place).click()
    page.wait_for_selector(f"#q{number} .state:has-text('已存')")


def records(room: Room, *arguments: str) -> Result:
    """Run ``quizgen records`` on the room's store."""
    told = [*arguments, "--database", room.server.database]
    return CliRunner().invoke(quizgen, ["records", *told])


def filed(room: Room) -> Path:
    """File the archive, check it, change a byte and see it named."""
    root = room.folder / "培训档案"
    done = records(room, "archive", room.server.session, "-o", str(root))
    assert done.exit_code == 0, done.output
    folder = Path(done.stdout.strip())
    assert records(room, "verify", str(root)).exit_code == 0
    victim = folder / "02-签到表.pdf"
    whole = victim.read_bytes()
    victim.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    named = records(room, "verify", str(root))
    assert named.exit_code == 1
    assert named.stdout.strip() == f"{folder.name}/02-签到表.pdf：被改过"
    victim.write_bytes(whole)
    assert records(room, "verify", str(root)).exit_code == 0
    return folder


def text_of(path: Path) -> str:
    """Return the text of a PDF without blanks."""
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def scores(room: Room) -> dict[str, float]:
    """Return everybody's score."""
    from quizgen.archive.results import outcome

    store = Store(as_url(room.server.database))
    found = store.read(lambda c: outcome(c, room.server.session))
    store.close()
    return {each.person.name: each.sheet.score for each in found.present}


@pytest.mark.browser
@pytest.mark.parametrize("room", ["exam"], indirect=True)
def test_an_exam(room: Room) -> None:
    """One phone without a script, one that loses the net, one that is replaced."""
    desk = room.trainer()
    first, bare = room.phone(0), room.phone(1, java_script_enabled=False)
    lost, old, last = (room.phone(who) for who in (2, 3, 4))
    code = old.inner_text(".code")
    desk.wait_for_selector("text=未签到 1 人")
    press(desk, "开始")
    for page in (first, lost, old, last):
        page.click("button:text-is('开始答题')")
        page.wait_for_selector("#paper")
    bare.reload()
    bare.click("button:text-is('开始答题')")

    choose(first, 1, 1)
    first.fill("[name='q5.1']", "1小时")
    first.fill("[name='q5.2']", "县级")
    first.press("[name='q5.2']", "Tab")
    first.wait_for_selector("#q5 .state:has-text('已存')")

    bare.locator("#q1 input").nth(1).check()
    bare.locator("#q4 input").nth(1).check()
    bare.click("button:text-is('检查并交卷')")
    bare.wait_for_selector("text=还有 7 题没有答完")
    bare.click("text=返回题目")
    assert bare.locator("#q4 input").nth(1).is_checked()
    bare.locator("#q1 input").nth(0).check()
    bare.click("button:text-is('保存')")

    choose(lost, 1, 1)
    lost.context.set_offline(True)
    lost.locator("#q4 .option").nth(1).click()
    lost.locator("#q1 .option").nth(2).click()
    lost.wait_for_selector("text=没有连上")
    assert lost.locator("#q4 .state").inner_text() == "在存…"
    lost.context.set_offline(False)
    lost.wait_for_selector("text=都存好了")

    choose(old, 1, 1)
    new = room.phone(3, code)
    new.wait_for_selector("#paper")
    assert new.locator("#q1 input").nth(1).is_checked()
    choose(new, 4, 1)
    old.locator("#q4 .option").nth(0).click()
    old.wait_for_selector("text=另一台设备")

    choose(last, 4, 1)
    last.click("button:text-is('检查并交卷')")
    last.click("button:text-is('交卷')")
    last.wait_for_selector("text=已交卷")

    desk.wait_for_selector("tr:has-text('欧阳娜娜') >> text=已交卷")
    press(desk, "暂停")
    first.wait_for_selector("text=讲师暂停了")
    press(desk, "继续")
    first.wait_for_selector("#paper")
    assert first.locator("#q1 input").nth(1).is_checked()
    press(desk, "结束")
    desk.wait_for_selector("text=可以归档了")
    for page in (first, lost, new, last):
        page.wait_for_selector(".review")
    bare.reload()
    assert "正确答案" in bare.inner_text("main")

    assert scores(room) == {"李雷": 4, "韩梅梅": 2, "买买提·吐尔逊": 2, "王伟": 4, "欧阳娜娜": 2}
    folder = filed(room)
    attendance = text_of(folder / "02-签到表.pdf")
    assert all(name in attendance for _, name, _ in PEOPLE)
    assert "未到" in attendance
    assert len(list((folder / "逐人答卷").iterdir())) == 5
    assert len(list((folder / "一人一档").iterdir())) == 5


@pytest.mark.browser
@pytest.mark.parametrize("room", ["class"], indirect=True)
def test_a_class(room: Room) -> None:
    """The trainer leads; the phones follow by themselves, the one without a script by its own."""
    desk = room.trainer()
    first, bare = room.phone(0), room.phone(1, java_script_enabled=False)
    lost, old, last = (room.phone(who) for who in (2, 3, 4))
    code = old.inner_text(".code")
    screen = desk.context.new_page()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"{room.address}trainer/projector")
    desk.bring_to_front()
    press(desk, "开始")

    for page in (first, lost, old, last):
        page.wait_for_selector("#q1")
    for page in (first, old, last):
        choose(page, 1, 1)
    bare.reload()
    bare.locator("#q1 input").nth(1).check()
    bare.click("button:text-is('提交')")
    assert "已存" in bare.inner_text("main")
    lost.context.set_offline(True)
    lost.locator("#q1 .option").nth(0).click()
    lost.wait_for_selector("text=没有连上")
    lost.context.set_offline(False)
    lost.wait_for_selector("text=都存好了")

    desk.wait_for_selector("text=已答本题")
    press(desk, "揭晓")
    first.wait_for_selector(".review.right")
    lost.wait_for_selector(".review.wrong")
    bare.reload()
    assert "答对" in bare.inner_text(".review")
    screen.bring_to_front()
    screen.wait_for_selector(".bars .right >> text=4 人")
    desk.bring_to_front()

    press(desk, "下一题")
    for page in (first, lost, old, last):
        page.wait_for_selector("#q2")
    new = room.phone(3, code)
    new.wait_for_selector("#q2")
    choose(new, 2, 0)
    first.context.set_offline(True)
    first.locator("#q2 .option").nth(0).click()
    press(desk, "揭晓")
    last.wait_for_selector(".review.none")
    first.context.set_offline(False)
    first.wait_for_selector(".review.none")
    desk.wait_for_selector("button:text-is('下一题')")
    press(desk, "结束")
    desk.wait_for_selector("text=可以归档了")
    last.wait_for_selector("text=这一场已结束")

    right = scores(room)
    assert {name: score >= 2 for name, score in right.items()} == {
        "李雷": True, "韩梅梅": True, "买买提·吐尔逊": False, "王伟": True, "欧阳娜娜": True,
    }  # fmt: skip
    folder = filed(room)
    assert "手机课堂" in text_of(folder / "01-培训信息.pdf")


@pytest.mark.browser
@pytest.mark.parametrize("room", ["exam", "class"], indirect=True)
def test_every_page_is_accessible(room: Room) -> None:
    """Axe finds nothing on the phone, the trainer's page and the projector."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
        assert not told, (page.url, told)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    phone = room.browser(**PHONE)
    phone.goto(room.address)
    look(phone)
    phone.close()
    phone, desk = room.phone(0), room.trainer()
    screen = desk.context.new_page()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"{room.address}trainer/projector")
    for page in (phone, desk, screen):
        look(page)
    press(desk, "开始")
    if room.mode == "exam":
        phone.wait_for_selector("button:text-is('开始答题')")
        look(phone)
        phone.click("button:text-is('开始答题')")
    phone.wait_for_selector("#paper")
    for page in (phone, desk):
        look(page)
    screen.goto(f"{room.address}trainer/projector")
    look(screen)
    if room.mode == "class":
        press(desk, "揭晓")
        phone.wait_for_selector(".review")
        screen.goto(f"{room.address}trainer/projector")
        look(screen)
    else:
        phone.click("button:text-is('检查并交卷')")
        phone.wait_for_selector("text=交卷前检查")
    look(phone)
    press(desk, "结束")
    phone.wait_for_selector("text=这一场已结束")
    for page in (phone, desk):
        look(page)
    desk.goto(f"{room.address}trainer/marking")
    look(desk)
