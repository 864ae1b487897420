"""The directives and roles of a lesson. They only wrap the parsed body in a node.

Options are read here and not by the parsers: reStructuredText drops a directive's body
at a repeated option, and MyST drops every option where a value begins with a quotation
mark and keeps only the last of two. Both hand us the lines untouched as long as the
directive declares no ``option_spec``.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList
from docutils.utils import unescape

from .ids import ID
from .nodes import blank_word, case_block, points_block, question_block, quiz_block

_OPTION = re.compile(r"^\s*:([A-Za-z][\w-]*):(?:\s+(.*?))?\s*$")
_PLAIN = re.compile(r"(?:[^\W_]|[、，：；（）“”《》])+")
"""What neither Markdown nor reStructuredText reads as anything but text."""


class RawOption(NamedTuple):
    """An option as it stands in the source; ``name`` is empty for a line that is none."""

    name: str
    value: str
    line: int


def _read_option(text: str, line: int) -> RawOption | None:
    """Read ``:name: value``; nothing where the line is no option."""
    found = _OPTION.match(text)
    return RawOption(found[1], (found[2] or "").strip(), line) if found else None


def _read_yaml(content: list[str], line: int) -> tuple[list[RawOption], int]:
    """Read MyST's other form, ``name: value`` lines between two ``---``."""
    found: list[RawOption] = []
    for number, text in enumerate(content[1:], 1):
        if text.startswith("---"):
            return found, number + 1
        name, colon, value = text.partition(":")
        if text.strip():
            found.append(RawOption(name.strip() if colon else "", value.strip(), line + number))
    return found, len(content)


class LessonDirective(Directive):
    """A directive whose argument, options and body are kept as the author wrote them."""

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = None  # we read them: see the module's docstring
    node_class: type[nodes.container]

    def run(self) -> list[nodes.Node]:
        """Wrap title, options and parsed body."""
        title, options = self._head()
        skipped, more = self._leading_options()
        block = self.node_class()
        block.document = self.state.document  # else each node below looks for it up the tree
        block["options"] = [tuple(each) for each in (*options, *more)]
        block["argument"] = title
        block.source, block.line = self.state_machine.get_source_and_line(self.lineno)
        block.line = self.lineno
        self._set_id(block)
        self.fill(block, title)
        body = self.content[skipped:]
        if any(text.strip() for text in body):
            self.state.nested_parse(body, self.content_offset + skipped, block)
        return [block]

    def _set_id(self, block: nodes.container) -> None:
        """Give the block its ``:name:`` as anchor (docutils makes none from Chinese)."""
        names = [value for name, value, _ in block["options"] if name == "name"]
        document = self.state.document
        if names and ID.fullmatch(names[0]) and names[0] not in document.ids:
            block["ids"].append(names[0])
            document.ids[names[0]] = block

    def fill(self, block: nodes.container, title: str) -> None:
        """Add what stands before the body: the title, as a ``rubric``."""
        if title:
            text, messages = self._inline(title)
            rubric = nodes.rubric(title, "", *text)
            rubric.source, rubric.line = block.source, self.lineno
            block += [rubric, *messages]

    def _inline(self, title: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Read the markup of a title; where there can be none, no parser is asked."""
        if _PLAIN.fullmatch(title):
            return [nodes.Text(title)], []
        text, messages = self.state.inline_text(title, self.lineno)
        return text, messages

    def _head(self) -> tuple[str, list[RawOption]]:
        """Split the argument: reStructuredText hands title and options in one piece."""
        lines = self.arguments[0].split("\n") if self.arguments else []
        title: list[str] = []
        options: list[RawOption] = []
        for number, text in enumerate(lines):
            option = _read_option(text, self.lineno + number)
            if option:
                options.append(option)
            elif options:
                options.append(RawOption("", text.strip(), self.lineno + number))
            else:
                title.append(text.strip())
        return "".join(title), options

    def _leading_options(self) -> tuple[int, list[RawOption]]:
        """Take the option lines at the top of the body: how many lines, and what they say."""
        content: StringList = self.content
        first = self._first_line()
        if content and content[0].startswith("---"):
            options, taken = _read_yaml(list(content), first)
            return taken, options
        found: list[RawOption] = []
        for number, text in enumerate(content):
            option = _read_option(text, first + number)
            if option is None:
                if found and text[:1].isspace() and text.strip():
                    option = RawOption("", text.strip(), first + number)
                else:
                    break
            found.append(option)
        return len(found), found

    def _first_line(self) -> int:
        """Say on which source line the body begins.

        MyST counts the body's offset from the directive, docutils from the file.
        """
        if isinstance(self.state, RSTState):
            return self.content_offset + 1
        return self.lineno + self.content_offset + 1


class PointsDirective(LessonDirective):
    """A named set of enumerated points."""

    node_class = points_block


class CaseDirective(LessonDirective):
    """A fictional case."""

    node_class = case_block


class QuestionDirective(LessonDirective):
    """A question written by hand; the argument is its kind."""

    node_class = question_block

    def fill(self, block: nodes.container, title: str) -> None:
        """Add nothing: the argument of a question is its kind, not a title."""


class QuizDirective(LessonDirective):
    """A self-check; it has no title and no body."""

    node_class = quiz_block


def blank_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: dict[str, Any] | None = None,
    content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Read ``right；wrong；wrong``: the right value is text, the others an attribute."""
    right, *wrong = (part.strip() for part in re.split("[；;]", unescape(text)))
    word = blank_word(rawtext, right)
    word["wrong"] = wrong
    word.line = lineno
    return [word], []


def point_role(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: dict[str, Any] | None = None,
    content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Show the words of a reference where docutils works alone; Sphinx makes it a link."""
    said, target = split_reference(unescape(text))
    node = nodes.inline(rawtext, said or target.partition("/")[2] or target)
    node["point-target"] = target
    node.line = lineno
    return [node], []


def split_reference(text: str) -> tuple[str | None, str]:
    """Split ``words <set/term>`` into its words and its target."""
    found = re.fullmatch(r"(?s)(.+?)\s*<([^<>]+)>\s*", text)
    return (found[1], found[2].strip()) if found else (None, text.strip())


DIRECTIVES: dict[str, type[LessonDirective]] = {
    "points": PointsDirective,
    "case": CaseDirective,
    "question": QuestionDirective,
    "quiz": QuizDirective,
}
ROLES: dict[str, Any] = {"blank": blank_role, "point": point_role}


def register() -> None:
    """Make the grammar known to docutils alone (Sphinx has its own registry)."""
    for name, directive in DIRECTIVES.items():
        directives.register_directive(name, directive)
    for name, role in ROLES.items():
        roles.register_local_role(name, role)
