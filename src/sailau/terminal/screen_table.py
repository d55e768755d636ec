"""The kiosk's table, read from `screens.toml` beside this file and checked (L 50-5(5); R 11, 12).

A table is refused, and with it the build, when a state leaves an input open or answers it twice, names a state, a
condition, a change or an effect that is not there, cannot be reached from the waiting screen, or is a dead end: a
state from which no way leads back to waiting, unless it says that it is final.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from sailau.errors import FormatError

WAITING = "waiting"
HERE, BACK = "", "@back"
FILE = "terminal/screens.toml"


class Phase(StrEnum):
    """Where a vote stands while a screen is shown: nothing begun, not confirmed, confirmed and sealed."""

    NONE = "none"
    OPEN = "open"
    CAST = "cast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One answer to an input: taken when `when` holds ("" always). `to` is a state, `HERE` or `BACK`."""

    when: str
    to: str
    do: tuple[str, ...]
    effects: tuple[str, ...]


STAYS = (Way(when="", to=HERE, do=(), effects=()),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One state. `quiet_seconds` None: it waits as long as it takes. `on` has every input."""

    name: str
    phase: Phase
    final: bool
    quiet_seconds: int | None
    words: tuple[str, ...]
    offers: tuple[str, ...]
    on: Mapping[str, tuple[Way, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTable:
    """All inputs with their meaning, all states, and the words of the frame around each screen."""

    inputs: Mapping[str, str]
    screens: Mapping[str, Screen]
    frame_words: tuple[str, ...]

    def words(self) -> frozenset[str]:
        """Every word id that a screen says."""
        return frozenset(self.frame_words).union(*(screen.words for screen in self.screens.values()))


@cache
def shipped_table() -> ScreenTable:
    """The table that ships with Sailau, checked."""
    return parse_table(resources.files("sailau.terminal").joinpath("screens.toml").read_text(encoding="utf-8"))


def parse_table(text: str) -> ScreenTable:
    """Read and check a table. Raises `FormatError` that names the state and what is wrong."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(FILE, str(error)) from error
    inputs: dict[str, str] = raw["inputs"]
    everywhere = {name: _ways(way) for name, way in raw["everywhere"].items()}
    screens = {name: _screen(name, entry, inputs, everywhere) for name, entry in raw["states"].items()}
    table = ScreenTable(inputs=inputs, screens=screens, frame_words=tuple(raw["frame"]["words"]))
    _check_targets(table)
    _check_roads(table)
    return table


def _ways(entry: Any) -> tuple[Way, ...]:
    ways = entry if isinstance(entry, list) else [entry]
    return tuple(
        Way(
            when=way.get("when", ""),
            to=way.get("to", HERE),
            do=tuple(way.get("do", ())),
            effects=tuple(way.get("effect", ())),
        )
        for way in ways
    )


def _screen(name: str, entry: Any, inputs: Collection[str], everywhere: Mapping[str, tuple[Way, ...]]) -> Screen:
    place = f"{FILE}: {name}"
    answered, stays = {key: _ways(way) for key, way in entry.get("on", {}).items()}, entry["stays"]
    if len(set(stays)) != len(stays) or set(stays) & set(answered):
        raise FormatError(place, "an input is answered twice")
    on = {**everywhere, **dict.fromkeys(stays, STAYS), **answered}
    if unknown := set(on) - set(inputs):
        raise FormatError(place, f"inputs that are not there: {', '.join(sorted(unknown))}")
    if left_open := set(inputs) - set(on):
        raise FormatError(place, f"inputs left open: {', '.join(sorted(left_open))}")
    quiet = entry.get("quiet")
    if (quiet is None) != (on["time-out"] == STAYS):
        raise FormatError(place, "a state has a time of quiet when it answers time-out, and only then")
    if dead := [offer for offer in entry["offers"] if on.get(offer, STAYS) == STAYS]:
        raise FormatError(place, f"offered, but does nothing: {', '.join(dead)}")
    for key, ways in on.items():
        if ways[-1].when or not all(way.when for way in ways[:-1]):
            raise FormatError(f"{place}, {key}", "the last way, and no other, must be without a condition")
    return Screen(
        name=name,
        phase=Phase(entry["phase"]),
        final=entry.get("final", False),
        quiet_seconds=quiet,
        words=tuple(entry["words"]),
        offers=tuple(entry["offers"]),
        on=on,
    )


def _check_targets(table: ScreenTable) -> None:
    for screen in table.screens.values():
        for key, ways in screen.on.items():
            for way in ways:
                if way.to not in {*table.screens, HERE, BACK}:
                    raise FormatError(f"{FILE}: {screen.name}, {key}", f"there is no state {way.to}")


def roads(table: ScreenTable) -> Mapping[str, frozenset[str]]:
    """The states that each state leads to; `@back` leads to every state that remembers itself on its way there."""
    remembered = {
        name: {
            screen.name
            for screen in table.screens.values()
            for ways in screen.on.values()
            for way in ways
            if way.to == name and "remember" in way.do
        }
        for name in table.screens
    }
    found: dict[str, frozenset[str]] = {}
    for screen in table.screens.values():
        targets = {way.to for ways in screen.on.values() for way in ways} - {HERE, BACK}
        returns = any(way.to == BACK for ways in screen.on.values() for way in ways)
        found[screen.name] = frozenset(targets | (remembered[screen.name] if returns else set()))
    return found


def _check_roads(table: ScreenTable) -> None:
    leads = roads(table)
    if lost := set(table.screens) - _reached(leads, WAITING):
        raise FormatError(FILE, f"states that nothing leads to: {', '.join(sorted(lost))}")
    for name, screen in table.screens.items():
        if screen.final != (WAITING not in _reached(leads, name)):
            raise FormatError(f"{FILE}: {name}", "a dead end that is not final, or a final state with a way out")


def _reached(leads: Mapping[str, frozenset[str]], start: str) -> set[str]:
    found, ahead = {start}, [start]
    while ahead:
        for name in leads[ahead.pop()] - found:
            found.add(name)
            ahead.append(name)
    return found
