"""The tables of the store, as of the newest migration."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("kind", String(8), nullable=False),  # phones | paper
    Column("mode", String(8), nullable=False),
    Column("phase", String(10), nullable=False),
    Column("paper_code", String(12), nullable=False),
    Column("paper", Text, nullable=False),  # its JSON
    Column("secret", LargeBinary, nullable=False),
    Column("roster", Boolean, nullable=False, default=False),
    Column("source", String(64), nullable=False, default=""),  # SHA-256 of an imported sheet
    # what the archive has to say
    Column("topic", Text, nullable=False, default=""),
    Column("place", Text, nullable=False, default=""),
    Column("lecturer", Text, nullable=False, default=""),
    Column("audience", Text, nullable=False, default=""),
    Column("category", Text, nullable=False, default=""),
    Column("recorder", Text, nullable=False, default=""),
    Column("hours", Float),
    # the rules' values, times in seconds since 1970
    Column("minutes", Integer, nullable=False, default=0),
    Column("items", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("closed", Float),
    Column("paused_at", Float),
    Column("paused", Float, nullable=False, default=0.0),
    Column("at", Integer, nullable=False, default=0),
    Column("revealed", Boolean, nullable=False, default=False),
    Column("seen", Float, nullable=False, default=0.0),
    Column("version", Integer, nullable=False, default=0),
)
seats = Table(
    "seats",
    metadata,
    Column("session", ForeignKey("sessions.id"), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("number", String(40), nullable=False, default=""),
    Column("name", String(40), nullable=False),
    Column("department", String(40), nullable=False, default=""),
    Column("role", String(40), nullable=False, default=""),
    Column("employment", String(40), nullable=False, default=""),
    Column("who", String(200), nullable=False),  # people.key of number, or of name and department
    Column("listed", Boolean, nullable=False, default=False),  # stood on the roster
    Column("code", String(8), nullable=False, default=""),  # to come back on another device
    Column("visitor", String(32), nullable=False, default=""),  # the browser that signed in
    Column("signed", Float),
    Column("began", Float),
    Column("extra", Float, nullable=False, default=0.0),
    Column("handed", Float),
    Column("forced", Boolean, nullable=False, default=False),
    Column("device", Integer, nullable=False, default=0),
    UniqueConstraint("session", "who", name="seats_who"),
    Index("seats_number", "number"),
)
answers = Table(
    "answers",
    metadata,
    Column("session", String(12), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("answer", Text),  # JSON of an Answer; null where it was taken back
    Column("turn", Integer, nullable=False),
    Column("saved", Float, nullable=False),
    Column("mark", Float),  # what a person gave a short answer
)
log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session", String(12), nullable=False, index=True),
    Column("moment", Float, nullable=False),
    Column("seat", Integer),
    Column("what", String(24), nullable=False),
    Column("detail", Text, nullable=False, default=""),
)
archives = Table(
    "archives",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session", String(12), nullable=False, index=True),
    Column("filed", Float, nullable=False),
    Column("folder", Text, nullable=False),
    Column("manifest", String(64), nullable=False),  # SHA-256 of manifest.json
    Column("people", Text, nullable=False),  # JSON: salted hashes of those whose data it holds
)
