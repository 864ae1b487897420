"""The small parts: rosters, addresses, names, limits, orders of options, forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import Workbook

from items import ALL, MATCHING, MULTIPLE, ORDERING, SINGLE, paper
from quizgen.model import (
    ChoiceAnswer,
    Item,
    MatchingAnswer,
    OrderingAnswer,
    PaperItem,
    PaperSection,
    QuizgenError,
)
from quizgen.session import people
from quizgen.session.guard import Clock, Limiter, Seal
from quizgen.session.lan import choose, lan_address
from quizgen.session.replies import Placed, own_order, placed_items, read_answer, texts_of
from quizgen.session.roster import read_roster

SECRET = b"s" * 32


def roster(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """Write a roster."""
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    path = folder / "名单.xlsx"
    book.save(path)
    return path


def test_a_roster_is_read_wherever_its_head_stands(tmp_path: Path) -> None:
    """A title above it, columns in any order, numbers typed as numbers."""
    path = roster(
        tmp_path, ("2026年培训名单",), (), ("姓名", "部门", "工 号", "岗位"),
        ("李雷", "机修", 1001, "电工"), (None, None, None, None), (" 王 伟 ", "仓储", "A-2", None),
    )  # fmt: skip
    first, second = read_roster(path)

    assert (first.name, first.number, first.department, first.role) == (
        "李雷",
        "1001",
        "机修",
        "电工",
    )
    assert (second.name, second.number) == ("王 伟", "A-2")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("工号", "部门"), (1, "x")], "没有“姓名”"),
        ([("工号", "姓名")], "一个人也没有"),
        ([("工号", "姓名"), (1, "李雷"), ("１", "王伟")], "第 2 行已有"),
        ([("工号", "姓名"), (1, "很" * 41)], "最多 40 个字"),
        ([("工号", "姓名"), (1, None)], "请填写姓名"),
    ],
)
def test_a_wrong_roster_says_what_and_where(tmp_path: Path, rows: list[Any], said: str) -> None:
    """In Chinese, with the row."""
    with pytest.raises(QuizgenError, match=said):
        read_roster(roster(tmp_path, *rows))


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    path = tmp_path / "名单.xlsx"
    path.write_text("工号,姓名", encoding="utf-8")

    with pytest.raises(QuizgenError, match="另存为"):
        read_roster(path)


@pytest.mark.parametrize(
    "name", ["李雷", "买买提·吐尔逊", "𠮷田", "O'Neil", "Ğülşən", "محمد", "  王  伟  "]
)
def test_names_of_any_script_are_kept(name: str) -> None:
    """Only outer and doubled blanks go."""
    assert people.clean(name, "姓名") == " ".join(name.split())


@pytest.mark.parametrize("name", ["", "   ", "李\x00雷", "a\u202eb", "长" * 41, "……", "\ud800"])
def test_what_is_no_name_is_refused(name: str) -> None:
    """Control characters, text that runs backwards, nothing at all."""
    with pytest.raises(ValueError, match="姓名"):
        people.clean(name, "姓名")


@pytest.mark.parametrize(
    ("candidates", "default", "chosen"),
    [
        ([("lo", "127.0.0.1"), ("wlan0", "192.168.1.7"), ("docker0", "172.17.0.1")], "192.168.1.7", "192.168.1.7"),
        ([("docker0", "172.17.0.1"), ("eth0", "10.1.2.3")], "10.1.2.3", "10.1.2.3"),
        ([("tun0", "10.8.0.2"), ("wlan0", "192.168.43.1")], "10.8.0.2", "192.168.43.1"),
        ([("a", "192.168.1.5"), ("b", "192.168.2.5")], "192.168.2.5", "192.168.2.5"),
        ([("eth0", "169.254.7.7"), ("eth1", "203.0.113.9")], None, "203.0.113.9"),
        ([("lo", "127.0.0.1")], None, "127.0.0.1"),
        ([], "192.168.3.3", "192.168.3.3"),
        ([("wlan0", "nonsense")], None, "127.0.0.1"),
    ],
)  # fmt: skip
def test_the_address_of_the_room_is_chosen(
    candidates: list[tuple[str, str]], default: str | None, chosen: str
) -> None:
    """Private networks first, tunnels and containers last."""
    assert choose(candidates, default) == chosen


def test_this_machine_has_an_address() -> None:
    """Whatever it is."""
    assert lan_address().count(".") == 3


def test_a_limiter_lets_so_many_through_and_then_some() -> None:
    """Each key has its own bucket."""
    limiter = Limiter(3, 1)

    assert [limiter.allow("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert limiter.allow("b", 0.0)
    assert limiter.allow("a", 1.0)
    assert not limiter.allow("a", 1.0)
    assert not limiter.allow("a", 0.5), "a clock that runs backwards gives nothing"


def test_a_limiter_does_not_grow_without_end() -> None:
    """Full buckets are forgotten."""
    limiter = Limiter(1, 1)
    for number in range(50_000):
        limiter.allow(str(number), float(number))

    assert len(limiter._left) <= Limiter._MOST_KEYS + 1


def test_a_clock_never_jumps() -> None:
    """Neither with the wall clock nor before what the store knows."""
    steady = iter([0.0, 1.0, 2.0])
    clock = Clock(not_before=5000.0, wall=lambda: 1000.0, steady=lambda: next(steady))

    assert [clock(), clock()] == [5001.0, 5002.0]


def test_cookies_of_one_kind_do_not_pass_for_another() -> None:
    """Nor with another secret."""
    seal = Seal(SECRET)
    cookie = seal.sign("seat", ["A", 1, 1])

    assert seal.read("seat", cookie) == ["A", 1, 1]
    assert seal.read("trainer", cookie) is None
    assert Seal(b"other").read("seat", cookie) is None
    assert seal.read("seat", cookie[:-1]) is None
    assert seal.read("seat", None) is None


def placed(item: Item, shown: tuple[int, ...] = ()) -> Placed:
    """Put an item on a paper."""
    on_paper = PaperItem(item=item, score=2.0, shown=shown)
    return Placed(1, PaperSection(title="", kind="", score=2.0, items=(on_paper,)), on_paper)


def test_each_phone_has_its_own_order_and_keeps_it() -> None:
    """Over a class, every option stands at every place about as often."""
    each = placed(MULTIPLE)
    orders = [tuple(own_order(each, SECRET, seat)) for seat in range(400)]

    assert orders == [tuple(own_order(each, SECRET, seat)) for seat in range(400)]
    for place in range(4):
        for at in range(4):
            assert 60 < sum(order[place] == at for order in orders) < 140


def test_fixed_options_stand_as_on_the_paper() -> None:
    """Numbers ascend for everyone."""
    assert own_order(placed(SINGLE, (0, 1, 2, 3)), SECRET, 7) == [0, 1, 2, 3]


@given(st.integers(1, 500), st.permutations(range(4)))
def test_orders_do_not_tell_which_option_is_right(seat: int, order: list[int]) -> None:
    """The same texts in another own order, with another key, are shown the same."""
    other = replace(
        MULTIPLE, options=tuple(replace(MULTIPLE.options[at], correct=not at) for at in order)
    )
    shown = [MULTIPLE.options[at].text for at in own_order(placed(MULTIPLE), SECRET, seat)]

    assert [other.options[at].text for at in own_order(placed(other), SECRET, seat)] == shown


def test_places_on_the_wire_become_the_own_order_of_an_item() -> None:
    """Choices, pairs and steps."""
    order = own_order(placed(MULTIPLE), SECRET, 1)
    read = read_answer(placed(MULTIPLE), order, {"q1": ["0", "2"]})
    assert read == ChoiceAnswer(tuple(sorted((order[0], order[2]))))
    order = own_order(placed(MATCHING), SECRET, 1)
    joined = read_answer(placed(MATCHING), order, {"q1.1": ["4"], "q1.3": ["0"]})
    assert joined == MatchingAnswer((order[4], -1, order[0]))
    order = own_order(placed(ORDERING), SECRET, 1)
    steps = read_answer(placed(ORDERING), order, {f"q1.{n + 1}": [str(n)] for n in range(4)})
    assert steps == OrderingAnswer(tuple(order))


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_an_empty_form_is_no_answer(item: Item) -> None:
    """Taking an answer back leaves nothing."""
    each = placed(item)

    assert read_answer(each, own_order(each, SECRET, 1), {}) is None


@given(
    st.sampled_from(ALL),
    st.dictionaries(
        st.sampled_from(["q1", "q1.1", "q1.2", "q1.3", "q1.4", "q2"]),
        st.lists(
            st.sampled_from(["0", "1", "3", "99", "-1", "١", "", "a", "\x00", "长" * 5000]),
            max_size=3,
        ),
        max_size=4,
    ),
)
def test_any_form_is_an_answer_or_a_value_error(item: Item, fields: dict[str, list[str]]) -> None:
    """Nothing a stranger sends is a bug."""
    each = placed(item)
    order = own_order(each, SECRET, 1)
    try:
        answer = read_answer(each, order, fields)
    except ValueError:
        return
    for at in (*getattr(answer, "chosen", ()), *getattr(answer, "joined", ())):
        assert -1 <= at < len(texts_of(item))


def test_items_are_numbered_through_all_sections() -> None:
    """As on the printed paper."""
    found = placed_items(paper())

    assert [each.number for each in found] == list(range(1, 10))
    assert sum(each.starts_section for each in found) == 7
