"""A class over HTTP: what each situation of the rules looks like to a phone."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from starlette.responses import Response

from items import paper
from quizgen.session import service
from quizgen.session.rules import Mode
from quizgen.session.service import Person
from quizgen.session.store import Store
from quizgen.session.trainee import Trainee
from serving import HOST, NAME, Answered, Phone, Serving, open_session, trainer

Ask = Callable[[str], Answered]


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Hand:
    """Stand still until moved."""
    return Hand()


def serving(store: Store, clock: Hand, mode: Mode, *roster: Person) -> Serving:
    """Serve a session of the paper of all kinds."""
    open_session(store, paper(minutes=10), mode, roster, now=clock.now)
    return Serving(store, clock=clock)


@pytest.fixture
def exam(store: Store, clock: Hand) -> Iterator[Serving]:
    """Serve an exam."""
    with serving(store, clock, Mode.EXAM) as server:
        yield server


@pytest.fixture
def lesson(store: Store, clock: Hand) -> Iterator[Serving]:
    """Serve a class."""
    with serving(store, clock, Mode.CLASS) as server:
        yield server


def orders(server: Serving) -> Ask:
    """Return what carries out the trainer's orders."""
    desk = trainer(server.port, server.desk)
    return lambda order: desk.post("/trainer/do", order=order)


def stored(store: Store, seat: int = 1) -> dict[int, object]:
    """Return the answers of a seat."""
    return {each.number: each.answer for each in store.read(lambda c: service.given(c, NAME, seat))}


def test_an_exam_from_the_door_to_the_score(exam: Serving, store: Store) -> None:
    """Sign in, begin, answer every kind, hand in, see the key once all is over."""
    order = orders(exam)
    phone = Phone(exam.port)
    assert "已签到" in phone.join("李雷").text
    order("start")
    assert "开始答题" in phone.get().text
    assert "60%" in phone.begin().text
    assert phone.save(1, q="1").json() == {"saved": 1}
    assert phone.save(3, q=["0", "1"]).status == 200
    assert phone.save(4, q="0").status == 200
    assert phone.save(5, q_1="一小时", q_2="县级").status == 200
    assert phone.save(7, q_1="0").status == 200
    assert phone.save(8, q_1="0", q_2="1", q_3="2", q_4="3").status == 200
    assert phone.save(9, q="查现场隐患……").status == 200
    check = phone.get("/check").text
    assert re.findall(r'href="/#q(\d+)"', check) == ["2", "6", "7"]
    phone.post("/hand-in")
    handed = phone.get().text
    assert "已交卷" in handed
    assert "较大事故对应" not in handed
    order("close")
    assert "较大事故对应" in phone.get().text
    assert len(stored(store)) == 7


def test_an_answer_can_be_changed_and_taken_back(exam: Serving, store: Store) -> None:
    """The last one counts."""
    orders(exam)("start")
    phone = Phone(exam.port)
    phone.join("李雷")
    phone.begin()
    phone.save(1, q="1")
    phone.save(1, q="2")
    assert getattr(stored(store)[1], "chosen", None) == (2,)
    phone.save(1)
    assert stored(store)[1] is None


def test_two_clicks_on_sign_in_are_one(exam: Serving, store: Store) -> None:
    """The browser throws the first answer away; the second must let it in."""
    phone = Phone(exam.port)
    phone.get()
    visitor = dict(phone.cookies)
    assert phone.post("/sign-in", name="李雷").status == 303
    phone.cookies = visitor
    assert phone.post("/sign-in", name="李雷").status == 303
    assert "已签到" in phone.get().text
    assert len(store.read(lambda c: service.seat_rows(c, NAME))) == 1


def test_two_devices_of_one_person(exam: Serving, store: Store) -> None:
    """The code moves the seat with its answers; the first device is told."""
    orders(exam)("start")
    first, second = Phone(exam.port), Phone(exam.port)
    first.join("李雷", "7")
    code = re.search(r'class="code">(\d{6})<', first.begin().text)
    assert code
    first.save(1, q="1")
    assert second.join("李雷", "7").status == 409
    assert second.join("李雷", "7", code="000000").status == 409
    page = second.join("李雷", "7", code=code[1])
    assert re.search(r'name="q1" value="1" checked', page.text)
    assert first.save(2, q="0").json()["refused"] == "other_device"
    assert "另一台设备" in first.get().text
    second.turn = 1
    assert second.save(2, q="0").json() == {"saved": 2}
    assert sorted(stored(store)) == [1, 2]


