"""Where the first member of a series begins and the last one ends.

The members in the middle stand between two marks and are exact: their length, their common
beginning and ending, and the words that lead to a list or follow one, tell the two other ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from pypinyin.constants import PHRASES_DICT

from .phrases import MASK, bare

_LEADS = re.findall(
    r"\S+",
    """
    推动 推进 加强 强化 做到 做好 实现 落实好 落实到 落实 开展 坚持 坚守 形成 营造
    提高 提升 增强 建立健全 建立起 建立 健全 完善 深化 抓好 抓实 抓住 突出 围绕 聚焦
    紧扣 紧盯 严格 严厉 查处 打击 整治 包括 涉及 采用 采取 运用 利用 通过 依靠 依托
    按照 根据 遵循 履行 树立 树牢 把握 处理 解决 克服 杜绝 防止 防范 遏制 避免 发生
    存在着 存在 出现 具有 具备 体现 反映 表现为 表现在 分为 分成 划分为 即 就是 分别是
    分别为 主要是 主要有 如 比如 例如 诸如 像 对于 对 向 从 在 以 把 将 为了 为
    由于 因 由 与 同 和 及 或 的 了 着 到 于 至 给 让 使 令 被 要 应 须 作为
    成为 变成 转为 列入 纳入 构建 打造 创建 组织 协调 统筹 召集 邀请 针对 着眼 着力
    重点 切实 认真 坚决 全面 深入 扎实 持续 不断 进一步 继续 加快 加大 积极 大力 努力
    始终 主动 自觉 牢固 请 凡是 凡 不论 无论 不管 含 覆盖 贯穿 渗透 延伸到 深入到
    细化到 分解到 传导到 听取 审议 讨论 研究 通报 学习 传达 检查 排查 督促 要求 强调
    指出 提出 明确 规范 完成 争取 确保 保障 保证 保持 弘扬 发扬 践行 培育 发挥 摸清
    掌握 熟悉 了解 懂得 配备 配齐 准备 携带 佩戴 穿戴 使用 购置 储备 张贴 发放 设置
    安装 收集 整理 统计 上报 填写 提交 是 有 无 是指 指 负责 分管 主管 其中 查 抓
    防 重点查 重点看 重点抓 重点防 严查 严防 严控 狠抓 成立 组建 设立 治理 整改 打好
    打赢 盯住 盯紧 管好 管住 用好 用活 守住 守好 筑牢 夯实 压实 织密 扎紧 执行 遵守
    服从 维护 采购 购买 培养 培训 引进 招聘 选配 选优 选派 选拔 指导 引导 教育 动员
    发动 号召 禁止 严禁 取缔 关闭 停止 暂停 恢复 扩大 增加 减少 降低 压缩 清理 清除
    纠正 消除 化解 缓解 破解 攻克 应对 面对 面临 受到 得到 获得 取得 赢得 承担 担当
    肩负 支持 配合 协助 帮助 服务 接受 吸取 汲取 总结 推广 借鉴 学会 应用 制定 制订
    出台 印发 编制 修订 起草 签订 实施 实行 推行 启动 谋划 部署 安排 汇报 介绍 展示
    参观 考察 调研 走访 慰问 参加 出席 召开 举办 主持 联合 会同 牵头 涵盖 囊括 组成
    称为 提供 供应 维修 保养 更换 更新 改造 新建 改建 扩建 建成 建好 发展 壮大 做大
    做强 做优 促进 助推 助力 带动 激发 释放 挖掘 整合 优化 美化 细化 量化 深挖 摸排
    核查 抽查 巡查 督查 督办 督导 考核 评价 评估 追究 约谈 曝光 查摆 查找 剖析 反思
    对照 瞄准 锚定 紧抓 传承 牢记 铭记 锤炼 练就 敬畏 尊重 关心 关爱 关注 重视 讲究
    注重 侧重 着重 提倡 倡导 反对 抵制 拒绝 畅通 拓宽 拓展 延长 打通 连接 对接 衔接
    融合 融入 贯彻 聚集 汇聚 凝聚 集中 凸显 彰显 展现 呈现 暴露 反映出 暴露出 表现出
    拿出 强健 巩固 稳定 防治 救治 保护 爱护 照顾 养成 形成了 做细 做实 做到了 讲好
    学好 管理好 唱响 营造出 推出 打响 开好 当好 走好 算好 办好 建强 配强 抓牢 抓细
    不断提升 有效 高效 合理 科学 依法 从严 统一 共同 同时 尤其是 特别是 包含 含有 带有
    伴有 存有 缺乏 缺少 没有 忽视 放松 经过 历经 途经 经由 位于 坐落 分布在 集中在
    主要包括 主要涉及 主要负责 叫 派 凭 靠 按 依 据 经 往 朝 跟 比 补齐 补足 又 既
    也 并 还 更 而 等 后 前 时 中 上 下 里 内
    """,
)
"""Words after which a list may begin: verbs of the genre that take one, prepositions, particles."""
_LONGEST = "|".join(sorted(_LEADS, key=len, reverse=True))
LEAD = re.compile(rf"(?:{_LONGEST})(?:好|了|着|起|到)?")
ONE_LEAD = re.compile(_LONGEST)
VERB = re.compile("|".join(word for word in sorted(_LEADS, key=len, reverse=True) if len(word) > 1))
_TAIL = re.compile(
    r"相结合|相统一|闭环|短板|的|之|要|应(?![急对])|须|必须|是|为|在|前后|(?<!前)后|前|中|上|下|时|期间|不|有|无|没|将|把|对|由|从|以|并|都|均|也|已|可|能|"
    r"进行|开展|实行|实施|给予|方面|联动|结合|并举|并重|一体|统筹|共同|分别|认真|切实|严格|坚决|积极|全力|"
    r"全面|及时|依法|统一|协调|相互|负责|参加|参与|出席|主持|组成|构成|之间|之内|之中|以上|以下|以内|"
    r"明显|显著|大幅|逐步|持续|进一步|得到|取得|达到|发挥|形成|同步|联合|配合|齐|需|仍|还|存在|开始|抓|"
    r"逐一|逐项|逐级|全部|全|向|到|于|给|让|使|来|去|代替|说了算|组织|共|共计|合计|两|[二三四五六七八九十]|"
    r"至少|每|按|按照|通过|工作人员|“"
)
_CLASS = re.compile(
    "(?:常识|知识|工作|问题|情况|措施|制度|政策|能力|水平|技能|环节|领域|部位|行为|现象|作风|标准|要求|部门|单位|"
    "人员|设备|设施|行业|企业|场所|事故|隐患|风险|资金|经费|手段|方式|方法|渠道|机制|体系|建设|管理|服务|教育|"
    "活动|项目|任务|资料|材料|因素|原则|原因|方面|关系|作用|力量|队伍|保障|培训|检查)$"
)
"""Nouns of a class that stand once, behind the last member, for all: 出行、用火、用电常识."""
_SUBJECT = re.compile("现场|部门|单位|企业|全县|全市|全镇|全省|全国|全体|我们|大家|各级|各地|各方")
_AND_SO_ON = re.compile("(?<![不平相均同对高中上下初优劣我你何])等(?![级候于待着量边值同不到])")
_WINDOW = 60


@dataclass(frozen=True)
class Like:
    """What the members that are exact tell of the others."""

    texts: tuple[str, ...]
    usual: float
    low: float
    high: float
    even: bool

    @classmethod
    def of(cls, texts: Sequence[str]) -> Like:
        """Measure the members that are known; most of one length make that the length."""
        sizes = [len(bare(each)) or len(each) for each in texts]
        mode = max(sizes, key=sizes.count)
        if sizes.count(mode) >= 0.75 * len(sizes):
            return cls(tuple(texts), mode, mode, mode, even=True)
        return cls(tuple(texts), median(sizes), min(sizes), max(sizes), even=False)

    def off(self, text: str) -> float:
        """Weigh a length: a member cut short is worse than one that runs on."""
        size = len(bare(text))
        if size < self.low:
            return 1.7 * (self.low - size) + 0.25 * (self.usual - self.low)
        if size > self.high:
            return size - self.high + 0.25 * (self.high - self.usual)
        return 0.25 * abs(size - self.usual)


def shared(texts: Sequence[str]) -> tuple[str, str]:
    """Return what all texts begin with and end with."""
    first = texts[0]
    short = min(map(len, texts))
    front = 0
    while front < short and all(text[front] == first[front] for text in texts):
        front += 1
    back = 0
    while back < short - front and all(text[-1 - back] == first[-1 - back] for text in texts):
        back += 1
    return first[:front], first[len(first) - back :]


def first_cut(chunk: str, middles: Sequence[str], last: str) -> int:
    """Find where the first member begins in its chunk."""
    window = max(0, len(chunk) - _WINDOW)
    tail = chunk[window:]
    known = [*middles[:50], last]
    front, _ = shared(known if len(known) == 2 else known[:-1])
    cut = _by_front(tail, front, Like.of(known).usual) if front else None
    if cut is None and all(each[:1].isdigit() for each in known):
        digits = re.findall(r"\d[\d.,]*", tail)
        cut = tail.rfind(digits[-1]) if digits else None
    if cut is not None:
        return window + cut
    options = [*_first_options(tail, Like.of(known), whole=not window)]
    return window + min(options)[1] if options else window


def _first_options(tail: str, like: Like, *, whole: bool) -> Iterator[tuple[float, int]]:
    """Yield (cost, place) of every cut that there is a reason for."""
    verbs = any(VERB.match(each) for each in like.texts)
    exact = like.even and len(bare(tail)) == like.usual
    penalty = 0.0 if verbs else 1.0 if exact else 3.0
    longer = like.even and len(bare(tail)) >= like.usual + 2  # a clause begins with its verb
    if whole:
        yield _first_cost(tail, like, penalty) + longer, 0
    for end, weight in _lead_ends(tail):
        if end < len(tail):
            yield _first_cost(tail[end:], like, penalty) + weight, end
    size = round(like.usual)
    piece = tail[-size:]
    if like.even and 2 <= size < len(tail) and MASK not in piece and not re.search(r"\d", piece):
        yield 2.5 + torn(tail, len(tail) - size), len(tail) - size


def _first_cost(rest: str, like: Like, penalty: float) -> float:
    if not bare(rest):
        return 99.0
    verb = len(rest) > 2 and (VERB.match(rest) or rest[0] in "要对把将在以从由请按的了着")
    return like.off(rest) + (penalty if verb else 0)


def _lead_ends(text: str) -> Iterator[tuple[int, float]]:
    """Yield the ends of every word after which a member may begin, and what a cut there weighs."""
    for at in range(len(text)):
        if text[at] in "对把将从以" and (at == 0 or text[at - 1] in "要应须，"):
            yield at + 1, 0.6
        for found in (LEAD.match(text, at), ONE_LEAD.match(text, at)):
            if found:
                weight = 0.3 if VERB.match(found[0]) else 0.6
                yield found.end(), weight + torn(text, found.end())
        subject = _SUBJECT.match(text, at)
        if subject:
            yield subject.end(), 1.2


def lead_ends(text: str) -> Iterator[int]:
    """Yield the ends of every word after which a member may begin."""
    for end, _ in _lead_ends(text):
        yield end


def _by_front(tail: str, front: str, usual: float) -> int | None:
    """Cut where the beginning that all share stands last, if the length is near."""
    best: tuple[float, int] | None = None
    at = tail.find(front)
    while at >= 0:
        off = abs(len(bare(tail[at:])) - usual)
        room = max(2.0, usual) if len(front) > 1 else max(1.5, 0.5 * usual)
        room = 4 * usual if at == 0 else room
        if off <= room and (best is None or off <= best[0]):
            best = off, at
        at = tail.find(front, at + 1)
    return best[1] if best else None


def last_cut(chunk: str, middles: Sequence[str], *, first: str = "", whole: bool = False) -> int:
    """Find where the last member ends in its chunk; ``first`` is the chunk of the first one."""
    if whole:
        return len(chunk)
    tail = chunk[:_WINDOW]
    closing = _AND_SO_ON.search(tail)
    if closing and closing.start():
        return closing.start()
    like = Like.of(middles[:50])
    _, back = shared([*like.texts, first[-12:]] if first else [*like.texts, like.texts[0]])
    if back:
        cut = _by_back(chunk, tail, back[-6:], like.usual)
        if cut is not None:
            return cut
    return min(_last_options(chunk, tail, like))[1]


def _by_back(chunk: str, tail: str, back: str, usual: float) -> int | None:
    """Cut behind the ending that all share, if the length is near."""
    at = tail.find(back)
    while at >= 0:
        end = at + len(back)
        off = abs(len(bare(tail[:end])) - usual)
        if off <= max(1.0, 0.34 * usual) or (end == len(chunk) and off <= 1.5 * usual):
            return end
        at = tail.find(back, at + 1)
    return None


def _last_options(chunk: str, tail: str, like: Like) -> Iterator[tuple[float, int]]:
    """Yield (cost, place) of every cut that there is a reason for."""
    foreign = False
    for at in range(1, len(tail)):
        found = _TAIL.match(tail, at)
        if found and not any(found[0] in each for each in like.texts):
            foreign = True
            yield like.off(tail[:at]) + 0.3 + torn(tail, at), at
            yield from _without_class(tail[:at], like, 0.5)
    if len(chunk) <= _WINDOW:
        yield from _without_class(chunk, like, 0.2)
    yield like.off(chunk) + (1.5 if foreign else 0), len(chunk)


def _without_class(piece: str, like: Like, weight: float) -> Iterator[tuple[float, int]]:
    """Cut the noun of the class that stands once for all: 照明、通风、除尘设施."""
    noun = _CLASS.search(piece)
    if noun and noun.start() and not any(each.endswith(noun[0]) for each in like.texts):
        yield like.off(piece[: noun.start()]) + weight, noun.start()


@cache
def _words() -> frozenset[str]:
    """Return common words of two characters, the ones that pypinyin has to tell apart."""
    return frozenset(word for word in PHRASES_DICT if len(word) == 2)


def torn(text: str, at: int) -> float:
    """Weigh a cut through the middle of a word."""
    return 1.6 if text[at - 1 : at + 1] in _words() else 0.0
