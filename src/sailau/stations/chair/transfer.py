"""The chair's page of the transfer: how far it is, one thing that comes next, the commission's answer (L 50-7(1); E47).

Beside the day's rail, once the protocol is signed. What a tired chair must know stands in whole sentences: whether the
link is up, what to do with the cable, why the commission did not take the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.service.chair_station import ChairStation
from sailau.service.chair_transfer import carry_bundle, make_bundle, read_answer
from sailau.stations.chair.making import Making
from sailau.stations.chair.morning import two_hint
from sailau.stations.chair.parts import Body, Button, Line
from sailau.words.figures import grouped
from sailau.words.screens import transfer_words

PATH: Final = "transfer"
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class _Room:
    """What the page is made of."""

    made: Making

    def say(self, word: str, **filled: object) -> str:
        return transfer_words().say(word, self.made.language, **filled)

    def button(self, do: str, word: str, *, go: bool = False) -> Button:
        return Button(do=do, text=self.say(word), go=go, icon="onward" if go else "")

    @property
    def told(self) -> Mapping[str, Any]:
        """The transfer in the day's outline."""
        found: Mapping[str, Any] = self.made.outline.get("transfer") or {}
        return found

    @property
    def bundle(self) -> Mapping[str, Any] | None:
        """The bundle of the record as it stands."""
        rows = [one for one in self.told.get("bundles", ()) if one["version"] == self.told["due"]]
        return rows[0] if rows else None

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """The commission's answer about it."""
        return self.bundle["answer"] if self.bundle else None

    @property
    def standing(self) -> str:
        """received, accepted or refused; nothing without an answer."""
        return str(self.answer["standing"]) if self.answer else ""

    @property
    def window(self) -> Mapping[str, Any] | None:
        """The last window of this bundle."""
        window = self.told.get("window")
        return window if window and self.bundle and window["sha256"] == self.bundle["sha256"] else None

    @property
    def is_open(self) -> bool:
        """Whether the link is up."""
        return bool(self.window and self.window["open"])

    @property
    def stayed_up(self) -> bool:
        """Whether the link was to go down and did not."""
        return bool(self.window and self.window["down"] == "not-switched")

    @property
    def sending(self) -> Mapping[str, Any]:
        """How far the line is, and where it leads."""
        found: Mapping[str, Any] = self.told.get("sending") or {}
        return found

    @property
    def has_line(self) -> bool:
        """Whether an intake's address was given."""
        return bool(self.sending.get("intake"))

    @property
    def by_hand(self) -> bool:
        """Whether people plug and pull the cable."""
        return self.has_line and self.sending.get("by") == "hand"


def transfer(made: Making) -> Body:
    """The page."""
    room = _Room(made)
    refused = room.standing == "refused" and not room.is_open
    tone = "stop" if refused else "warn" if room.stayed_up else "ok" if is_sent(made) else ""
    return Body(
        article=made.say("now-step" if room.is_open else "next-step", article="50-7(1), 43(8)"),
        heading=room.say(_heading(room)),
        lead=room.say(_lead(room)),
        tone=tone,
        lines=_lines(room),
        notes=_notes(room),
        buttons=_buttons(room),
        hint=_hint(room),
    )


def after_line(made: Making) -> Line:
    """The transfer as a line of what the law still asks after the record is written."""
    room = _Room(made)
    standing = "done" if room.standing == "accepted" else "wrong" if room.standing == "refused" else "ahead"
    standing = "now" if room.is_open else standing
    return Line(text=room.say("heading"), beside=_answered(room), standing=standing)


def is_sent(made: Making) -> bool:
    """Whether the commission has accepted the record."""
    return _Room(made).standing == "accepted"


def after_button(made: Making) -> Button:
    """What leads to the page."""
    room = _Room(made)
    return room.button(f"form:{PATH}", "heading", go=room.standing != "accepted")


def take(station: ChairStation, made: Making, rest: str) -> None:
    """Do what was pressed; what is not allowed now, the precinct computer refuses."""
    bundle, able, two, setup = _Room(made).bundle, made.able(), made.two(), made.view.setup_compared
    match rest:
        case "make" if two:
            station.over_link("making-bundle", lambda link, _, at: make_bundle(link, setup, two, at))
        case "open" | "close" if made.chair():
            station.give(f"{rest}-transfer", (made.chair(),))
            if station.view().notice is None:
                station.open_form(PATH)
        case "carry" if bundle and two:
            station.over_link("carrying", lambda link, medium, _: carry_bundle(link, two, bundle, medium))
        case "read" if bundle and able:
            station.over_link("reading-answer", lambda link, medium, _: read_answer(link, able[:1], bundle, medium))


