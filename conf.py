"""Sphinx configuration of the courseware: ``sphinx-build -c . source build/html``."""

project = "安全生产责任与红线意识"
author = "quizgen authors"
copyright = "2026, quizgen authors · 课程文字 CC BY 4.0"
language = "zh_CN"

extensions = ["myst_parser", "sphinx_design", "quizgen"]
myst_enable_extensions = ["colon_fence", "deflist", "tasklist"]

html_theme = "furo"
html_title = project
html_copy_source = False  # a page's source holds what trainees may not see
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False  # the indices of points and terms take its place
html_permalinks_icon = "¶"
