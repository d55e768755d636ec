"""The chair's tab of those present: who is registered, forms for what the commission does about them (M18-M23, M38).

A tab of the chair's station: `show` makes a view model with all texts resolved, `take` gives what was sent. Each form
is for one command; what the law asks of it stands above the form, and whoever is still missing to sign it is named
instead of the button. The acts themselves are shown and signed by the station, as all others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sailau.precinct.present import Kind
from sailau.service.chair_station import ChairStation, ChairView
from sailau.stations.chair.present_room import NAME_MAX, REASON_MAX, REMARK_MAX, VOTES, WITHOUT_ACT, Room, asked, typed
from sailau.words.numbers import Language
from sailau.words.screens import board_words

PATH: Final = "present"


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen."""

    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of a form. `kind`: text, area, check (a box for each option) or select. `like`: how it is written."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    like: str = ""
    most: int = NAME_MAX
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed: its value under the tab's path, and its words."""

    do: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Somebody registered, with what may be done now."""

    number: int
    name: str
    who: str
    state: str
    state_text: str
    remarks: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One member's line in a vote."""

    member: str
    name: str
    choices: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentPage:
    """Everything in the tab. `form` is the form's path, empty for the list; `missing` says who must still sign in."""

    form: str = ""
    heading: str
    lead: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    kinds: tuple[Option, ...] = ()
    inputs: tuple[Input, ...] = ()
    votes_name: str = ""
    votes: tuple[Ballot, ...] = ()
    back: str = ""
    buttons: tuple[Button, ...] = ()
    go: Button | None = None
    signers: str = ""
    missing: str = ""


def show(view: ChairView, rest: str, language: Language) -> PresentPage | None:
    """The tab; None as long as nobody has signed in and nothing is known."""
    room = _room(view, language)
    return None if room is None else page_of(room, rest)


def take(station: ChairStation, rest: str, fields: Mapping[str, str]) -> None:
    """Open a form, or give the command of the form that was sent by "do:" and its path."""
    view = station.view()
    room = _room(view, view.language)
    what, _, form = rest.partition(":")
    if room is None or what not in ("do", "goes", "comes"):
        station.open_form(f"{PATH}:{rest}" if rest else PATH)
        return
    given = asked(form if what == "do" else rest, fields, room)
    who, missing = room.company(given.command) if given is not None else ([], "")
    if given is None or missing:
        return
    station.give(given.command, who, **given.args)
    done = station.view()
    if given.command in WITHOUT_ACT and done.notice is None:
        station.open_form(PATH)


def _room(view: ChairView, language: Any) -> Room | None:
    if not view.presence or not view.outline:
        return None
    return Room(
        presence=view.presence,
        officials=view.outline["officials"],
        signed_in=view.ids,
        language=language,
        typed={} if view.given is None else typed(view.given.args),
    )


def page_of(room: Room, form: str = "") -> PresentPage:
    """The list, or the form of that path ("register", "register:media", "remark:3", "remove:3", "suspend", "sitting");
    a path that leads nowhere shows the list."""
    what, _, rest = form.partition(":")
    person = next((row for row in room.presence["people"] if str(row["number"]) == rest), None)
    match what:
        case "register":
            return _register(room, Kind(rest) if rest in {kind.value for kind in Kind} else Kind.OBSERVER)
        case "remark" if person is not None:
            return _remark(room, person)
        case "remove" if person is not None and person["whereabouts"] != "removed":
            return _decision(room, "remove-present", form, room.say("remove-title", name=person["name"]))
        case "suspend":
            return _decision(room, "suspend-member", form, room.say("suspend-title"))
        case "deputy":
            return _deputy(room)
        case "sitting":
            return _sitting(room)
        case _:
            return _list(room)


