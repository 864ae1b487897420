"""Every problem of the course is told in every build, warm or cold."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx.util import logging

from quizgen.config import QuizgenConfig
from quizgen.problems import errors

from .consistency import Course
from .domain import QuizgenDomain
from .lawtable import facts_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def read_config(app: Sphinx) -> QuizgenConfig:
    """Return the settings, checked; a bad value costs one warning and is replaced."""
    raw = {name.removeprefix("quizgen_"): app.config[name] for name in _NAMES}
    return QuizgenConfig.read(raw, lambda said: logger.warning(said, type="quizgen"))


_NAMES = [f"quizgen_{name}" for name in QuizgenConfig.__dataclass_fields__]


def course_of(app: Sphinx, env: BuildEnvironment) -> Course:
    """Bring together what the documents hold and the course's facts."""
    domain = cast(QuizgenDomain, env.domains["quizgen"])
    read_config(app)  # tells a bad setting
    return Course(domain, env, facts_of(env))


def _tell(app: Sphinx, env: BuildEnvironment) -> None:
    for problem in errors(course_of(app, env).problems()):
        logger.warning(
            problem.message,
            location=str(problem.where),
            type="quizgen",
            subtype=str(problem.code),
        )


def setup_telling(app: Sphinx) -> None:
    """Speak up when all documents are read."""
    app.connect("env-updated", _tell)
