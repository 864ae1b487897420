"""What can be wrong with a lesson, as values. Rooms return them; the edges tell them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from quizgen.model import SourceRef


class Severity(StrEnum):
    """An error fails the build; a note is told by ``quizgen lint`` and ``quizgen bank`` only."""

    ERROR = "error"
    NOTE = "note"


class Code(StrEnum):
    """Stable names: authors write them into ``suppress_warnings``, tests assert on them."""

    UNREAD_DIRECTIVE = "unread_directive"
    """A directive that MyST took for text, for want of a setting."""
    # options
    NO_TITLE = "no_title"
    """A directive stands without the title it needs."""
    NO_NAME = "no_name"
    """``:name:`` is missing."""
    BAD_NAME = "bad_name"
    """An id is not of the form ``[a-z][a-z0-9-]*``."""
    DUPLICATE_ID = "duplicate_id"
    """Two sets, cases or questions carry the same ``:name:``."""
    NO_KIND = "no_kind"
    """The kind of a set or question is missing."""
    BAD_VALUE = "bad_value"
    """An option has a value that it may not have."""
    UNKNOWN_OPTION = "unknown_option"
    """An option that does not exist here."""
    REPEATED_OPTION = "repeated_option"
    """The same option twice."""
    EMPTY_OPTION = "empty_option"
    """An option without a value."""
    CONTINUED_OPTION = "continued_option"
    """An option that runs over its line."""
    QUOTED_OPTION = "quoted_option"
    """A value that other Markdown tools would read otherwise: ASCII quotes, ``|``, ``>``, `` #``."""
    OPTION_NOT_FOR_KIND = "option_not_for_kind"
    """An option that this kind of set has no use for."""
    BAD_GAP = "bad_gap"
    """A slot names a gap that the set has not, or no gap at all."""
    # the points of a set
    NO_POINTS = "no_points"
    """The body holds no list (or table) of points."""
    STRAY_BLOCK = "stray_block"
    """A block that is no part of the kind's list."""
    SPLIT_LIST = "split_list"
    """The list of points falls into several lists."""
    GLUED_LIST = "glued_list"
    """A list or pair without a blank line before it, swallowed by a paragraph."""
    STRAY_STRONG = "stray_strong"
    """A ``**`` that was not read as bold."""
    ANNOUNCED_MISMATCH = "announced_mismatch"
    """The title announces another number of points."""
    TERM_MISSING = "term_missing"
    """A point does not begin with its bold term."""
    EMPTY_POINT = "empty_point"
    """A point without text."""
    DUPLICATE_TERM = "duplicate_term"
    """Two points of a set have the same term."""
    NO_COUNTERPART = "no_counterpart"
    """A pair without its counterpart."""
    MANY_COUNTERPARTS = "many_counterparts"
    """A pair with more than one counterpart."""
    BAD_NUMBER = "bad_number"
    """A ratio whose counterpart is no number."""
    BAD_TABLE = "bad_table"
    """A table with too few columns or an empty head or cell."""
    # bands
    NO_EDGES = "no_edges"
    """``:edges:`` or ``:decide:`` is missing: there is no default."""
    NO_MEASURE_UNIT = "no_measure_unit"
    """The head of a measure gives no unit in parentheses."""
    BAD_BAND = "bad_band"
    """A cell of a band table that can't be read."""
    BAND_OVERLAP = "band_overlap"
    """Two grades overlap in a measure."""
    BAND_GAP = "band_gap"
    """Two neighbouring grades leave a gap in a measure."""
    UNKNOWN_GRADE = "unknown_grade"
    """Details for a term that the table has not."""
    # details
    ASCII_LABEL = "ascii_label"
    """A label with an ASCII colon."""
    EMPTY_DETAIL = "empty_detail"
    """A detail without text."""
    DEEP_LIST = "deep_list"
    """A list inside a detail, where none belongs."""
    DETAIL_REPEATS_TERM = "detail_repeats_term"
    """A detail gives its term away (flaw code C1)."""
    BAD_MISCONCEPTION = "bad_misconception"
    """A 误区 or 考 without its two sides."""
    STRAY_EXAM_SENTENCE = "stray_exam_sentence"
    """A 考 that does not stand below a 误区."""
    BAD_FACT = "bad_fact"
    """A fact number that is not of the form 2-07."""
    UNKNOWN_FACT = "unknown_fact"
    """A fact number that facts.yaml has not."""
    UNSOUND_FACT = "unsound_fact"
    """A fact that facts.yaml marks could-not-verify."""
    BAD_BLANK = "bad_blank"
    """A blank without a right value, or with a wrong value that is not wrong."""
    VALUE_WITHOUT_BLANK = "value_without_blank"
    """A typed value (谁、时限、数额、频次) whose value is not marked."""
    # relations
    BAD_WORDING = "bad_wording"
    """``:same:`` or ``:was:`` whose left side is no term of the set, or that is malformed."""
    SAME_AS_SIBLING = "same_as_sibling"
    """``:same:`` gives a wording that is another point's term."""
    WRONG_IS_RIGHT = "wrong_is_right"
    """A wrong term or value that is right."""
    UNKNOWN_TARGET = "unknown_target"
    """A set or term that does not exist."""
    BY_NOT_BANDS = "by_not_bands"
    """``:by:`` names a set that has no grades, or a term that is none of them."""
    # cases, questions, quizzes
    BAD_CASE = "bad_case"
    """A case without text, ``:shows:`` or ``:cue:``."""
    CUE_NOT_IN_TEXT = "cue_not_in_text"
    """The deciding fact does not stand in the case."""
    BAD_LURE = "bad_lure"
    """The tempting sibling is none, or the one that is shown."""
    CASE_LENGTH = "case_length"
    """A case outside of 60 to 160 characters."""
    BAD_QUESTION = "bad_question"
    """A question whose body does not have the form of its kind."""
    NO_RIGHT_OPTION = "no_right_option"
    """A choice without a right option."""
    MANY_RIGHT_OPTIONS = "many_right_options"
    """A single choice with more than one right option."""
    DUPLICATE_OPTION_TEXT = "duplicate_option_text"
    """Two options read the same."""
    NO_EXPLANATION = "no_explanation"
    """A question or case that does not say why."""
    # what a set lacks to be asked about
    SLOT_MISSING = "slot_missing"
    """A slot is missing, so that one way of asking is not used."""
    BAD_ITEM = "bad_item"
    """An item in a file of hand-written ones that is none."""
    ITEM_NOT_MADE = "item_not_made"
    """An item that would not be good, and why it was not made."""


class Problem(Struct, frozen=True, gc=False):
    """One thing an author can mend: what was found, what is wanted, and where."""

    code: Code
    message: str
    where: SourceRef
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [quizgen.{self.code}]"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that fail a build."""
    return [each for each in problems if each.severity is Severity.ERROR]