def _list(room: Room) -> PresentPage:
    there = room.presence
    notes = []
    if there["suspended"]:
        notes.append(room.say("suspended", names=", ".join(row["name"] for row in there["suspended"])))
    if there["sittings"]:
        notes.append(room.say("sittings", acts=", ".join(row["label"] for row in there["sittings"])))
    if not there["people"]:
        notes.insert(0, room.say("nobody"))
    in_room = sum(row["whereabouts"] == "in-room" for row in there["people"])
    return PresentPage(
        heading=room.say("tab"),
        lead=room.say("lead", number=in_room),
        rows=tuple(_row(room, row) for row in there["people"]),
        notes=tuple(notes),
        buttons=(
            Button("suspend", room.say("suspend")),
            Button("deputy", room.say("deputy")),
            Button("sitting", room.say("hold")),
        ),
        go=Button("register", room.say("register")),
    )


def _row(room: Room, row: Mapping[str, Any]) -> Row:
    number, state = row["number"], row["whereabouts"]
    buttons = [Button(f"remark:{number}", room.say("remark"))]
    if state != "removed":
        moved = ("goes", "goes") if state == "in-room" else ("comes", "comes")
        buttons = [
            Button(f"{moved[0]}:{number}", room.say(moved[1])),
            *buttons,
            Button(f"remove:{number}", room.say("remove")),
        ]
    return Row(
        number=number,
        name=row["name"],
        who=f"{board_words().say('kind-' + row['kind'], room.language)} · {row['sender'][room.language]}",
        state=state,
        state_text=room.say(state),
        remarks=room.say("remarks", acts=", ".join(row["remarks"])) if row["remarks"] else "",
        buttons=tuple(buttons),
    )


def _register(room: Room, kind: Kind) -> PresentPage:
    there = room.presence
    of_kind = next(row for row in there["kinds"] if row["kind"] == kind.value)
    inputs = [
        Input(name="surname", label=room.say("surname")),
        Input(name="name", label=room.say("name")),
        Input(name="patronymic", label=room.say("patronymic")),
        _sender(room, kind),
        Input(name="paper", label=room.say("paper")),
    ]
    if kind is Kind.OBSERVER:
        inputs.append(Input(name="precinct", label=room.say("precinct")))
        inputs.append(Input(name="day", label=room.say("day"), like=_like(room)))
    if kind in (Kind.FOREIGN_OBSERVER, Kind.FOREIGN_MEDIA):
        inputs.append(Input(name="accredited", label=room.say("accredited"), like=_like(room)))
    shown = tuple(Option(f"shown-{paper}", words[room.language]) for paper, words in of_kind["papers"].items())
    inputs.append(Input(name="shown", label=room.say("shown"), kind="check", options=shown))
    return _form(
        room,
        "register-present",
        f"register:{kind.value}",
        "do-register",
        heading=room.say("register-title"),
        lead=room.say("register-lead", article=of_kind["article"].removeprefix("L ")),
        kinds=tuple(
            Option(
                f"register:{row['kind']}",
                board_words().say(f"kind-{row['kind']}", room.language),
                row["kind"] == kind.value,
            )
            for row in there["kinds"]
        ),
        inputs=tuple(inputs),
    )


def _sender(room: Room, kind: Kind) -> Input:
    label = room.say("sender")
    if kind is not Kind.PROXY:
        return Input(name="sender", label=label)
    options = tuple(Option(row["answer"], row["name"][room.language]) for row in room.presence["senders"])
    return Input(name="sender", label=label, kind="select", options=options)


def _remark(room: Room, person: Mapping[str, Any]) -> PresentPage:
    rights = tuple(
        Option(str(row["point"]), f"{row['point']}) {row['text'][room.language]}") for row in room.presence["rights"]
    )
    return _form(
        room,
        "enter-remark",
        f"remark:{person['number']}",
        "do-remark",
        heading=room.say("remark-title", name=person["name"]),
        lead=room.say("remark-lead"),
        inputs=(
            Input(name="words", label=room.say("words"), kind="area", most=REMARK_MAX),
            Input(
                name="right",
                label=room.say("right"),
                kind="select",
                options=(Option("0", room.say("right-none"), True), *rights),
            ),
            Input(name="document", label=room.say("document"), most=64),
        ),
    )


