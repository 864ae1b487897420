"""Let `python -m quizgen.cli` work where the script is not on the path."""

from quizgen.cli import main

main()
