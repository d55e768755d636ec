"""Where each voter stood when, as far as admissions and the recorders' times tell: session, terminal, ballot taken.

Every card that was activated belongs to one session, and every session that was voted in to one ballot taken, in about
the same order. Who got a replacement after a check is the one whose session was a check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.attacker.devices import DESK
from tests.attacker.images import Image, Line
from tests.attacker.timing import match

_WITHOUT_NAME = ("replacement-activated", "test-card-activated")


@dataclass(frozen=True)
class Session:
    """A session at a terminal: seconds from the opening, its outcome, and every entry from its start to its end."""

    device: str
    begun: float
    outcome: str
    lines: tuple[Line, ...] = field(repr=False)


class Walks:
    """What an attacker can tell of people's ways, from images and the true order and times of admission."""

    def __init__(self, image: Image, admissions: Sequence[tuple[float, int]], homes: Sequence[int]) -> None:
        self._image, self._admissions, self._homes = image, admissions, tuple(homes)

    @property
    def devices(self) -> tuple[str, ...]:
        """Terminals and portable devices."""
        known = {line.device for line in self._image.lines}
        return tuple(sorted(device for device in known if device.startswith(("terminal", "portable"))))

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Every session of every terminal, in order of time."""
        found: list[Session] = []
        for device in {line.device for line in self._image.every_line if line.device.startswith("terminal")}:
            lines = [line for line in self._image.every_line if line.device == device]
            begun = [at for at, line in enumerate(lines) if line.event == "stream-begun"]
            ended = {line.fields["session"]: at for at, line in enumerate(lines) if line.event == "stream-ended"}
            for start in begun:
                end = ended[lines[start].fields["session"]]
                outcome = str(lines[end].fields["outcome"])
                found.append(Session(device, lines[start].at, outcome, tuple(lines[start : end + 1])))
        return tuple(sorted(found, key=lambda session: session.begun))

    @cached_property
    def session_of(self) -> Mapping[int, Session]:
        """The session in which each voter's counted vote was most likely made, by voter's number."""
        nameless = [(line.at, 0) for line in self._image.lines if line.device == DESK and line.event in _WITHOUT_NAME]
        activated = sorted([*self._admissions, *nameless])
        places = match([at for at, _ in activated], [session.begun for session in self.sessions])
        found: dict[int, Session] = {}
        checked: list[int] = []
        for (_, voter), place in zip(activated, places, strict=True):
            if place is None:
                continue
            session = self.sessions[place]
            owner = voter or (checked.pop(0) if checked and session.outcome != "challenged" else 0)
            if owner:
                found[owner] = session
            if voter and session.outcome == "challenged":
                checked.append(voter)
        return found

    @cached_property
    def taken(self) -> tuple[float, ...]:
        """When ballots came into the box; those of a tour all at once."""
        single = [line.at for line in self._image.lines if line.event == "ballot-taken"]
        return tuple(sorted(single + self._from_homes))

    @cached_property
    def _from_homes(self) -> list[float]:
        emptied = [line for line in self._image.lines if line.event == "portable-emptied"]
        from_table = [line for line in emptied if line.device.startswith("accumulator")]
        return [line.at for line in from_table for _ in range(int(line.fields["ballots"]))]

    @cached_property
    def places(self) -> Mapping[int, tuple[int, ...]]:
        """By voter's number: the places in `taken` at which the voter's ballot most likely came into the box."""
        at_home = set(self._from_homes)
        single = [place for place, at in enumerate(self.taken) if at not in at_home]
        together = tuple(place for place, at in enumerate(self.taken) if at in at_home)
        by_time = sorted(self.session_of.items(), key=lambda pair: pair[1].begun)
        found = match([session.begun for _, session in by_time], [self.taken[place] for place in single])
        reached = {
            voter: (single[place],) for (voter, _), place in zip(by_time, found, strict=True) if place is not None
        }
        return reached | dict.fromkeys(self._homes, together)

    def of_device(self, device: str) -> tuple[int, ...]:
        """The voters who most likely voted on that device, in order of time; at home in no order."""
        if device.startswith("portable"):
            return self._homes
        there = [(session.begun, voter) for voter, session in self.session_of.items() if session.device == device]
        return tuple(voter for _, voter in sorted(there))

    def at_the_desk(self, within: float = 1.5) -> Mapping[int, tuple[Line, ...]]:
        """What the desk recorded at each voter's admission."""
        lines = [line for line in self._image.lines if line.device == DESK]
        return {voter: tuple(line for line in lines if abs(line.at - at) <= within) for at, voter in self._admissions}
