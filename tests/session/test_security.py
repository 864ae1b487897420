"""What strangers and cheats try: the key promise, forged and replayed requests, limits, scripts."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from items import paper
from quizgen.bank.files import paper_code
from quizgen.model import (
    Choice,
    Cloze,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    Paper,
    RubricLine,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizgen.session import service
from quizgen.session.guard import BIGGEST_BODY
from quizgen.session.rules import Mode
from quizgen.session.store import Store
from serving import HOST, NAME, Answered, Phone, Serving, open_session, trainer

NASTY = "<script>alert(1)</script>"


def other_key(item: Item, rotate: int) -> Item:
    """Return the same question with another key, other explanations, other ids."""
    told = {
        "explanation": f"另一种解释{rotate}",
        "id": f"x{rotate}.{item.id}",
        "facts": ("9-99",),
        "evidence": None,
        "difficulty": 0.9,
    }
    match item:
        case SingleChoice() | MultipleChoice():
            right = [each.correct for each in item.options]
            right = right[rotate:] + right[:rotate]
            options = [
                Choice(each.text, correct, f"为什么{rotate}")
                for each, correct in zip(item.options, right, strict=True)
            ]
            if not item.fixed:
                options = options[rotate:] + options[:rotate]
            return replace(item, options=tuple(options), **told)
        case TrueFalse():
            return replace(item, answer=not item.answer, why="别的", **told)
        case Cloze():
            blanks = tuple(Gap((f"别的词{rotate}", "又一个")) for _ in item.blanks)
            return replace(item, blanks=blanks, unordered=not item.unordered, **told)
        case Matching():
            rights = [pair.right for pair in item.pairs] + list(item.extra)
            rights = rights[rotate:] + rights[:rotate]
            pairs = tuple(Pair(p.left, r) for p, r in zip(item.pairs, rights, strict=False))
            return replace(item, pairs=pairs, extra=tuple(rights[len(pairs) :]), **told)
        case Ordering():
            return replace(item, order=item.order[rotate:] + item.order[:rotate], **told)
        case ShortAnswer():
            return replace(item, rubric=(RubricLine("别的要点", 5),), **told)


def with_other_keys(whole: Paper, rotate: int) -> Paper:
    """Return a paper that differs in its keys alone."""
    sections = []
    for section in whole.sections:
        items = tuple(
            replace(each, item=other_key(each.item, rotate), shown=())
            if not getattr(each.item, "fixed", False)
            else replace(each, item=other_key(each.item, rotate))
            for each in section.items
        )
        sections.append(replace(section, items=items))
    return replace(whole, sections=tuple(sections), seed=rotate, blueprint=f"b{rotate}")


def still() -> float:
    """Return the same time always, so that no page can differ by it."""
    return 1_700_000_000.0


def seen(told: Answered) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return everything that a phone can see."""
    return told.status, told.headers, told.body


def walk(folder: Path, whole: Paper, mode: Mode) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    """Play a session up to hand-in or reveal; return every answer of the server."""
    folder.mkdir()
    store = Store(f"sqlite:///{folder / 'r.db'}")
    open_session(store, whole, mode, now=1_700_000_000.0)
    got: list[Answered] = []
    with Serving(store, clock=still) as server:
        server.desk.address = "http://room/"
        desk = trainer(server.port, server.desk)
        phone, bare = Phone(server.port), Phone(server.port)
        got += [phone.get("/"), phone.get("/static/phone.js"), phone.get("/nosuch")]
        got += [phone.join("李雷", "7"), phone.get("/state"), desk.get("/trainer/projector")]
        desk.post("/trainer/do", order="start")
        got += [phone.get(), bare.join("王伟"), desk.get("/trainer/projector")]
        if mode is Mode.EXAM:
            got += _exam(phone, bare)
        else:
            got += _class(phone, bare, desk, len([i for s in whole.sections for i in s.items]))
        got += [desk.get("/trainer"), phone.get("/state"), phone.get("/check")]
    store.close()
    return [seen(each) for each in got]


