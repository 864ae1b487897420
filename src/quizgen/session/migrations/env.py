"""Run by alembic: migrate over the connection that the store hands in."""

from __future__ import annotations

from alembic import context

from quizgen.session.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="quizgen_version",
)
with context.begin_transaction():
    context.run_migrations()
