"""No connection but the declared ones, and none to a public network (E15, E16; L 50-2(3)).

An interface counts as up when the system says so (flag IFF_UP), with a cable or without. A route leads out when it is a
default route or leads to addresses that are not private (RFC 1918, RFC 4193, link-local, documentation networks count
as public); routes that only refuse, and those of the loopback, lead nowhere. A radio that is not blocked is a
connection too, whatever is built in.
"""

import ipaddress
from collections.abc import Collection
from typing import Final

from sailau.adapters.machine.checked import Check, Roots, Standing, names_in, read_text, unreadable
from sailau.refusal import Text

ARTICLE: Final = "L 50-2(3)"
_IFF_UP: Final = 0x1
_IFF_LOOPBACK: Final = 0x8
_RTF_REJECT: Final = 0x200
_PRIVATE_BLOCKS: Final = (
    ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/4"),
    ("fc00::/7", "fe80::/10", "ff00::/8", "::1/128"),
)
_PRIVATE: Final = tuple(ipaddress.ip_network(block) for blocks in _PRIVATE_BLOCKS for block in blocks)
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_RADIO_ON: Final = "1"


def check_network(roots: Roots, declared: Collection[str] = ()) -> tuple[Check, ...]:
    """Check interfaces against the `declared` ones, radios, routes and name servers."""
    return (_interfaces(roots, declared), _radios(roots), _routes(roots), _name_servers(roots))


def _interfaces(roots: Roots, declared: Collection[str]) -> Check:
    folder = roots.sys / "class" / "net"
    names = names_in(folder)
    what = Text("Желі интерфейстері", "Сетевые интерфейсы", "Network interfaces")
    if names is None:
        return unreadable("network-interfaces", ARTICLE, what)
    up, dumb = [], []
    for name in names:
        flags = read_text(folder / name / "flags")
        if flags is None:
            # A file such as bonding_masters lies among the interfaces; an interface without flags does not.
            dumb += [name] if (folder / name).is_dir() else []
        elif int(flags, 16) & _IFF_UP and not int(flags, 16) & _IFF_LOOPBACK:
            up.append(name)
    strangers = sorted((set(up) | set(dumb)) - set(declared))
    facts = tuple(f"{name}: {'up' if name in up else 'not read'}" for name in sorted({*up, *dumb}))
    listed = ", ".join(strangers)
    if strangers:
        text = Text(
            f"Мәлімделмеген интерфейс қосулы: {listed}. Оны ажыратыңыз, кабелін суырыңыз.",
            f"Включён незаявленный интерфейс: {listed}. Отключите его и выньте кабель.",
            f"An interface that was not declared is up: {listed}. Switch it off and pull its cable.",
        )
        return Check(code="network-interfaces", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)
    ours = ", ".join(sorted(up)) or "–"
    text = Text(
        f"Қосулы интерфейстер мәлімделгендер ғана: {ours}.",
        f"Включены только заявленные интерфейсы: {ours}.",
        f"Only declared interfaces are up: {ours}.",
    )
    return Check(code="network-interfaces", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)


def _radios(roots: Roots) -> Check:
    folder = roots.sys / "class" / "rfkill"
    names = names_in(folder)
    what = Text(
        "Радио (Wi-Fi, Bluetooth, модем)", "Радио (Wi-Fi, Bluetooth, модем)", "Radios (Wi-Fi, Bluetooth, modem)"
    )
    seen = [(read_text(folder / name / "type"), read_text(folder / name / "state")) for name in names or ()]
    if names is None and (names_in(roots.sys / "class") is None or names_in(roots.sys / "class" / "bluetooth")):
        return unreadable("network-radios", ARTICLE, what)
    facts = tuple(f"{kind}: {state}" for kind, state in seen)
    on = sorted({kind or "radio" for kind, state in seen if state is None or state == _RADIO_ON})
    if on:
        listed = ", ".join(on)
        text = Text(
            f"Радио қосулы: {listed}. Оны өшіріңіз (BIOS не rfkill).",
            f"Включено радио: {listed}. Выключите его (BIOS или rfkill).",
            f"A radio is on: {listed}. Switch it off (BIOS or rfkill).",
        )
        return Check(code="network-radios", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)
    text = Text("Қосулы радио жоқ.", "Включённых радио нет.", "No radio is on.")
    return Check(code="network-radios", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)


def _routes(roots: Roots) -> Check:
    what = Text("Желі бағыттары", "Маршруты сети", "Routes")
    old = read_text(roots.proc / "net" / "route")
    new = read_text(roots.proc / "net" / "ipv6_route")
    if old is None:
        return unreadable("network-routes", ARTICLE, what)
    found = [*map(_route_4, old.splitlines()[1:]), *map(_route_6, (new or "").splitlines())]
    out = [route for route in found if route is not None and _leads_out(route[1])]
    facts = tuple(f"{network} → {interface}" for interface, network in filter(None, found))
    if out:
        listed = ", ".join(f"{network} ({interface})" for interface, network in out)
        text = Text(
            f"Жалпыға ортақ желіге жол бар: {listed}. Желіні ажыратыңыз.",
            f"Есть путь в сеть общего пользования: {listed}. Отключите сеть.",
            f"There is a route to a public network: {listed}. Cut the network off.",
        )
        return Check(code="network-routes", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)
    text = Text(
        "Жалпыға ортақ желіге жол жоқ.", "Пути в сети общего пользования нет.", "There is no route to a public network."
    )
    return Check(code="network-routes", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)


def _name_servers(roots: Roots) -> Check:
    lines = (read_text(roots.etc / "resolv.conf") or "").splitlines()
    servers = tuple(line.split()[1] for line in lines if line.startswith("nameserver") and len(line.split()) > 1)
    outside = [server for server in servers if not _is_loopback(server)]
    if outside:
        listed = ", ".join(outside)
        text = Text(
            f"Атау сервері көрсетілген: {listed}. /etc/resolv.conf босатылсын.",
            f"Указан сервер имён: {listed}. Очистите /etc/resolv.conf.",
            f"A name server is set: {listed}. Clear /etc/resolv.conf.",
        )
        return Check(code="network-names", article=ARTICLE, standing=Standing.BAD, text=text, facts=servers)
    text = Text("Атау сервері көрсетілмеген.", "Сервер имён не указан.", "No name server is set.")
    return Check(code="network-names", article=ARTICLE, standing=Standing.GOOD, text=text, facts=servers)


def _route_4(line: str) -> tuple[str, _Network] | None:
    """Interface and destination of a line of /proc/net/route: numbers stand in the machine's order of bytes."""
    fields = line.split()
    if int(fields[3], 16) & _RTF_REJECT or fields[0] == "lo":
        return None
    address, mask = (int.from_bytes(bytes.fromhex(fields[place])[::-1], "big") for place in (1, 7))
    return fields[0], ipaddress.ip_network((address, mask.bit_count()), strict=False)


def _route_6(line: str) -> tuple[str, _Network] | None:
    fields = line.split()
    if int(fields[8], 16) & _RTF_REJECT or fields[9] == "lo":
        return None
    return fields[9], ipaddress.ip_network((int(fields[0], 16).to_bytes(16, "big"), int(fields[1], 16)), strict=False)


def _leads_out(network: _Network) -> bool:
    return not any(network.version == own.version and network.subnet_of(own) for own in _PRIVATE)  # type: ignore[arg-type]


def _is_loopback(server: str) -> bool:
    try:
        return ipaddress.ip_address(server.partition("%")[0]).is_loopback
    except ValueError:
        return False
