"""The one option that says where records lie, shared by the commands of sessions."""

from __future__ import annotations

import click

database_option = click.option(
    "--database",
    envvar="QUIZGEN_DATABASE",
    metavar="文件|URL",
    help="记录库：SQLite 文件，或者 postgresql+psycopg://用户@主机/库名。缺省是本人账户下的一个文件"
    "（Windows：%LOCALAPPDATA%\\quizgen\\records.db，Linux：~/.local/share/quizgen/records.db），"
    "在哪个文件夹里运行都是同一个库；也可以用环境变量 QUIZGEN_DATABASE 指定。",
)
