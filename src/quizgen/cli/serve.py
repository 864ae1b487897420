"""``quizgen serve``: a laptop becomes the classroom."""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .database import database_option

if TYPE_CHECKING:
    from quizgen.model import Paper
    from quizgen.session.service import Loaded, Person
    from quizgen.session.store import Store

_FIRST_PORT, _PORTS = 8000, 10


@click.command(
    help="开一场培训考试：学员用手机扫码、实名签到、答题，讲师在网页上投影、掌握进度、收卷。\n\n"
    "PAPER 是 quizgen paper 写出的 编号.json。不用联网；每个答案先落盘再回执。电脑死机、"
    "程序退出都不要紧：把同样的命令再运行一次，就接着原来的场次，手机不用重新登录。\n\n"
    "\b\n"
    "从名单到档案，十步：\n"
    " 1. 名单：Excel，表头 工号、姓名、部门\n"
    " 2. 组卷：quizgen paper 蓝图.yaml -o build/papers\n"
    " 3. 开场：quizgen serve build/papers/编号.json --roster 名单.xlsx\n"
    " 4. 手机连同一个 Wi-Fi，扫窗口里的码，凭工号和姓名签到\n"
    " 5. 浏览器打开讲师页，输入窗口里的口令；投影页放到大屏上\n"
    " 6. 点“开始”；看谁没到、谁答到哪里；可以暂停，给个人加时\n"
    " 7. 点“结束”收卷；简答题在讲师页评分\n"
    " 8. 归档：quizgen records archive 场次 -o 培训档案\n"
    " 9. 检查：quizgen records verify 培训档案\n"
    "10. 讲评：quizgen stats 场次 --html 分析.html",
    epilog="例：quizgen serve build/papers/VHA59F5Z.json --mode exam --roster 名单.xlsx "
    "--topic 全员安全培训 --place 三楼会议室 --lecturer 王老师 --hours 4",
)
@click.argument(
    "paper_path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PAPER"
)
@click.option(
    "--mode",
    type=click.Choice(["exam", "class"]),
    default="exam",
    show_default=True,
    help="exam 考试：各答各的，各计各的时；class 课堂：讲师出一题、揭晓一题。",
)
@click.option(
    "--roster",
    "roster_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="名单（.xlsx，表头 工号、姓名、部门，可加 岗位、用工类型）；给了名单，名单外的人不能签到；"
    "开场以后加了人，停下再运行一次就补进来。",
)
@click.option("--topic", help="培训主题，缺省用试卷的标题。")
@click.option("--place", default="", help="地点。")
@click.option("--lecturer", default="", help="讲师。")
@click.option("--hours", type=click.FloatRange(0, 1000), help="学时。")
@click.option("--audience", default="", help="培训对象。")
@click.option("--category", default="", help="培训类别，如 再培训、三级培训、专项培训。")
@click.option("--recorder", default="", help="记录人。")
@click.option("--host", help="在哪个地址上听，缺省 0.0.0.0；写具体地址时，二维码也用它。")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，缺省 8000，占用时往后找。")
@click.option("--public-url", help="前面另有 HTTPS 代理时，学员用的网址（二维码用它）。")
@click.option("--session", "name", help="接着这一场（records list 里的场次）。")
@click.option("--new", "fresh", is_flag=True, help="即使同一份试卷有没结束的场次，也另开一场。")
@database_option
def serve(paper_path: Path, roster_path: Path | None, name: str | None, **options: Any) -> None:
    """Open a session, or take up the one that was not closed, and serve it."""
    from quizgen.bank.files import read_paper
    from quizgen.session import service
    from quizgen.session.desk import Desk
    from quizgen.session.guard import Clock
    from quizgen.session.roster import read_roster
    from quizgen.session.server import run
    from quizgen.session.store import Store, as_url

    paper = read_paper(paper_path)
    roster = read_roster(roster_path) if roster_path else []
    store = Store(as_url(options["database"]))
    try:
        there = _open(store, paper, roster, name, options)
        clock = Clock(not_before=there.state.seen)
        store.write(lambda c: service.take_up(c, there.id, clock()))
        bound = _listen(options["host"], options["port"])
        given = options["public_url"]
        address = (
            f"{given.rstrip('/')}/" if given else _address(options["host"], bound.getsockname()[1])
        )
        desk = Desk(store, there.id, clock=clock, address=address)
        _welcome(desk, there, bound.getsockname()[1])
        run(desk, bound)
        click.echo(
            f"\n场次 {there.id} 的记录都在 {store.shown.removeprefix('sqlite:///')}。", err=True
        )
    finally:
        store.close()