def _exam(phone: Phone, bare: Phone) -> list[Answered]:
    got = [phone.begin(), bare.begin()]
    got += [phone.save(n, q="1") for n in range(1, 10)]
    got += [phone.save(7, q_1="1", q_2="0"), phone.save(8, q_1="2"), phone.save(5, q_1="县级")]
    got += [bare.post("/answers", turn=1, q1="1", q3=["1", "2"], check=1), bare.get("/check")]
    return [*got, phone.get(), bare.get(), phone.get("/?why=late")]


def _class(phone: Phone, bare: Phone, desk: Phone, count: int) -> list[Answered]:
    """Answer every question; what is shown after each reveal may differ and is left out."""
    got: list[Answered] = []
    for number in range(1, count + 1):
        got += [phone.get(), bare.get(), phone.save(number, q="1"), phone.get()]
        got += [desk.get("/trainer/projector"), desk.get("/trainer")]
        if number < count:
            desk.post("/trainer/do", order="reveal")
            desk.post("/trainer/do", order="next")
    return got


@pytest.mark.parametrize("mode", list(Mode))
def test_the_key_stays_home(tmp_path: Path, mode: Mode) -> None:
    """Sessions that differ in keys alone: every response is the same, byte for byte."""
    first = paper()
    one = walk(tmp_path / "one", first, mode)
    for rotate in (1, 2):
        second = with_other_keys(first, rotate)
        assert paper_code(second) != paper_code(first)
        two = walk(tmp_path / f"two{rotate}", second, mode)
        assert len(one) == len(two)
        for mine, theirs in zip(one, two, strict=True):
            assert mine == theirs


@pytest.mark.parametrize("mode", list(Mode))
def test_no_page_tells_the_code_of_the_paper_or_an_id(tmp_path: Path, mode: Mode) -> None:
    """Both depend on the key."""
    whole = paper()
    told = b"".join(body for _, _, body in walk(tmp_path / "one", whole, mode))

    assert paper_code(whole).encode() not in told
    for section in whole.sections:
        assert all(each.item.id.encode() not in told for each in section.items)


@pytest.fixture
def server(lite: Store) -> Iterator[Serving]:
    """Serve an exam that has started."""
    open_session(lite, paper())
    with Serving(lite) as server:
        trainer(server.port, server.desk).post("/trainer/do", order="start")
        yield server


@pytest.fixture
def phone(server: Serving) -> Phone:
    """Hold a seat."""
    phone = Phone(server.port)
    phone.join("李雷", "7")
    phone.begin()
    return phone


def answers(store: Store) -> int:
    """Count the answers stored."""
    return len(store.read(lambda c: service.given(c, NAME)))


FORMS = ("/sign-in", "/begin", "/save", "/answers", "/hand-in", "/trainer/enter")
ORDERS = ("/trainer/do", "/trainer/extra", "/trainer/mark")


def test_a_form_without_its_token_does_nothing(server: Serving, phone: Phone, lite: Store) -> None:
    """CSRF: another page cannot know the token."""
    desk = trainer(server.port, server.desk)
    fields = {"number": "1", "turn": "1", "q1": "1", "order": "close", "name": "x", "secret": "x"}
    for path in (*FORMS, *ORDERS):
        holder = desk if path in ORDERS else phone
        for token in (None, "", "0" * 32, "é", "長" * 40):
            told = holder.send(path, fields if token is None else fields | {"token": token})
            assert told.status == 403, (path, token)
    assert answers(lite) == 0
    assert lite.read(lambda c: service.load(c, NAME)).state.phase == "running"