def test_late_answers_are_refused_and_logged(exam: Serving, store: Store, clock: Hand) -> None:
    """What was saved before stays."""
    orders(exam)("start")
    phone = Phone(exam.port)
    phone.join("李雷")
    phone.begin()
    phone.save(1, q="1")
    clock.now += 604
    assert phone.save(2, q="0").status == 200
    clock.now += 2
    told = phone.save(3, q="0")
    assert (told.status, told.json()["refused"]) == (409, "late")
    assert "已交卷" in phone.get().text
    assert sorted(stored(store)) == [1, 2]


def test_extra_time_opens_a_paper_again(exam: Serving, clock: Hand) -> None:
    """For one person, from the trainer's page."""
    orders(exam)("start")
    desk = trainer(exam.port, exam.desk)
    phone = Phone(exam.port)
    phone.join("李雷")
    phone.begin()
    clock.now += 650
    assert phone.save(1, q="1").status == 409
    assert desk.post("/trainer/extra", seat=1, minutes=5).status == 303
    assert phone.save(1, q="1").status == 200
    assert phone.get("/state").json()["left"] == 250
    assert "已加 5 分" in desk.get("/trainer").text


def test_a_pause_stops_the_timer_and_the_answers(exam: Serving, clock: Hand) -> None:
    """And both go on afterwards."""
    order = orders(exam)
    order("start")
    phone = Phone(exam.port)
    phone.join("李雷")
    phone.begin()
    clock.now += 100
    order("pause")
    clock.now += 1000
    assert phone.get("/state").json()["left"] == 500
    assert phone.save(1, q="1").status == 503
    assert "暂停" in phone.get().text
    order("resume")
    phone.get()
    assert phone.save(1, q="1").status == 200


def test_a_phone_without_a_script_saves_the_whole_form(exam: Serving, store: Store) -> None:
    """Twice the same is once; an older form does not undo a newer one."""
    orders(exam)("start")
    phone = Phone(exam.port)
    phone.join("李雷")
    page = phone.begin().text
    assert '<input type="hidden" name="turn" value="1">' in page
    form = {"turn": 1, "q1": "1", "q3": ["0", "1"], "q5.1": "1小时", "check": 1}
    told = phone.post("/answers", **form)
    assert (told.status, told.header("location")) == (303, "/check")
    assert phone.post("/answers", **form).header("location") == "/check"
    stale = phone.post("/answers", turn=1, q1="2")
    assert stale.header("location") == "/?why=stale"
    assert "较早打开" in phone.get("/?why=stale").text
    assert getattr(stored(store)[1], "chosen", None) == (1,)
    assert set(stored(store)) == {1, 3, 5}


def test_a_class_is_led_question_by_question(lesson: Serving, store: Store) -> None:
    """The chart stands on the projector, the explanation on the phone."""
    order = orders(lesson)
    desk = trainer(lesson.port, lesson.desk)
    phones = [Phone(lesson.port) for _ in range(3)]
    for number, phone in enumerate(phones):
        phone.join(f"第{number}人")
    order("start")
    for number, phone in enumerate(phones):
        assert "第 1 题" in phone.get().text
        phone.save(1, q=str(number))
    assert "较大事故对应" not in desk.get("/trainer/projector").text
    assert "较大事故对应" not in desk.get("/trainer").text
    order("reveal")
    assert phones[0].save(1, q="1").json()["refused"] == "late"
    shown = desk.get("/trainer/projector").text
    assert shown.count("1 人<") == 3
    assert "较大事故对应" in shown
    assert "答错" in phones[0].get().text
    assert "答对" in phones[1].get().text
    order("next")
    assert "第 2 题" in phones[0].get().text
    assert "夜班叉车" in phones[0].get().text
    assert len(stored(store, 1)) == 1


def test_a_double_click_on_next_skips_no_question(lesson: Serving) -> None:
    """The order names the question it was given on."""
    order = orders(lesson)
    desk = trainer(lesson.port, lesson.desk)
    order("start")
    order("reveal")
    for _ in range(2):
        desk.post("/trainer/do", order="next", at=1)
    desk.post("/trainer/do", order="reveal", at=1)

    state = lesson.desk.load().state
    assert (state.at, state.revealed) == (2, False)


