"""The round on a terminal: rich where there is one, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from quizgen.markup import plain, runs
from quizgen.model import (
    KIND_NAMES,
    Answer,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    PaperItem,
    ShortAnswer,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    kind_of,
)

from .game import Game, Result
from .reading import UnreadableError, how, read_answer

Ask = Callable[[str], str]
"""Asks for a line; raises EOFError where there is none, KeyboardInterrupt at Ctrl-C."""


class Screen:
    """Shows items, explanations and results."""

    def __init__(
        self,
        console: Console,
        ask: Ask,
        lessons: Mapping[str, str],
        pages: Path | None = None,
    ) -> None:
        self.console = console
        self.ask = ask
        self.lessons = lessons
        self.pages = pages

    def play(self, game: Game, kept: Callable[[Result], None], *, instant: bool) -> bool:
        """Ask all items, then the wrong ones again; return whether the end was reached.

        ``kept`` is told each first answer as soon as it is given.
        """
        try:
            for number, placed in enumerate(game.items, 1):
                result = self._one(game, placed, f"{number}/{len(game.items)}")
                kept(result)
                if instant:
                    self._explain(result)
            if not instant:
                for result in game.results:
                    self._show(result.placed, "")
                    self._explain(result)
            self._again(game)
        except (EOFError, KeyboardInterrupt):
            self.console.print()
            return False
        return True

    def _again(self, game: Game) -> None:
        while wrong := game.wrong():
            self.console.print(f"\n[b]错题再来一遍：{len(wrong)} 题[/b]（直接回车结束）")
            for placed in wrong:
                self._show(placed, "再做")
                typed = self.ask(f"{how(placed.item)}：")
                if not typed.strip():
                    return
                result = game.answer(placed, self._read(placed, typed))
                self._explain(result)

    def _one(self, game: Game, placed: PaperItem, place: str) -> Result:
        self._show(placed, place)
        return game.answer(placed, self._read(placed, self.ask(f"{how(placed.item)}：")))

    def _read(self, placed: PaperItem, typed: str) -> Answer | None:
        """Read an answer, asking again while it is none; an empty line is no answer."""
        while typed.strip():
            try:
                answer = read_answer(placed, typed)
            except UnreadableError as problem:
                typed = self.ask(f"{problem}：")
                continue
            return self._self_marked(placed, answer) if isinstance(answer, TextAnswer) else answer
        return None

    def _self_marked(self, placed: PaperItem, answer: TextAnswer) -> TextAnswer:
        """Let the person mark a short answer by its rubric."""
        item = placed.item
        if not isinstance(item, ShortAnswer):
            return answer
        total = sum(line.score for line in item.rubric)
        for line in item.rubric:
            self.console.print(Text.assemble("  · ", plain(line.text), f"（{line.score} 分）"))
        typed = self.ask(f"给自己打几分（0—{total}）：").strip()
        given = min(int(typed), total) if typed.isdecimal() else 0
        return TextAnswer(answer.text, placed.score * given / total)

    def _show(self, placed: PaperItem, place: str) -> None:
        item = placed.item
        title = self.lessons.get(item.lesson, item.lesson)
        self.console.print()
        head = "　".join(part for part in (place, KIND_NAMES[kind_of(item)], title) if part)
        self.console.print(Text(head, style="dim"))
        if item.stimulus is not None:
            self.console.print(styled(item.stimulus.text), style="italic")
        self.console.print(styled(stem_of(item)))
        for line in options(placed):
            self.console.print(line)

    def _explain(self, result: Result) -> None:
        item = result.placed.item
        if result.graded.right is None:
            word, style = "请对照", "yellow"
        elif result.right:
            word, style = "对", "green"
        else:
            word, style = "错", "red"
        key = key_text(result.placed)
        self.console.print(Text.assemble((word, f"bold {style}"), "　答案：", key))
        if item.explanation:
            self.console.print(styled(item.explanation))
        if isinstance(item, SingleChoice | MultipleChoice) and not result.right:
            for at in getattr(result.answer, "chosen", ()):
                option = item.options[at]
                if not option.correct and option.why:
                    self.console.print(styled(f"“{option.text}”：{option.why}"))

    def summary(self, game: Game) -> None:
        """Print the result by lesson, with a link to each."""
        if not game.results:
            self.console.print("没有作答。")
            return
        table = Table("课", "对", "做", "正确率", box=None, pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        for lesson, right, asked in game.by_lesson():
            table.add_row(self._linked(lesson), str(right), str(asked), f"{right / asked:.0%}")
        right = sum(each.right for each in game.results)
        self.console.print()
        self.console.print(table)
        self.console.print(
            f"共 {len(game.results)} 题，对 {right} 题（{right / len(game.results):.0%}）"
        )

    def _linked(self, lesson: str) -> Text:
        """Return a lesson's title, linked to its built page where there is one."""
        title = self.lessons.get(lesson, lesson)
        page = self.pages / f"{lesson}.html" if self.pages is not None else None
        if page is None or not page.is_file():
            return Text(title)
        link = page.resolve().as_uri()
        if self.console.is_terminal:
            return Text(title, style=f"link {link}")
        return Text(f"{title}　{link}")


def styled(text: str) -> Text:
    """Return inline MyST as rich text; nothing in it is read as rich's markup."""
    out = Text()
    for run in runs(text):
        out.append(run.text, style="bold" if run.strong else "")
    return out


def stem_of(item: Item) -> str:
    """Return the stem, gaps as numbered lines."""
    text = item.stem
    if isinstance(item, Cloze):
        for number in range(1, len(item.blanks) + 1):
            text = text.replace("{{" + str(number) + "}}", f"（{number}）＿＿＿＿")
    return text


def _lettered(texts: Sequence[str], shown: Sequence[int]) -> Iterator[Text]:
    for place, at in enumerate(shown):
        yield Text(f"  {chr(ord('A') + place)}. ") + styled(texts[at])


def options(placed: PaperItem) -> Iterator[Text]:
    """Yield the lines below a stem."""
    item = placed.item
    match item:
        case SingleChoice() | MultipleChoice():
            yield from _lettered([each.text for each in item.options], placed.shown)
        case Matching():
            for number, pair in enumerate(item.pairs, 1):
                yield Text(f"  {number}. ") + styled(pair.left)
            rights = [*(pair.right for pair in item.pairs), *item.extra]
            yield from _lettered(rights, placed.shown)
        case Ordering():
            yield from _lettered(list(item.order), placed.shown)


def key_text(placed: PaperItem) -> str:
    """Write the key in the letters of the screen."""
    item = placed.item
    letters = {at: chr(ord("A") + place) for place, at in enumerate(placed.shown)}
    match item:
        case SingleChoice() | MultipleChoice():
            right = [at for at, option in enumerate(item.options) if option.correct]
            return "".join(sorted(letters[at] for at in right))
        case TrueFalse():
            return "对" if item.answer else "错"
        case Cloze():
            return "；".join(plain(gap.accept[0]) for gap in item.blanks)
        case Matching():
            return " ".join(f"{at + 1}{letters[at]}" for at in range(len(item.pairs)))
        case Ordering():
            return "".join(letters[at] for at in range(len(item.order)))
        case ShortAnswer():
            return "；".join(plain(line.text) for line in item.rubric)