def test_a_token_of_another_seat_does_not_fit(server: Serving, phone: Phone, lite: Store) -> None:
    """Each cookie has its own."""
    other = Phone(server.port)
    other.join("王伟")
    phone.token = other.token

    assert phone.save(1, q="1").status == 403
    assert answers(lite) == 0


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}]
)
def test_a_form_from_another_site_is_refused(
    phone: Phone, lite: Store, headers: dict[str, str]
) -> None:
    """Even with the right token, where the browser says where it comes from."""
    fields = {"token": phone.token, "number": "1", "turn": "1", "q1": "1"}

    assert phone.send("/save", fields, **headers).status == 403
    assert answers(lite) == 0
    assert phone.send("/save", fields, Origin=f"http://{HOST}:{phone.port}").status == 200


def test_a_forged_cookie_is_no_cookie(server: Serving, phone: Phone, lite: Store) -> None:
    """Another seat, another device, another signature: all are strangers."""
    real = phone.cookies["quizgen-seat"]
    payload, _, signature = real.rpartition(".")
    forged = server.desk.seal.sign("quizgen-visitor", [NAME, 1, 1])
    for cookie in (
        "",
        "x",
        payload,
        f"{payload}.",
        f"{payload[:-1]}A.{signature}",
        forged,
        "A" * 9000,
    ):
        stranger = Phone(server.port, {"quizgen-seat": cookie}, phone.token)
        assert "签到" in stranger.get().text
        stranger.token = phone.token
        assert stranger.save(1, q="1").status == 403
    assert answers(lite) == 0
    cookie = next(v for k, v in phone_cookie_headers(server) if k.lower() == "set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def phone_cookie_headers(server: Serving) -> list[tuple[str, str]]:
    """Return the headers of a sign-in."""
    fresh = Phone(server.port)
    fresh.get()
    return fresh.post("/sign-in", name="新来的").headers


def test_a_seat_cannot_be_the_trainer(server: Serving, phone: Phone) -> None:
    """Nor a cookie of one kind pass for another."""
    for path in ("/trainer", "/trainer/projector", "/trainer/marking"):
        assert "口令" in phone.get(path).text
    phone.cookies["quizgen-trainer"] = phone.cookies["quizgen-seat"]
    assert "口令" in phone.get("/trainer").text
    assert phone.post("/trainer/do", order="close").status == 403


def test_a_replayed_request_changes_nothing(server: Serving, phone: Phone, lite: Store) -> None:
    """The turn is spent; after hand-in nothing counts at all."""
    old = {"token": phone.token, "number": "1", "turn": "1", "q1": "0"}
    phone.send("/save", old)
    phone.send("/save", old | {"turn": "2", "q1": "1"})
    assert phone.send("/save", old).json()["refused"] == "stale"
    phone.post("/hand-in")
    assert phone.send("/save", old | {"turn": "9"}).json()["refused"] == "handed_in"
    (given,) = lite.read(lambda c: service.given(c, NAME))
    assert getattr(given.answer, "chosen", None) == (1,)


def test_nobody_sees_the_answers_of_another(server: Serving, phone: Phone) -> None:
    """No address takes the number of a seat; a stranger sees the door."""
    phone.save(9, q="一段只属于李雷的话")
    other = Phone(server.port)
    other.join("王伟")
    for path in ("/", "/check", "/state", "/?seat=1", "/trainer", "/trainer/marking"):
        for who in (other, Phone(server.port)):
            assert "只属于李雷" not in who.get(path).text


MALFORMED: list[tuple[dict[str, object], int]] = [
    ({"number": "1", "turn": "1", "q1": "9"}, 400),
    ({"number": "1", "turn": "1", "q1": ["0", "1"]}, 400),
    ({"number": "1", "turn": "1", "q1": "١"}, 400),
    ({"number": "0", "turn": "1"}, 400),
    ({"number": "10", "turn": "1"}, 400),
    ({"number": "-1", "turn": "1"}, 400),
    ({"number": "9" * 500, "turn": "1"}, 400),
    ({"number": "1"}, 400),
    ({"number": "1", "turn": "0"}, 400),
    ({"number": "1", "turn": "9" * 30}, 400),
    ({"number": "5", "turn": "1", "q5.1": "长" * 201}, 400),
    ({"number": "9", "turn": "1", "q9": "长" * 4001}, 400),
    ({"number": "9", "turn": "1", "q9": "a\x00b"}, 400),
    ({"number": "9", "turn": "1", "q9": "长" * 4000}, 200),
]


def test_malformed_and_over_long_answers_are_refused(phone: Phone, lite: Store) -> None:
    """With a sentence, not a traceback."""
    for fields, status in MALFORMED:
        assert phone.post("/save", **fields).status == status, fields
        assert answers(lite) == (status == 200)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=300), path=st.sampled_from([*FORMS, *ORDERS]))
