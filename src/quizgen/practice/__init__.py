"""The terminal quiz."""

from __future__ import annotations

from .drawing import draw, playable
from .game import Game, Result
from .history import append, rounds

__all__ = ["Game", "Result", "append", "draw", "playable", "rounds"]
