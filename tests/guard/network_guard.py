"""An audit hook that forbids sockets beyond loopback, and remembers who tried.

An audit hook sees every socket of the process, however it is reached, and cannot be taken out again. What it refuses
is also written down, since the code under test may swallow the exception: the plugin beside this file then fails the
test. Processes that a test starts write into the same file (`SAILAU_NETWORK_GUARD`), through `sitecustomize`.
Allowed: Unix sockets, and addresses of loopback to connect, send or listen on. Listening on all interfaces is not.
"""

import ipaddress
import os
import sys
from pathlib import Path
from typing import Any

LOG_VARIABLE = "SAILAU_NETWORK_GUARD"
INTERNET_FAMILIES = {2, 10, 30}
"""AF_INET, and AF_INET6 of Linux and macOS: numbers, so that the guard itself imports no socket."""


_INSTALLED = "_sailau_network_guard"


class NetworkForbiddenError(PermissionError):
    """A socket beyond loopback was asked for."""


def is_loopback(host: Any) -> bool:
    """Whether `host`, a name or an address, is this machine and nothing else."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def stays_here(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether this use of a socket stays on this machine."""
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}:
        sock, address = arguments[0], arguments[1]
        return address is None or int(sock.family) not in INTERNET_FAMILIES or is_loopback(address[0])
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        return arguments[0] is None or is_loopback(arguments[0])
    return True


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook: forbid, and write down."""
    if not event.startswith("socket.") or stays_here(event, arguments):
        return
    tried = f"{event} {arguments[1:] if len(arguments) > 1 else arguments}"
    log = os.environ.get(LOG_VARIABLE)
    if log:
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(f"{tried}\n")
    raise NetworkForbiddenError(f"no network in tests: {tried}")


def install() -> None:
    """Start watching, once a process; from now on until it ends.

    A worker of the test run is such a process already when the plugin loads in it.
    """
    if not hasattr(sys, _INSTALLED):
        setattr(sys, _INSTALLED, True)
        sys.addaudithook(watch)