def _open(
    store: Store, paper: Paper, roster: list[Person], name: str | None, options: dict[str, Any]
) -> Loaded:
    """Find the session to go on with, or open one."""
    from quizgen.bank.files import paper_code
    from quizgen.session import service
    from quizgen.session.rules import Phase

    if name:
        return store.read(lambda c: service.load(c, name.upper()))
    code = paper_code(paper)
    alive = (Phase.LOBBY, Phase.RUNNING, Phase.PAUSED)
    for each in reversed(store.read(service.all_sessions)):
        same = each.paper_code == code and each.kind == "phones"
        if same and each.state.mode == options["mode"] and each.state.phase in alive:
            if options["fresh"]:
                break
            click.echo(f"接着没有结束的场次 {each.id}；要另开一场，加 --new。", err=True)
            _extend(store, each, roster)
            return each
    return _create(store, paper, roster, options)


def _extend(store: Store, there: Loaded, roster: list[Person]) -> None:
    """Add people who were put on the roster since."""
    from quizgen.session import service

    if there.roster and roster:
        now = time.time()
        if added := store.write(lambda c: service.extend_roster(c, there.id, roster, now)):
            click.echo(f"名单里补进 {added} 人。", err=True)


def _create(store: Store, paper: Paper, roster: list[Person], options: dict[str, Any]) -> Loaded:
    from quizgen.session import service
    from quizgen.session.desk import new_session_name
    from quizgen.session.rules import Mode

    given = {
        field: options[field]
        for field in ("place", "lecturer", "hours", "audience", "category", "recorder")
    }
    about = service.About(topic=options["topic"] or paper.title, **given)
    name = new_session_name()
    store.write(
        lambda c: service.create(
            c,
            name=name,
            paper=paper,
            mode=Mode(options["mode"]),
            about=about,
            roster=roster,
            secret=secrets.token_bytes(32),
            now=time.time(),
        )
    )
    return store.read(lambda c: service.load(c, name))


def _listen(host: str | None, port: int | None) -> Any:
    from quizgen.session.server import listen

    ports = range(port, port + 1) if port else range(_FIRST_PORT, _FIRST_PORT + _PORTS)
    return listen(host or "0.0.0.0", ports)


def _address(host: str | None, port: int) -> str:
    from quizgen.session.lan import lan_address

    shown = lan_address() if host in (None, "0.0.0.0", "::") else host
    shown = f"[{shown}]" if shown and ":" in shown else shown
    return f"http://{shown}/" if port == 80 else f"http://{shown}:{port}/"


def _welcome(desk: Any, there: Loaded, port: int) -> None:
    """Print where to go; the token is shown here and nowhere else."""
    import segno

    if sys.stdout.isatty() or os.environ.get("QUIZGEN_QR"):
        segno.make(desk.address, error="m", micro=False).terminal(compact=True, border=2)
    told = [
        ("学员", desk.address),
        ("讲师页", f"{desk.address}trainer"),
        ("本机也可", f"http://127.0.0.1:{port}/trainer"),
        ("讲师口令", desk.seal.trainer_token()),
        ("场次", there.id),
        ("记录库", desk.store.shown.removeprefix("sqlite:///")),
    ]
    for label, value in told:
        click.echo(f"{label}{'　' * (5 - len(label))}{value}")
    click.echo(f"结束以后归档：quizgen records archive {there.id} -o 培训档案")
    click.echo("按 Ctrl+C 关掉服务；没结束的场次，同样的命令再运行一次就能接着开。")
    sys.stdout.flush()
