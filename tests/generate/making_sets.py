"""Generated point sets of every kind, for rules that hold for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from quizgen.model import Blank, Bound, Detail, Point, PointSet, SetKind, Value, Wrong

_LETTERS = (
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
)
terms = st.text(_LETTERS, min_size=2, max_size=5)
phrases = st.text(_LETTERS, min_size=8, max_size=16)
numbers = st.integers(1, 99)


def details(phrase: str, situation: str, wrong: str) -> tuple[Detail, ...]:
    """Give a point one detail of each label that makes items."""
    return (
        Detail(label="", text=f"看{phrase}", line=3),
        Detail(label="界限", text="别的事归别处", line=4),
        Detail(label="试", text=f"有人{situation}。", line=5),
        Detail(label="误区", text=f"{wrong}不用管 → {wrong}也要管", line=6),
        Detail(label="考", text=f"遇到{situation}可以走开 → 遇到{situation}应当处理", line=7),
        Detail(
            label="时限",
            text=f"{phrase}应当在3小时内办完",
            blanks=(Blank(len(phrase) + 3, "3小时", ("1小时", "12小时", "24小时")),),
            line=8,
        ),
    )


@st.composite
def member_sets(draw: st.DrawFn, name: str = "members") -> PointSet:
    """Draw a named set with details, situations and misconceptions."""
    count = draw(st.integers(3, 6))
    keys = draw(st.lists(terms, min_size=count, max_size=count, unique=True))
    texts = draw(st.lists(phrases, min_size=3 * count, max_size=3 * count, unique=True))
    wrong = draw(st.lists(terms, min_size=0, max_size=3, unique=True))
    same = draw(st.lists(terms, max_size=1))
    points = tuple(
        Point(key=key, gloss=f"释义{at}", details=details(*texts[3 * at : 3 * at + 3]), line=2)
        for at, key in enumerate(keys)
    )
    others = tuple((keys[0], (word,)) for word in same if word not in keys)
    right = {*keys, *(word for _, words in others for word in words)}
    return PointSet(
        id=name,
        title="几件事",
        kind=SetKind.MEMBERS,
        points=points,
        noun="事",
        unit="件",
        source=("000",),
        say="要做的事是【清单】",
        of="属于【词】的做法",
        scene="这件事属于【词】",
        wrong_terms=tuple(Wrong(word, "不在其中") for word in wrong if word not in right),
        same=others,
        lesson="part/one",
        line=1,
    )


@st.composite
def pair_sets(draw: st.DrawFn, name: str = "pairs") -> PointSet:
    """Draw terms with values, words or percentages."""
    count = draw(st.integers(3, 6))
    keys = draw(st.lists(terms, min_size=count, max_size=count, unique=True))
    if draw(st.booleans()):
        found = draw(st.lists(numbers, min_size=count, max_size=count, unique=True))
        values = [f"{each}%" for each in found]
    else:
        values = draw(st.lists(terms, min_size=count, max_size=count))
    wrong = [each for each in draw(st.lists(terms, max_size=2, unique=True)) if each not in values]
    return PointSet(
        id=name,
        title="对应",
        kind=SetKind.PAIRS,
        points=tuple(
            Point(key=key, value=value, line=2) for key, value in zip(keys, values, strict=True)
        ),
        terms="词",
        values="值",
        facts=("4-04",),
        basis="《安全生产法》",
        say="遇到【词】的时候，要用【值】来办",
        wrong_values=tuple(Wrong(each) for each in wrong),
        lesson="part/one",
        line=1,
    )


@st.composite
def table_sets(draw: st.DrawFn, name: str = "table") -> PointSet:
    """Draw rows with two named values."""
    count = draw(st.integers(3, 5))
    keys = draw(st.lists(terms, min_size=count, max_size=count, unique=True))
    first = draw(st.lists(numbers, min_size=count, max_size=count))
    second = draw(st.lists(numbers, min_size=count, max_size=count))
    return PointSet(
        id=name,
        title="学时",
        kind=SetKind.TABLE,
        columns=("初次", "以后"),
        points=tuple(
            Point(
                key=key, values=(Value("初次", f"{one}学时"), Value("以后", f"{two}学时")), line=2
            )
            for key, one, two in zip(keys, first, second, strict=True)
        ),
        say="【词】初次不少于【值:初次】；以后每年不少于【值:以后】",
        lesson="part/one",
        line=1,
    )


@st.composite
def band_sets(draw: st.DrawFn, name: str = "bands") -> PointSet:
    """Draw three to five grades on people and money, as the law writes them."""
    count = draw(st.integers(3, 5))
    people = sorted(
        draw(st.lists(st.integers(3, 300), min_size=count - 1, max_size=count - 1, unique=True))
    )
    money = sorted(
        draw(st.lists(st.integers(2, 90), min_size=count - 1, max_size=count - 1, unique=True))
    )
    ends = [
        ("死亡", "人", [float(each) for each in people]),
        ("重伤", "人", [float(each * 4) for each in people]),
        ("直接经济损失", "元", [each * 1e7 for each in money]),
    ]
    points = [
        Point(key=f"第{at}等", bounds=tuple(_bound(*each, at) for each in ends), line=2)
        for at in range(count)
    ]
    order = draw(st.permutations(points))
    return PointSet(
        id=name,
        title="等级",
        kind=SetKind.BANDS,
        columns=tuple(each[0] for each in ends),
        points=tuple(order),
        edges="above-in below-out",
        decide="any",
        event="某企业出了事，造成【量】，该起事故为【词】",
        same=(("重伤", ("急性工业中毒",)),),
        lesson="part/one",
        line=1,
    )


def _bound(measure: str, unit: str, ends: list[float], at: int) -> Bound:
    return Bound(
        measure=measure,
        unit=unit,
        min=ends[at - 1] if at else None,
        min_in=True,
        max=ends[at] if at < len(ends) else None,
        max_in=False,
        text="",
    )


@st.composite
def courses(draw: st.DrawFn) -> list[PointSet]:
    """Draw a course of several sets, in any order."""
    sets = [
        draw(member_sets("members")),
        draw(member_sets("others")),
        draw(pair_sets()),
        draw(table_sets()),
        draw(band_sets()),
    ]
    return draw(st.permutations(sets))
