"""The chair's tab of paper: results of a mixed precinct, copies of the protocol, posting (L 43; M42-M47, E45, C33).

The tab shows how far each step is and what may be done now; each form is for one command. Acts are shown and signed by
the station, as all others. Two members enter what they counted, each by the own signing in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sailau.service.chair_station import ChairStation, ChairView
from sailau.stations.chair.making import Making
from sailau.stations.chair.present import Button, Input, Option
from sailau.words.numbers import Language
from sailau.words.screens import paper_words

PATH: Final = "paper"
NUMBER_DIGITS: Final = 6
REASON_MAX: Final = 600
COUNTING: Final = ("closed", "reconciled", "counted")
"""Where the day stands while paper may be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the paper: its name, how far it is, whether it is done, and what may be pressed."""

    name: str
    standing: str
    done: bool = False
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields of a form under a heading, which may be empty."""

    heading: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """Everything in the tab: the steps, or one form. `missing` says who must still sign in."""

    form: str = ""
    heading: str
    lead: str
    steps: tuple[Step, ...] = ()
    groups: tuple[Group, ...] = ()
    back: str = ""
    go: Button | None = None
    signers: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class _Room:
    """What the tab is made of."""

    made: Making
    paper: Mapping[str, Any]

    def say(self, word: str, **filled: object) -> str:
        return paper_words().say(word, self.made.language, **filled)

    def text(self, words: Mapping[str, str]) -> str:
        return words[self.made.language]

    @property
    def counting(self) -> bool:
        """Whether paper may be counted now."""
        return bool(self.paper.get("mixed")) and self.made.outline.get("state") in COUNTING

    @property
    def signed(self) -> bool:
        """Whether the record with the signed protocol stands."""
        return self.made.outline.get("state") == "signed"

    def with_secretary(self) -> tuple[str, ...]:
        """Chair and secretary, if both are here."""
        able = self.made.able()
        secretary = next((one["id"] for one in self.made.officials if one["role"] == "secretary"), "")
        here = secretary in able and self.made.chair()
        return (self.made.chair(), secretary) if here and secretary != self.made.chair() else ()

    def entering(self) -> tuple[str, ...]:
        """Members here who may enter what they counted: the two who have, or anybody while fewer have."""
        entered = self.paper["entered_by"]
        return tuple(one for one in self.made.able() if len(entered) < 2 or one in entered)


def show(view: ChairView, rest: str, language: Language) -> PaperPage:
    """The tab, or the form of that path ("destroy", "doubtful", "enter", "again", "explain", "copy", "post")."""
    room = _room(view, language)
    form = _FORMS.get(rest)
    return form(room) if form is not None and rest in _open(room) else _steps(room)


def take(station: ChairStation, rest: str, fields: Mapping[str, str]) -> None:
    """Open a form, or give the command of the form that was sent by "do:" and its path."""
    what, _, form = rest.partition(":")
    room = _room(station.view(), "kk")
    if what != "do":
        station.open_form(f"{PATH}:{rest}" if rest else PATH)
        return
    if form not in _open(room):
        return
    given = _asked(room, form, fields)
    if given is None:
        return
    command, who, args = given
    station.give(command, who, **args)
    after = station.view()
    if command == "enter-paper-results" and after.notice is None:
        station.open_form(PATH)


def _room(view: ChairView, language: Language) -> _Room:
    return _Room(Making(view, language), view.outline.get("paper", {}))


def _open(room: _Room) -> frozenset[str]:
    """The forms that may be opened now."""
    paper = room.paper
    found = set()
    if room.signed:
        found = {"copy"} if paper["posted"] else {"copy", "post"}
    if room.counting:
        agreed, entered = paper["agreed"], bool(paper["entered_by"])
        if paper["destroyed"] is None:
            found.add("destroy")
        elif not agreed:
            found |= {"doubtful", "enter"}
        if entered:
            found.add("again")
        if any(not item["explained"] for item in paper["differences"]):
            found.add("explain")
    return frozenset(found)


