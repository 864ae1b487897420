"""Which items stand in which self-check.

They come from the same generator as the bank's, inside the build. They are made once when all
documents are read, and remembered beside the doctrees under a digest of all that they are made
of: a build in which nothing of that changed does not make them again, and one that needs none
does not even load the generator.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
from docutils import nodes

from quizgen.harvest import harvest_quiz, quiz_block
from quizgen.harvest.questions import Quiz
from quizgen.model import Item, Target, match_key

from .order import lessons_in_order

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from .domain import QuizgenDomain

CACHE = "quizgen-selfchecks.json"


class Drawn(msgspec.Struct):
    """The items of every self-check of a course, and a digest of what they were made of."""

    digest: str
    quizzes: dict[str, list[tuple[Item, ...]]]
    """By document, in the order of its ``quiz`` directives."""


def quiz_items(env: BuildEnvironment, docname: str, block: quiz_block) -> list[Item]:
    """Return the items that a self-check shows, in their order.

    Args:
        env: the environment, all documents read.
        docname: the document that holds the directive.
        block: what the directive left in the tree.
    """
    docname = home_of(block, docname)
    quizzes = domain_of(env).quizzes.get(docname, ())
    quiz, _ = harvest_quiz(block)
    if quiz not in quizzes:
        return []
    return list(drawn(env).quizzes[docname][quizzes.index(quiz)])


def home_of(node: nodes.Node, docname: str) -> str:
    """Return the document that a node comes from, where one page holds several."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.Element) and "docname" in parent:
            return str(parent["docname"])
        parent = parent.parent
    return docname


def drawn(env: BuildEnvironment) -> Drawn:
    """Return the items of all self-checks: kept in memory, on disk, or made now."""
    domain = domain_of(env)
    if domain.drawn is None:
        digest = _digest_of(env) if any(domain.quizzes.values()) else ""
        path = Path(env.doctreedir) / CACHE
        found = _read_cache(path) if digest else Drawn("", {})
        if found is None or found.digest != digest:
            found = Drawn(digest, dict(_draw(env)))
            path.write_bytes(msgspec.json.encode(found))
        domain.drawn = found
    return domain.drawn


def domain_of(env: BuildEnvironment) -> QuizgenDomain:
    """Return the domain that keeps what the documents hold."""
    return cast("QuizgenDomain", env.domains["quizgen"])


def _read_cache(path: Path) -> Drawn | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Drawn)
    except (OSError, msgspec.DecodeError):
        return None


def _digest_of(env: BuildEnvironment) -> str:
    """Hash all that the choice rests on, the generator's own files included."""
    domain, whole = domain_of(env), hashlib.sha256()
    titles = [(name, env.titles[name].astext()) for name in lessons_in_order(env)]
    kept = [domain.data[name] for name in ("sets", "cases", "questions", "quizzes", "hidden")]
    for each in (titles, *({name: per[name] for name in sorted(per)} for per in kept)):
        whole.update(msgspec.json.encode(each) + b"\0")
    for name, words in sorted(domain.words.items()):
        whole.update(f"{name}\0{words}\0".encode())
    ours = Path(__file__).parent.parent
    code = [*sorted((ours / "generate").glob("*.py")), ours / "practice" / "drawing.py"]
    facts = Path(env.srcdir) / str(env.config.quizgen_facts)
    for path in (*code, Path(__file__), facts, *authored_files(env)):
        whole.update(path.read_bytes() + b"\0" if path.is_file() else b"\0")
    return whole.hexdigest()


def authored_files(env: BuildEnvironment) -> list[Path]:
    """Return the files of items written by hand: ``quizzes/items`` beside ``conf.py`` or above."""
    confdir = Path(env._app.confdir)
    for folder in (confdir, confdir.parent):
        if found := sorted((folder / "quizzes" / "items").glob("*.y*ml")):
            return found
    return []


def _pool(env: BuildEnvironment) -> list[Item]:
    """Make all items that may be practised; authored ones join, faulty ones are left to the bank.

    What only an exam asks is not there to make items of, so no page can show it.
    """
    from quizgen.bank.authored import read_items
    from quizgen.generate import make_items

    from .content import content_of, course_for_items, header_of, without_exam

    content = content_of(env)
    items = {each.id: each for each in make_items(course_for_items(without_exam(content)))[0]}
    header = header_of(content)
    for path in authored_files(env):
        items |= {each.id: each for each in read_items(path, header)[0] if each.id not in items}
    secret = domain_of(env).data["hidden"].values()
    hidden = {name for kept in secret for _, ids in kept for name in ids}
    return [each for each in items.values() if each.use != "exam" and each.set not in hidden]


def _draw(env: BuildEnvironment) -> Iterator[tuple[str, list[tuple[Item, ...]]]]:
    """Choose for each document in turn; what one self-check asks, the next of the page does not."""
    from quizgen.practice.drawing import mixed

    quizzes, pool = domain_of(env).quizzes, _pool(env)
    by_set: dict[str, list[Item]] = {}
    by_lesson: dict[str, list[Item]] = {}
    for each in pool:
        by_set.setdefault(each.set or "", []).append(each)
        by_lesson.setdefault(each.lesson, []).append(each)
    for docname in sorted(quizzes):
        found: list[tuple[Item, ...]] = []
        asked: set[str] = set()
        for quiz in quizzes[docname]:
            near = [each for target in quiz.points for each in by_set.get(target.set, ())]
            about = _about(quiz, near) if quiz.points else by_lesson.get(docname, [])
            left = [each for each in about if each.fact not in asked]
            left = [each for each in left if not _is_told(each, docname)]
            found.append(tuple(mixed(left, quiz.count, f"{docname} {len(found)}")))
            asked |= {each.fact for each in found[-1]}
        yield docname, found


def _is_told(item: Item, docname: str) -> bool:
    """Say whether a lesson shows an item already: as a question, or with its case."""
    return item.lesson == docname and (item.origin == "question" or item.stimulus is not None)


def _about(quiz: Quiz, items: Iterable[Item]) -> list[Item]:
    """Keep the items on the points of a self-check, each once."""
    about = (each for each in items if any(_is_on(each, target) for target in quiz.points))
    return list({each.id: each for each in about}.values())


def _is_on(item: Item, target: Target) -> bool:
    if target.term is None:
        return item.set == target.set
    wanted = f"{target.set}/{match_key(target.term)}"
    return any(
        f"{pointset}/{match_key(term)}" == wanted
        for pointset, _, term in (each.partition("/") for each in item.points)
    )