def test_the_pace_is_streamed(lesson: Serving) -> None:
    """An event for every step of the trainer."""
    connection = http.client.HTTPConnection(HOST, lesson.port, timeout=10)
    connection.request("GET", "/pace")
    stream = connection.getresponse()
    lines = iter(stream.readline, b"")
    first = next(line for line in lines if line.startswith(b"data:"))
    orders(lesson)("start")
    second = next(line for line in lines if line.startswith(b"data:"))

    assert stream.getheader("content-type", "").startswith("text/event-stream")
    assert int(first[5:]) < int(second[5:])
    stream.close()
    connection.close()


def test_attendance_says_who_is_missing(store: Store, clock: Hand) -> None:
    """With a roster; the time of signing in is the attendance list."""
    people = [Person(name="李雷", number="1"), Person(name="王伟", number="2")]
    with serving(store, clock, Mode.EXAM, *people) as server:
        Phone(server.port).join("李雷", "1")
        page = trainer(server.port, server.desk).get("/trainer").text

    assert "未签到 1 人" in page
    assert re.search(r"未签到.*王伟", page, re.DOTALL)
    (row, _) = store.read(lambda c: service.seat_rows(c, NAME))
    assert row.state.signed == clock.now


def test_written_answers_are_marked_without_names(exam: Serving, store: Store) -> None:
    """A mark is bounded by what the item is worth."""
    orders(exam)("start")
    phone = Phone(exam.port)
    phone.join("李雷")
    phone.begin()
    phone.save(9, q="四查是……")
    phone.post("/hand-in")
    desk = trainer(exam.port, exam.desk)
    page = desk.get("/trainer/marking").text
    assert "四查是……" in page
    assert "李雷" not in page
    assert desk.post("/trainer/mark", **{"m.9.1": "9"}).status == 400
    assert desk.post("/trainer/mark", **{"m.9.1": "1.5"}).status == 303
    (given,) = store.read(lambda c: service.given(c, NAME))
    assert given.mark == 1.5
    phone.get()
    assert "<strong>1.5</strong>" in phone.get().text


def test_a_server_that_comes_back_knows_everyone(store: Store, clock: Hand) -> None:
    """Cookies, answers and the trainer's token are as they were."""
    with serving(store, clock, Mode.EXAM) as first:
        orders(first)("start")
        phone = Phone(first.port)
        phone.join("李雷")
        phone.begin()
        phone.save(1, q="1")
        token = first.desk.seal.trainer_token()
    with Serving(store, clock=clock) as second:
        phone.close()
        phone.port = second.port
        assert re.search(r'name="q1" value="1" checked', phone.get().text)
        assert phone.save(2, q="0").json() == {"saved": 2}
        assert second.desk.seal.trainer_token() == token


def test_scripts_are_as_old_as_the_phones() -> None:
    """No syntax that came after 2015, and a few kilobytes."""
    folder = Path(service.__file__).parent / "static"
    for path in folder.glob("*.js"):
        code = path.read_text(encoding="utf-8")
        for newer in (
            r"=>",
            r"\?\.",
            r"\?\?",
            r"`",
            r"\basync\b",
            r"\b(let|const|class)\b",
            r"\.\.\.",
        ):
            assert not re.search(newer, re.sub(r'"[^"\n]*"|/\*.*?\*/', "", code)), (path, newer)
        assert len(code.encode()) < 12_000


def test_a_paper_of_one_kind_can_be_served(store: Store, clock: Hand) -> None:
    """Without a limit of time, too."""
    whole = paper(minutes=0)
    only = replace(whole, sections=whole.sections[:1], total=4.0)
    open_session(store, only, now=clock.now)
    with Serving(store, clock=clock) as server:
        orders(server)("start")
        phone = Phone(server.port)
        phone.join("李雷")
        page = phone.begin().text

    assert "timer" not in page


def test_a_bug_is_told_in_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback reaches a phone, and the headers stay safe."""

    async def broken(self: Trainee, request: object) -> Response:
        raise RuntimeError("怪事")

    monkeypatch.setattr(Trainee, "check", broken)
    open_session(store, paper())
    with Serving(store) as server:
        told = Phone(server.port).get("/check")

    assert told.status == 500
    assert "程序出错了" in told.text
    assert "怪事" not in told.text
    assert "default-src 'none'" in told.header("content-security-policy")