def _asked(room: _Room, form: str, sent: Mapping[str, str]) -> tuple[str, tuple[str, ...], dict[str, Any]] | None:
    """The command of a form, who gives it, and with what; None when somebody is still missing."""
    two = room.made.two()
    reason = {"kk": _text(sent, "reason-kk"), "ru": _text(sent, "reason-ru")}
    match form:
        case "destroy" if two:
            return "destroy-unused-paper", two, {"destroyed": _number(sent, "destroyed")}
        case "doubtful" if two:
            votes = {"for": _number(sent, "for"), "against": _number(sent, "against")}
            ballots, number = _number(sent, "ballots"), room.paper["decisions"] + 1
            contest = _text(sent, "contest")
            return "decide-doubtful", two, {"contest": contest, "ballots": ballots, "number": number, **votes}
        case "enter" if (member := _text(sent, "member")) in room.entering():
            entered = {place["id"]: _number(sent, f"place:{place['id']}") for place in room.paper["places"]}
            return "enter-paper-results", (member,), {"entered": entered}
        case "again" if two:
            return "count-paper-again", two, reason
        case "explain" if two:
            return "explain-paper", two, reason
        case "copy" if room.with_secretary():
            return "give-copy", room.with_secretary(), {"to": _text(sent, "to")}
        case "post" if two:
            return "post-protocol", two, {"kk": _text(sent, "place-kk"), "ru": _text(sent, "place-ru")}
        case _:
            return None


# The steps.


def _steps(room: _Room) -> PaperPage:
    paper = room.paper
    early = not paper
    lead = "lead-early" if early else "lead-mixed" if paper["mixed"] else "lead-electronic"
    steps: list[Step] = []
    if not early and paper["mixed"]:
        steps += [_destroy_step(room), _doubtful_step(room), _enter_step(room), _relations_step(room)]
    if not early:
        steps += [_copies_step(room), _posted_step(room)]
    return PaperPage(heading=room.say("tab"), lead=room.say(lead), steps=tuple(steps))


def _destroy_step(room: _Room) -> Step:
    number = room.paper["destroyed"]
    standing = room.say("not-destroyed") if number is None else room.say("destroyed", number=number)
    return Step(
        name=room.say("step-destroy"), standing=standing, done=number is not None, buttons=_buttons(room, "destroy")
    )


def _doubtful_step(room: _Room) -> Step:
    standing = room.say("decisions", number=room.paper["decisions"])
    return Step(
        name=room.say("step-doubtful"), standing=standing, done=room.paper["agreed"], buttons=_buttons(room, "doubtful")
    )


def _enter_step(room: _Room) -> Step:
    paper, names = room.paper, ", ".join(room.made.name(member) for member in room.paper["entered_by"])
    if paper["agreed"]:
        standing = room.say("entries-agree", names=names)
    elif paper["differing"]:
        standing = room.say("entries-differ", number=len(paper["differing"]))
    else:
        standing = room.say("one-entered", names=names) if names else room.say("nobody-entered")
    lines = [
        f"{_labelled(room, item['place'])}: {item['entered'][0]} ≠ {item['entered'][1]}" for item in paper["differing"]
    ]
    return Step(
        name=room.say("step-enter"),
        standing=standing,
        done=paper["agreed"],
        lines=tuple(lines),
        buttons=_buttons(room, "enter", "again"),
    )


def _relations_step(room: _Room) -> Step:
    found = room.paper["differences"]
    open_ = [item for item in found if not item["explained"]]
    if open_:
        standing = room.say("open-differences", number=len(open_))
    elif found:
        standing = room.say("explained-differences", number=len(found))
    else:
        standing = room.say("all-hold") if room.paper["agreed"] else "–"
    lines = [_relation(room, item) for item in found]
    return Step(
        name=room.say("step-relations"),
        standing=standing,
        done=room.paper["agreed"] and not open_,
        lines=tuple(lines),
        buttons=_buttons(room, "explain"),
    )


def _relation(room: _Room, item: Mapping[str, Any]) -> str:
    sign = ">" if item["most"] else "≠"
    article = room.made.say("article", article=item["article"].removeprefix("L "))
    return f"{room.text(item['text'])}: {item['left']} {sign} {item['right']}, {article}"


def _copies_step(room: _Room) -> Step:
    given = room.paper["copies"]
    lines = tuple(f"№ {item['number']} · {item['to']} · {item['act']}" for item in given)
    return Step(
        name=room.say("step-copies"),
        standing=room.say("copies-given", number=len(given)),
        done=bool(given),
        lines=lines,
        buttons=_buttons(room, "copy"),
    )