def _deputy(room: Room) -> PresentPage:
    return _form(
        room,
        "replace-chair",
        "deputy",
        "do-decide",
        heading=room.say("deputy-title"),
        lead=room.say("deputy-lead"),
        inputs=_reasons(room),
    )


def _reasons(room: Room) -> tuple[Input, ...]:
    return tuple(
        Input(name=name, label=room.say(name), kind="area", most=REASON_MAX) for name in ("reason-kk", "reason-ru")
    )


def _decision(room: Room, command: str, form: str, heading: str) -> PresentPage:
    reasons = _reasons(room)
    whom = Input(name="whom", label=room.say("whom"), kind="select", options=_members(room))
    return _form(
        room,
        command,
        form,
        "do-decide",
        heading=heading,
        lead=room.say("decision-lead"),
        inputs=(whom, *reasons) if command == "suspend-member" else reasons,
        votes_name=room.say("votes"),
        votes=_votes(room),
    )


def _sitting(room: Room) -> PresentPage:
    texts = tuple(
        Input(name=name, label=room.say(name), kind="area", most=300)
        for name in ("matter-kk", "matter-ru", "decision-kk", "decision-ru")
    )
    nobody = Option("", room.say("dissent-none"), True)
    return _form(
        room,
        "hold-sitting",
        "sitting",
        "do-hold",
        heading=room.say("sitting-title"),
        lead=room.say("sitting-lead"),
        inputs=(
            Input(name="told", label=room.say("told"), like=f"{_like(room)} 06:00"),
            Input(name="began", label=room.say("began"), like=f"{_like(room)} 06:00"),
            Input(name="urgent", label="", kind="check", options=(Option("urgent", room.say("urgent")),)),
            *texts,
            Input(name="dissent-of", label=room.say("dissent-of"), kind="select", options=(nobody, *_members(room))),
            Input(name="dissent", label=room.say("dissent"), kind="area", most=300),
        ),
        votes_name=room.say("votes"),
        votes=_votes(room),
    )


def _form(room: Room, command: str, form: str, word: str, **parts: Any) -> PresentPage:
    who, missing = room.company(command)
    names = {one["id"]: one["name"] for one in room.officials}
    parts |= {"inputs": tuple(_again(room, one) for one in parts["inputs"])}
    return PresentPage(
        form=form,
        back=room.say("back"),
        go=None if missing else Button(f"do:{form}", room.say(word)),
        signers=""
        if missing or command in WITHOUT_ACT
        else room.say("signers", names=", ".join(names[id] for id in who)),
        missing=room.say(missing) if missing else "",
        **parts,
    )


def _again(room: Room, one: Input) -> Input:
    """A field with what was typed or chosen in it before, if the form was sent in vain."""
    if not room.typed:
        return one
    chosen = room.typed.get(one.name, "") if one.kind == "select" else None
    options = tuple(
        replace(option, chosen=option.value == chosen if chosen is not None else option.value in room.typed)
        for option in one.options
    )
    return replace(one, value=room.typed.get(one.name, ""), options=options)


def _like(room: Room) -> str:
    """How a date is written, by the voting day's own."""
    return date.fromisoformat(room.presence["day"]).strftime("%d.%m.%Y")


def _members(room: Room) -> tuple[Option, ...]:
    return tuple(Option(one["id"], one["name"]) for one in room.voting())


def _votes(room: Room) -> tuple[Ballot, ...]:
    return tuple(Ballot(member=one["id"], name=one["name"], choices=_choices(room, one["id"])) for one in room.voting())


def _choices(room: Room, member: str) -> tuple[Option, ...]:
    chosen = room.typed.get(f"vote:{member}", "absent")
    return tuple(Option(vote, room.say(vote), vote == chosen) for vote in VOTES)