def _heading(room: _Room) -> str:
    if room.is_open:
        return "heading-open"
    return f"heading-{room.standing}" if room.standing in ("accepted", "refused") else "heading"


def _lead(room: _Room) -> str:
    if room.is_open:
        return "lead-sending"
    if room.standing:
        return f"lead-{room.standing}"
    if not room.told.get("posted"):
        return "lead-post"
    if room.bundle is None:
        return "lead-make"
    return "lead-open" if room.has_line else "lead-medium"


def _lines(room: _Room) -> tuple[Line, ...]:
    bundle, posted = room.bundle, bool(room.told.get("posted"))
    found = [
        Line(text=room.say("line-posted"), standing="done" if posted else "ahead"),
        Line(
            text=room.say("line-bundle"),
            beside=room.say("bundle-size", version=bundle["version"], size=_kib(bundle["size"])) if bundle else "",
            standing="done" if bundle else "ahead",
        ),
    ]
    if room.has_line and bundle:
        found.append(_link_line(room))
    if room.is_open:
        found.append(_sent_line(room))
    if bundle:
        standing = {"accepted": "done", "refused": "wrong", "received": "now"}.get(room.standing, "ahead")
        found.append(Line(text=room.say("line-answer"), beside=_answered(room), standing=standing))
    return tuple(found)


def _link_line(room: _Room) -> Line:
    window, text = room.window, room.say("line-link")
    if window is None:
        return Line(text=text, beside=room.say("link-down"))
    if window["open"]:
        until = datetime.fromisoformat(window["until"])
        return Line(text=text, beside=room.say("link-until", time=f"{until:%H:%M}"), standing="now")
    if room.stayed_up:
        return Line(text=text, beside=room.say("link-not-down"), standing="wrong")
    return Line(text=text, beside=room.say("link-down"), standing="done")


def _sent_line(room: _Room) -> Line:
    phase, sent, total = (room.sending.get(name) for name in ("phase", "sent", "total"))
    done, whole = int(sent or 0), int(total or 0)
    beside = room.say(str(phase)) if phase in ("connecting", "judging") else ""
    percent = 100 * done // whole if whole else 0
    return Line(
        text=room.say("line-sent"),
        beside=beside or room.say("sent", done=_kib(done), size=_kib(whole)),
        standing="done" if phase == "judging" else "now",
        percent=percent,
    )


def _notes(room: _Room) -> tuple[str, ...]:
    window = room.window
    if room.is_open:
        return (room.say("plug-now"),) if room.by_hand else ()
    found = []
    if room.stayed_up or (window and room.by_hand and not room.standing):
        found.append(room.say("pull-now"))
    if window and window["why"] != "acknowledged" and room.standing not in ("accepted", "refused"):
        reason = room.sending.get("refused") or {}
        said = str(reason.get(room.made.language) or room.say("not-told"))
        filled = {"reason": said} if window["why"] == "turned-away" else {}
        found.append(room.say(f"why-{window['why']}", **filled))
    if room.answer and room.standing == "refused":
        found += [str(reason[room.made.language]) for reason in room.answer["reasons"]]
    if room.by_hand and room.bundle and not window:
        found.append(room.say("plug"))
    return tuple(found)


def _buttons(room: _Room) -> tuple[Button, ...]:
    made, bundle, back = room.made, room.bundle, room.button("form:", "back")
    if room.is_open:
        return (room.button("transfer:close", "close"),) if made.chair() else ()
    if room.standing == "accepted":
        return (back,)
    if bundle is None and not room.told.get("posted"):
        return back, room.button("form:paper", "to-posting", go=True)
    if bundle is None:
        return (back, room.button("transfer:make", "make", go=True)) if made.two() else (back,)
    carry = (room.button("transfer:carry", "carry", go=not room.has_line),) if made.two() else ()
    read = (room.button("transfer:read", "read"),) if made.able() else ()
    again = "open-again" if room.window else "open"
    opening = (room.button("transfer:open", again, go=room.standing != "refused"),)
    line = opening if room.has_line and made.chair() else ()
    return (back, *read, *carry, *line)


def _hint(room: _Room) -> str:
    if room.standing == "accepted":
        return ""
    if room.is_open or (room.bundle and room.has_line):
        return "" if room.made.chair() else room.say("chair-needed")
    return two_hint(room.made) if room.told.get("posted") else ""


def _answered(room: _Room) -> str:
    if not room.answer:
        return ""
    at = datetime.fromisoformat(room.answer["at"])
    return room.say(f"answer-{room.standing}", at=f"{at:%d.%m %H:%M}")


def _kib(size: int) -> str:
    return grouped(-(-size // _KIB))