def test_any_body_gets_an_answer(phone: Phone, body: bytes, path: str) -> None:
    """Never a fault of the server."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    assert phone.ask("POST", path, body, kind).status in (400, 403)


def test_bodies_have_a_size(server: Serving, phone: Phone) -> None:
    """Told in advance or not."""
    phone.close()
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    connection.request("POST", "/save", headers={"Content-Length": str(BIGGEST_BODY + 1)})
    assert connection.getresponse().status == 413
    connection.close()
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    kind = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"quizgen-seat={phone.cookies['quizgen-seat']}",
    }
    blocks = (b"a" * 65536 for _ in range(6))
    connection.request("POST", "/save", blocks, kind, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_only_plain_forms_are_read(phone: Phone) -> None:
    """No files, no JSON."""
    for kind in ("multipart/form-data; boundary=x", "application/json", "text/plain", ""):
        assert phone.ask("POST", "/save", b"{}", {"Content-Type": kind}).status == 415


def test_methods_and_paths_that_are_not_there(phone: Phone) -> None:
    """And no way out of the folder of static files."""
    for method, path in (
        ("DELETE", "/"), ("GET", "/save"), ("GET", "/static/../store.py"), ("PUT", "/sign-in"),
        ("GET", "/static/%2e%2e%2fstore.py"), ("GET", "/openapi.json"), ("POST", "/static/style.css"),
    ):  # fmt: skip
        assert phone.ask(method, path).status in (404, 405)


def test_every_answer_carries_the_safe_headers(server: Serving, phone: Phone) -> None:
    """Pages, refusals and files."""
    for path in (
        "/",
        "/check",
        "/state",
        "/nosuch",
        "/trainer",
        "/static/style.css",
        "/favicon.ico",
    ):
        told = phone.get(path)
        policy = told.header("content-security-policy")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert told.header("x-content-type-options") == "nosniff"
        assert told.header("x-frame-options") == "DENY"
        assert not told.header("server")


def test_guessing_the_token_is_limited(server: Serving) -> None:
    """Five tries, then a wait, even for the right one."""
    guesser = Phone(server.port)
    guesser.get("/trainer")
    tried = [guesser.post("/trainer/enter", secret=f"AAAAA-{n:05}") for n in range(8)]

    assert [each.status for each in tried] == [403] * 5 + [429] * 3
    assert tried[-1].header("retry-after")
    right = server.desk.seal.trainer_token()
    assert guesser.post("/trainer/enter", secret=right).status == 429


def test_the_token_is_read_as_people_type_it(server: Serving) -> None:
    """Small letters, no dash, blanks."""
    holder = Phone(server.port)
    holder.get("/trainer")
    typed = f" {server.desk.seal.trainer_token().lower().replace('-', ' ')} "

    assert holder.post("/trainer/enter", secret=typed).status == 303
    assert "进行中" in holder.get("/trainer").text


def test_guessing_a_code_is_limited(server: Serving, phone: Phone) -> None:
    """Six tries for a seat, whatever the address."""
    guesser = Phone(server.port)
    statuses = [guesser.join("李雷", "7", code=f"{n:06}").status for n in range(9)]

    assert statuses == [409] * 6 + [429] * 3


def test_joining_is_limited(server: Serving) -> None:
    """Wrong names run out of tries; a class behind one address gets in."""
    server.desk.limits.wrong_joins._burst = 5
    Phone(server.port).join("李雷", "1")
    guesser = Phone(server.port)
    seen = [guesser.join("赵六", "1").status for _ in range(8)]

    assert 429 in seen
    assert seen[0] == 409


@pytest.mark.parametrize(
    "name", [NASTY, '"><img src=x onerror=alert(1)>', "{{7*7}}", "=cmd|' /C calc'!A0"]
)
def test_names_are_text_on_every_page(server: Serving, name: str, lite: Store) -> None:
    """Trainee's pages, trainer's pages, in the form that comes back."""
    phone = Phone(server.port)
    pages = [phone.join(name, name[:40]), phone.begin()]
    phone.save(9, q=name)
    desk = trainer(server.port, server.desk)
    pages += [phone.get(), phone.get("/check"), desk.get("/trainer"), desk.get("/trainer/marking")]
    other = Phone(server.port)
    pages += [
        other.join(name, name[:40]),
        other.join("x" * 50, name),
        desk.get("/trainer/projector"),
    ]
    desk.post("/trainer/do", order="close")
    pages += [phone.get(), desk.get("/trainer")]
    for page in pages:
        assert NASTY not in page.text
        assert "onerror=alert(1)>" not in page.text
        assert ">49<" not in page.text
        assert not re.search(r"<script(?! src=\"/static/)", page.text)
    assert lite.read(lambda c: service.seat_rows(c, NAME))[0].person.name == " ".join(name.split())


def test_names_that_are_none_are_refused(server: Serving, lite: Store) -> None:
    """With what is wrong."""
    for name in ("", "   ", "长" * 41, "a\u202eb", "a\x07b", "....."):
        told = Phone(server.port).join(name)
        assert told.status == 422
        assert "姓名" in told.text
    assert not lite.read(lambda c: service.seat_rows(c, NAME))


def test_texts_of_items_are_text(lite: Store) -> None:
    """A bank that was imported from strangers cannot run scripts either."""
    whole = paper(title=NASTY)
    section = replace(
        whole.sections[0],
        title=NASTY,
        items=tuple(
            replace(each, item=replace(each.item, stem=NASTY, explanation=NASTY))
            for each in whole.sections[0].items
        ),
    )
    open_session(lite, replace(whole, sections=(section,)))
    with Serving(lite) as server:
        desk = trainer(server.port, server.desk)
        desk.post("/trainer/do", order="start")
        phone = Phone(server.port)
        pages = [
            phone.join("李雷"),
            phone.begin(),
            desk.get("/trainer"),
            desk.get("/trainer/projector"),
        ]
        desk.post("/trainer/do", order="close")
        pages.append(phone.get())
    assert all(NASTY not in page.text for page in pages)


def test_behind_a_proxy_with_tls_cookies_are_secure(server: Serving) -> None:
    """The proxy on the same machine says that it spoke HTTPS, and for whom."""
    phone = Phone(server.port)
    told = phone.ask("GET", "/", None, {"X-Forwarded-Proto": "https", "Host": "exam.example.com"})
    assert "Secure" in told.header("set-cookie")
    phone.token = re.findall(r'name="token" value="([0-9a-f]{32})"', told.text)[0]
    fields = {"token": phone.token, "name": "李雷"}
    headers = {"Origin": "https://exam.example.com", "Host": "exam.example.com"}
    assert phone.send("/sign-in", fields, X_Forwarded_Proto="https", **headers).status == 303


def test_the_trainers_token_is_in_no_response(server: Serving, phone: Phone) -> None:
    """Only the terminal shows it."""
    desk = trainer(server.port, server.desk)
    token = server.desk.seal.trainer_token()
    ask: list[Callable[[], Answered]] = [
        phone.get,
        lambda: desk.get("/trainer"),
        lambda: desk.get("/trainer/projector"),
        lambda: Phone(server.port).get("/trainer"),
    ]
    for one in ask:
        assert token not in one().text
        assert token.replace("-", "") not in one().text
