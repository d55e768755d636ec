"""An unplanned power-on of the precinct computer: recorded, and a line of the protocol's remarks (L 50-5(6); R 14).

The computer is started by the sealed password in the morning, and again when the commission has decided a restart.
Any other start is unplanned: the last run ended without a word (power cut, crash), or it was ended in order while
voting was open, and nobody had decided that. What was accepted is kept all the same; people are told that it happened.

`sailau table` says when it begins and when it ends; the day's store keeps it.
"""

from dataclasses import dataclass
from typing import Final

import cbor2

from sailau.formats.v1.record import Bilingual
from sailau.precinct import State
from sailau.service.paper_rows import drafts
from sailau.service.precinct import Precinct

CUT, UNDECIDED = "cut", "undecided"
_RUN: Final = b"table-run"
_PREFIX: Final = b"power-on:"
_RUNNING, _ENDED = b"running", b"ended"
_PLANNED: Final = frozenset({State.INSTALLED, State.SUSPENDED, State.POSTPONED})
"""Before the check nothing runs yet; a restart is decided while voting is suspended."""


@dataclass(frozen=True, slots=True)
class PowerOn:
    """An unplanned start: when (local, HH:MM), and why it counts as one: cut or undecided.

    `late`: the protocol was drawn up before, and says nothing of it; the record of events does.
    """

    at: str
    cause: str
    late: bool


def note_begin(precinct: Precinct) -> PowerOn | None:
    """The computer begins to serve; an unplanned start is recorded and kept. Raises `StoreError`."""
    state = precinct.state
    with precinct.stores.day.transaction() as tx:
        before = tx.get("config", _RUN)
    cause = _cause(before, state)
    found = None if cause is None else PowerOn(f"{precinct.now():%H:%M}", cause, bool(drafts(precinct)))
    if found is not None:
        precinct.recorder().record("power-on-unplanned", cause=found.cause)
    with precinct.stores.day.transaction() as tx:
        if found is not None:
            number = sum(key.startswith(_PREFIX) for key in dict(tx.items("config")))
            tx.put("config", _PREFIX + b"%04d" % (number + 1), cbor2.dumps([found.at, found.cause, found.late]))
        tx.put("config", _RUN, _RUNNING)
    return found


def note_end(precinct: Precinct) -> None:
    """The computer ends in order. Raises `StoreError`."""
    with precinct.stores.day.transaction() as tx:
        tx.put("config", _RUN, _ENDED)


def power_ons(precinct: Precinct) -> tuple[PowerOn, ...]:
    """The unplanned starts of the day, in order."""
    with precinct.stores.day.transaction() as tx:
        rows = {key: value for key, value in dict(tx.items("config")).items() if key.startswith(_PREFIX)}
    return tuple(PowerOn(*cbor2.loads(rows[key])) for key in sorted(rows))


def power_on_remarks(precinct: Precinct) -> tuple[Bilingual, ...]:
    """The lines for the protocol."""
    return tuple(_remark(one) for one in power_ons(precinct) if not one.late)


def _cause(before: bytes | None, state: State) -> str | None:
    if before is None or state in _PLANNED:
        return None
    if before == _RUNNING:
        return CUT
    return UNDECIDED if state is State.OPEN else None


def _remark(one: PowerOn) -> Bilingual:
    if one.cause == CUT:
        return Bilingual(
            f"{one.at}: учаске компьютері жоспарсыз қайта қосылды (қуат не бағдарлама үзілген).",
            f"{one.at}: незапланированное включение компьютера участка (прервано питание или программа).",
        )
    return Bilingual(
        f"{one.at}: учаске компьютері комиссия шешімінсіз қайта іске қосылды.",
        f"{one.at}: компьютер участка перезапущен без решения комиссии.",
    )
