"""S1: steps to be put in order; four or more, three only ask their limits."""

from __future__ import annotations

from collections.abc import Iterator

from quizgen.model import Ordering, PointSet, SetKind

from . import wording as w
from .context import Course, Draft, common, is_asked
from .lists import tail

_FEWEST = 4
_MOST = 7


def step_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make one item of a set of steps."""
    if pointset.kind is not SetKind.STEPS or not is_asked(pointset):
        return
    if not _FEWEST <= len(pointset.points) <= _MOST:
        course.note(
            pointset.lesson,
            pointset.line,
            f"“{pointset.title}”有 {len(pointset.points)} 步，不出排序题"
            f"（要 {_FEWEST}—{_MOST} 步，少的只考时限）",
        )
        return
    terms = tuple(w.bare(point.key) for point in pointset.points)
    title = w.title_of(pointset) or w.plain_title(pointset.title)
    basis = w.basis_of(pointset, course.is_sound(pointset.facts))
    fields = common(pointset, "S1", ("order",), fact="order", points=pointset.points)
    item = Ordering(
        **fields | {"facts": pointset.facts},
        stem=w.ORDER_STEPS.format(basis=basis, title=title),
        explanation=f"先后是：{' → '.join(terms)}。" + tail(course, pointset),
        difficulty=round(min(0.3 + 0.06 * len(terms), 0.7), 2),
        order=terms,
    )
    yield Draft(item)
