"""Outlines drawn at random, and the speech that tells them: a small generator for properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from quizgen.speech import Group, Kind

NUMERALS = "一二三四五六七八九"
VERBS = ("压实", "细化", "健全", "夯实", "补齐", "盘活", "做优", "建强")
OBJECTS = (
    "责任",
    "台账",
    "网络",
    "短板",
    "队伍",
    "平台",
    "流程",
    "资源",
    "阵地",
    "机制",
    "标准",
    "基础",
)
SLOGANS = (
    "不推不拖",
    "不等不靠",
    "敢想敢干",
    "善作善成",
    "快查快改",
    "真抓真管",
    "常看常新",
    "细算细账",
)
FILLERS = (
    "大家心里要有数。",
    "过去我们吃过亏，这个教训很深。",
    "这件事说起来容易，做起来难。",
    "春节前后尤其不能松劲。",
    "一旦出了事，后悔就晚了。",
)
UNITS = (("点", "意见"), ("项", "工作"), ("个", "环节"), ("条", "措施"))


@dataclass
class Node:
    """A group to be told."""

    kind: Kind
    keys: list[str]
    announced: int | None = None
    children: dict[int, list[Node]] = field(default_factory=dict)


@st.composite
def series(draw: st.DrawFn) -> Node:
    """Draw three to five slogans."""
    keys = draw(st.lists(st.sampled_from(SLOGANS), min_size=3, max_size=5, unique=True))
    return Node(Kind.SERIES, keys)


@st.composite
def nodes(draw: st.DrawFn, depth: int = 0) -> Node:
    """Draw an enumeration with what lies inside its members."""
    phrases = st.builds(
        lambda verb, what: verb + what, st.sampled_from(VERBS), st.sampled_from(OBJECTS)
    )
    keys = draw(st.lists(phrases, min_size=2, max_size=4, unique=True))
    announced = draw(st.sampled_from([None, len(keys), len(keys), 6]))
    node = Node(Kind.ENUMERATION, keys, announced)
    for at in range(len(keys)):
        inside: list[Node] = []
        if draw(st.booleans()):
            inside.append(draw(series()))
        if depth < 2 and draw(st.integers(0, 2)) == 0:
            inside.append(draw(nodes(depth + 1)))
        if inside:
            node.children[at] = inside
    return node


@st.composite
def speeches(draw: st.DrawFn) -> tuple[Node, str]:
    """Draw an outline and tell it."""
    node = draw(nodes())
    styles = draw(
        st.sampled_from([("cn", "cnp"), ("di", "yao"), ("cn", "yao"), ("cn", "ar"), ("cnp", "ar")])
    )
    fillers = iter(draw(st.lists(st.sampled_from(FILLERS), min_size=60, max_size=60)))
    unit = draw(st.sampled_from(UNITS))
    lines = [
        f"同志们：{next(fillers)}下面，{_lead(node, unit)}",
        *_told(node, 0, styles, fillers, unit),
    ]
    return node, "\n".join(["在工作会议上的讲话", *lines, "同志们，让我们共同努力。"])


def _lead(node: Node, unit: tuple[str, str]) -> str:
    if node.announced is None:
        return "我讲几句话。"
    return (
        f"要抓好{'两' if node.announced == 2 else NUMERALS[node.announced - 1]}{unit[0]}{unit[1]}："
    )


def _told(
    node: Node, depth: int, styles: tuple[str, str], fillers: Iterator[str], unit: tuple[str, str]
) -> Iterator[str]:
    """Tell an enumeration whose members begin paragraphs."""
    for at, key in enumerate(node.keys):
        text = f"{_mark(styles[depth], at)}{key}。{next(fillers)}"
        below: list[str] = []
        for child in node.children.get(at, []):
            if child.kind is Kind.SERIES:
                text += f"要做到{'、'.join(child.keys)}。"
            elif depth == 0:
                text += _lead(child, unit)
                below = [*_told(child, 1, styles, fillers, unit)]
            else:
                text += _lead(child, unit).removesuffix("。") + _inline(child)
        yield text
        yield from below


def _inline(node: Node) -> str:
    """Tell an enumeration inside a paragraph."""
    said = [f"{NUMERALS[at]}是{key}" for at, key in enumerate(node.keys)]
    said = [text + _nested(node, at) for at, text in enumerate(said)]
    return ("" if node.announced else "。") + "；".join(said) + "。"


def _nested(node: Node, at: int) -> str:
    inside = [child for child in node.children.get(at, []) if child.kind is Kind.SERIES]
    return "".join(f"，做到{'、'.join(child.keys)}" for child in inside)


def _mark(style: str, at: int) -> str:
    number = NUMERALS[at]
    marks = {
        "cn": f"{number}、",
        "cnp": f"（{number}）",
        "di": f"第{number}，",
        "yao": f"{number}要",
        "ar": f"{at + 1}.",
    }
    return marks[style]


def shape(group: Group) -> tuple[object, ...]:
    """Return what of a group that was read has to be as it was drawn."""
    items = [
        (item.key.split("，")[0], tuple(shape(child) for child in item.children))
        for item in group.items
    ]
    return (group.kind, group.announced, bool(group.warnings), tuple(items))


def wanted(node: Node) -> tuple[object, ...]:
    """Return the same of an outline that was drawn."""
    items = [
        (key, tuple(wanted(child) for child in node.children.get(at, [])))
        for at, key in enumerate(node.keys)
    ]
    warned = node.announced not in (None, len(node.keys))
    return (node.kind, node.announced, warned, tuple(items))