def _posted_step(room: _Room) -> Step:
    posted = room.paper["posted"]
    standing = room.say("not-posted")
    if posted:
        standing = room.say("posted", place=posted[0]["place"], until=posted[0]["until"][:16].replace("T", " "))
    return Step(
        name=room.say("step-posted"),
        standing=standing,
        done=bool(posted),
        buttons=_buttons(room, "post"),
    )


def _buttons(room: _Room, *forms: str) -> tuple[Button, ...]:
    return tuple(Button(form, room.say(form)) for form in forms if form in _open(room))


# The forms.


def _destroy(room: _Room) -> PaperPage:
    return _form(room, "destroy", [_number_field("destroyed", room.say("destroyed-field"))])


def _doubtful(room: _Room) -> PaperPage:
    contests = tuple(Option(item["id"], room.text(item)) for item in room.paper["contests"])
    inputs = [
        Input(name="contest", label=room.say("contest-field"), kind="select", options=contests),
        *(_number_field(name, room.say(f"{name}-field")) for name in ("ballots", "for", "against")),
    ]
    return _form(room, "doubtful", inputs)


def _enter(room: _Room) -> PaperPage:
    who = tuple(Option(member, room.made.name(member)) for member in room.entering())
    groups = [
        Group(heading="", inputs=(Input(name="member", label=room.say("member-field"), kind="select", options=who),))
    ]
    headings = [room.say("set-lines"), *(room.text(item) for item in room.paper["contests"])]
    for heading in dict.fromkeys(headings):
        of_this = [
            place
            for place in room.paper["places"]
            if (room.say("set-lines") if place["contest"] is None else room.text(place["contest"])) == heading
        ]
        fields = tuple(_number_field(f"place:{place['id']}", _labelled(room, place)) for place in of_this)
        groups.append(Group(heading=heading, inputs=fields))
    return PaperPage(
        form="enter",
        heading=room.say("enter-title"),
        lead=room.say("enter-lead"),
        groups=tuple(groups),
        back=room.say("back"),
        go=Button("do:enter", room.say("do-enter")) if who else None,
        missing="" if who else room.say("member-needed"),
    )


def _with_reason(form: str) -> Callable[[_Room], PaperPage]:
    def made(room: _Room) -> PaperPage:
        fields = [
            Input(name=name, label=room.say(name), kind="area", most=REASON_MAX) for name in ("reason-kk", "reason-ru")
        ]
        return _form(room, form, fields)

    return made


def _copy(room: _Room) -> PaperPage:
    return _form(
        room, "copy", [Input(name="to", label=room.say("to-field"))], room.with_secretary(), "secretary-needed"
    )


def _post(room: _Room) -> PaperPage:
    return _form(room, "post", [Input(name=name, label=room.say(name)) for name in ("place-kk", "place-ru")])


def _form(
    room: _Room,
    form: str,
    inputs: Sequence[Input],
    who: tuple[str, ...] | None = None,
    lacking: str = "two-needed",
) -> PaperPage:
    """A form whose act `who` sign: the chair and one more, unless said."""
    signers = room.made.two() if who is None else who
    names = ", ".join(room.made.name(member) for member in signers)
    return PaperPage(
        form=form,
        heading=room.say(f"{form}-title"),
        lead=room.say(f"{form}-lead"),
        groups=(Group(heading="", inputs=tuple(inputs)),),
        back=room.say("back"),
        go=Button(f"do:{form}", room.say(f"do-{form}")) if signers else None,
        signers=room.say("signers", names=names) if signers else "",
        missing="" if signers else room.say(lacking),
    )


_FORMS: Final[Mapping[str, Callable[[_Room], PaperPage]]] = {
    "destroy": _destroy,
    "doubtful": _doubtful,
    "enter": _enter,
    "again": _with_reason("again"),
    "explain": _with_reason("explain"),
    "copy": _copy,
    "post": _post,
}


def _number_field(name: str, label: str) -> Input:
    return Input(name=name, label=label, kind="number", most=NUMBER_DIGITS)


def _labelled(room: _Room, place: Mapping[str, Any]) -> str:
    return f"{place['line']} · {room.text(place['text'])}"


def _number(sent: Mapping[str, str], name: str) -> int:
    """What was typed as a number; what is none is -1, which the precinct refuses."""
    typed = "".join(sent.get(name, "").split())
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= NUMBER_DIGITS else -1


def _text(sent: Mapping[str, str], name: str) -> str:
    return sent.get(name, "").strip()[:REASON_MAX]
