"""The address of this machine that phones in the room reach."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterable, Sequence

_TUNNELS = ("docker", "br-", "veth", "virbr", "vmnet", "vbox", "tun", "utun", "tap", "wg", "ppp")
_ASKED = ("10.255.255.255", "192.168.255.255", "172.31.255.255", "8.8.8.8")


def choose(candidates: Iterable[tuple[str, str]], default: str | None = None) -> str:
    """Choose among (interface, IPv4 address); ``default`` is the one that routes go through.

    A classroom's network is private: 192.168 before 10 before 172.16; tunnels, containers and
    self-assigned addresses come last, and of equals the one with the route.
    """
    found = sorted(
        {(name, address) for name, address in candidates if _usable(address)},
        key=lambda each: (_rank(*each), each[1] != default, _numbers(each[1])),
    )
    if found:
        return found[0][1]
    return default if default and _usable(default) else "127.0.0.1"


def _usable(address: str) -> bool:
    try:
        parsed = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_multicast)


def _rank(name: str, address: str) -> int:
    parsed = ipaddress.IPv4Address(address)
    if parsed.is_link_local:
        return 9
    if name.lower().startswith(_TUNNELS):
        return 8
    for rank, net in enumerate(("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12")):
        if parsed in ipaddress.IPv4Network(net):
            return rank
    return 5


def _numbers(address: str) -> tuple[int, ...]:
    return tuple(int(part) for part in address.split("."))


def lan_address() -> str:
    """Look at this machine; nothing is sent."""
    return choose([*_interfaces(), *(("", each) for each in _by_name())], _routed())


def _routed() -> str | None:
    for target in _ASKED:
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
        ):
            probe.connect((target, 9))  # a datagram socket: connecting sends nothing
            return str(probe.getsockname()[0])
    return None


def _by_name() -> Sequence[str]:
    with contextlib.suppress(OSError):
        return socket.gethostbyname_ex(socket.gethostname())[2]
    return []


def _interfaces() -> list[tuple[str, str]]:
    """Ask each interface for its address, where the system lets us."""
    if sys.platform == "win32":
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                raw = fcntl.ioctl(probe.fileno(), 0x8915, asked)  # SIOCGIFADDR of Linux
                found.append((name, socket.inet_ntoa(raw[20:24])))
    return found
