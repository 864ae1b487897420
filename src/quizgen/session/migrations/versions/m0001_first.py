"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, size: int | None = None, *, empty: bool = True) -> sa.Column[str]:
    kind = sa.String(size) if size else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default="" if empty else None)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _seconds(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), nullable=False, server_default="0")


def upgrade() -> None:
    """Make them."""
    _sessions()
    _seats()
    op.create_table(
        "answers",
        sa.Column("session", sa.String(12), primary_key=True),
        sa.Column("seat", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("answer", sa.Text()),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Float(), nullable=False),
        sa.Column("mark", sa.Float()),
    )
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("session", sa.String(12), nullable=False, index=True),
        sa.Column("moment", sa.Float(), nullable=False),
        sa.Column("seat", sa.Integer()),
        _text("what", 24, empty=False),
        _text("detail"),
    )
    op.create_table(
        "archives",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("session", sa.String(12), nullable=False, index=True),
        sa.Column("filed", sa.Float(), nullable=False),
        _text("folder", empty=False),
        _text("manifest", 64, empty=False),
        _text("people", empty=False),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(12), primary_key=True),
        _text("kind", 8, empty=False),
        _text("mode", 8, empty=False),
        _text("phase", 10, empty=False),
        _text("paper_code", 12, empty=False),
        _text("paper", empty=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _flag("roster"),
        _text("source", 64),
        *(_text(name) for name in ("topic", "place", "lecturer", "audience", "category")),
        _text("recorder"),
        sa.Column("hours", sa.Float()),
        _number("minutes"),
        _number("items"),
        _seconds("created"),
        sa.Column("started", sa.Float()),
        sa.Column("closed", sa.Float()),
        sa.Column("paused_at", sa.Float()),
        _seconds("paused"),
        _number("at"),
        _flag("revealed"),
        _seconds("seen"),
        _number("version"),
    )


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("session", sa.String(12), sa.ForeignKey("sessions.id"), primary_key=True),
        sa.Column("seat", sa.Integer(), primary_key=True, autoincrement=False),
        _text("number", 40),
        _text("name", 40, empty=False),
        _text("department", 40),
        _text("role", 40),
        _text("employment", 40),
        _text("who", 200, empty=False),
        _flag("listed"),
        _text("code", 8),
        _text("visitor", 32),
        sa.Column("signed", sa.Float()),
        sa.Column("began", sa.Float()),
        _seconds("extra"),
        sa.Column("handed", sa.Float()),
        _flag("forced"),
        _number("device"),
        sa.UniqueConstraint("session", "who", name="seats_who"),
        sa.Index("seats_number", "number"),
    )
