"""The accumulator's cable for a portable device: it carries the messages over its own link and reads none (R 13).

By its link the precinct computer knows at which accumulator a device is filled or emptied. What travels is signed by
the portable device, by the members, or by the precinct computer; credentials and ballots in it are sealed.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from typing import Final

from sailau.adapters.cable import BEGIN_TOUR, END_TOUR
from sailau.adapters.table_link import ANSWER_SECONDS, TableLink
from sailau.adapters.table_wire import Line, LinkLostError
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text
from sailau.service.table_station import refused

_LOOK_UP_SECONDS: Final = 0.2
_BEGINNINGS: Final = (["do", BEGIN_TOUR], ["do", END_TOUR])
_ENDINGS: Final = ("done", "refused")

CABLE_LOST: Final = Refusal(
    "cable-lost",
    "R 13",
    Text(
        "Учаске компьютерімен байланыс үзілді: қайталаңыз. Бюллетеньдер құрылғыда сақталған.",
        "Связь с компьютером участка прервалась: повторите. Бюллетени сохранены в устройстве.",
        "The link to the precinct computer broke off: do it again. The ballots are kept in the device.",
    ),
)

Connect = Callable[[], TableLink | Refusal]


class Cable:
    """Where a portable device is plugged in. Close it, or use it in a `with`."""

    def __init__(self, host: str, port: int) -> None:
        """Listen at `host`, the cable's own address. Raises `StoreError`."""
        if ip_address(host).is_unspecified:
            raise StoreError(f"{host} means every interface: name the address of the cable's own")
        try:
            self._listening = socket.create_server((host, port))
        except OSError as error:
            raise StoreError(f"cannot listen at {host}:{port}: {error.strerror}") from error
        self._listening.settimeout(_LOOK_UP_SECONDS)

    @property
    def port(self) -> int:
        """Where the device reaches it."""
        number: int = self._listening.getsockname()[1]
        return number

    def __enter__(self) -> "Cable":
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def serve(self, connect: Connect, stopped: Callable[[], bool]) -> None:
        """Carry one device's conversation after another until `stopped`; `connect` opens a link of the accumulator."""
        while not stopped():
            try:
                raw, _ = self._listening.accept()
            except TimeoutError:
                continue
            with closing(Line(raw)) as device:
                _carry(device, connect)


@contextmanager
def cable_served(place: tuple[str, int] | None, connect: Connect, stopped: Callable[[], bool]) -> Iterator[int | None]:
    """Serve a cable beside the cards, until `stopped` or the end of the `with`; its port, None for no cable.

    Raises what ended it.
    """
    if place is None:
        yield None
        return
    ended, failed = threading.Event(), list[BaseException]()
    with Cable(*place) as cable:

        def serve() -> None:
            try:
                cable.serve(connect, lambda: stopped() or ended.is_set())
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield cable.port
        finally:
            ended.set()
            thread.join()
    if failed:
        raise failed[0]


def _carry(device: Line, connect: Connect) -> None:
    try:
        request = device.receive()
    except LinkLostError:
        return
    if request not in _BEGINNINGS:
        return
    try:
        link = connect()
        if isinstance(link, Refusal):
            device.send(*refused(link))
            return
        with link:
            link.line.send(*request)
            while (told := link.line.receive(ANSWER_SECONDS))[0] not in _ENDINGS:
                device.send(*told)
                link.line.send(*device.receive())
            device.send(*told)
    except LinkLostError:
        _tell_lost(device)


def _tell_lost(device: Line) -> None:
    try:
        device.send(*refused(CABLE_LOST))
    except LinkLostError:
        return
