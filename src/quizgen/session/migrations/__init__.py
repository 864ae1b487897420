"""How older stores become today's: alembic steps, shipped with the package."""
