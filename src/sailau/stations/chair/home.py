"""The chair's tab of voting at home: applications, tours, who voted there; voters not on the list (M13, M35-M37).

`show` makes a view model with all texts resolved, `take` reads what was sent. What may not be done now, or not by those
who have signed in here, is not there; who is still missing is named. Acts are shown and signed by the station.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sailau.service.chair_home import HOME_FORM
from sailau.service.chair_station import ChairStation, ChairView
from sailau.words.numbers import Language
from sailau.words.screens import home_words

TEXT_MAX: Final = 200
APPLYING: Final = frozenset({"installed", "checked", "open", "suspended"})
ENTERING: Final = frozenset({"open", "suspended", "closed"})
DECIDING: Final = frozenset({"open", "suspended"})
BY: Final[Mapping[str, str]] = {"court": "by-court", "higher commission": "by-higher"}
REASONS: Final = ("health", "care")


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed: its value under the tab's path, and its words. `go`: the one that goes on."""

    do: str
    text: str
    go: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line: whom or what it is about, more of it, how it stands, what may be done."""

    number: str
    name: str = field(repr=False)
    more: str = field(repr=False)
    state: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a form: text, or choice (one of `options`), or checks (several); options are value and text."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """Everything in the tab. `missing` says who must still sign in."""

    heading: str
    lead: str
    tables: tuple[Table, ...] = ()
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()
    missing: str = ""
    buttons: tuple[Button, ...] = ()


def show(view: ChairView, rest: str, language: Language) -> HomePage:
    """The overview, or the form that `rest` names: "apply", "send", "voted:1", "requests", "decide:3"."""
    return _Making(view, language).page(rest)


def take(station: ChairStation, rest: str, sent: Mapping[str, str]) -> None:
    """Open a form, or give the command that was pressed ("do:…"), if those who have signed in may."""
    what, _, deed = rest.partition(":")
    if what != "do":
        station.open_form(f"{HOME_FORM}:{rest}" if rest else HOME_FORM)
        return
    view = station.view()
    making = _Making(view, "kk")
    word, _, number = deed.partition(":")
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    match word:
        case "find":
            station.seek_voter("".join(sent.get("iin", "").split())[:TEXT_MAX])
        case "apply" if making.chair and sent.get("reason") in REASONS:
            _give(station, "apply-for-home", making.chair, voter=place, reason=sent["reason"])
        case "withdraw" if making.chair:
            _give(station, "withdraw-home", making.chair, voter=place)
        case "send" if making.chair:
            members = [one["id"] for one in making.home.get("members", ()) if f"goes:{one['id']}" in sent]
            device = sent.get("device", "")[:TEXT_MAX]
            _give(station, "begin-tour", making.chair, device=device, members=members)
        case "voted" if making.issuer:
            tour = view.form.rpartition(":")[2]
            station.give("admit-at-home", making.issuer, voter=place, tour=int(tour) if tour.isdigit() else 0)
            _stay(station, view.form)
        case "lose" if making.two:
            station.give("lose-tour", making.two, tour=place)
        case "add" | "add-not" if making.two and sent.get("by") in BY:
            said = {"by": sent["by"], "decision": sent.get("decision", "")[:TEXT_MAX], "add": word == "add"}
            station.give("enter-list-decision", making.two, request=place, **said)


def _give(station: ChairStation, command: str, who: Sequence[str], **args: Any) -> None:
    station.give(command, who, **args)
    _stay(station, HOME_FORM)


def _stay(station: ChairStation, form: str) -> None:
    """What needs no act is done at once: the tab stays, unless there is something to say."""
    if station.view().notice is None:
        station.open_form(form)


class _Making:
    def __init__(self, view: ChairView, language: Language) -> None:
        self.home = view.home
        self._view, self._language = view, language
        self._state = str(view.outline.get("state", ""))
        officials = [one for one in view.outline.get("officials", ()) if one["id"] in view.ids and not one["suspended"]]
        acting = any(one["acts_for_chair"] and one["role"] != "chair" for one in view.outline.get("officials", ()))
        leads = [one["id"] for one in officials if one["acts_for_chair"] or (one["role"] == "chair" and not acting)]
        others = [one["id"] for one in officials if one["id"] not in leads]
        self.chair = leads[:1]
        self.two = [*leads[:1], *others[:1]] if leads and others else []
        may = [one for one in officials if one["role"] in ("deputy", "member") and "issues-cards" in one["duties"]]
        self.issuer = [one["id"] for one in may if one["id"] not in leads][:1]

    def page(self, rest: str) -> HomePage:
        """The form of that path, or the overview."""
        if not self.home:
            return HomePage(heading=self._say("tab"), lead=self._say("sign-in-first"))
        word, _, number = rest.partition(":")
        match word:
            case "apply" if self._may_apply():
                return self._apply()
            case "send" if self._may_send():
                return self._send()
            case "voted":
                return self._voted(int(number) if number.isdigit() else 0)
            case "requests":
                return self._requests()
            case "decide":
                return self._decide(int(number) if number.isdigit() else 0)
            case _:
                return self._overview()

    def _overview(self) -> HomePage:
        home = self.home
        lead = self._say(
            "until" if home["taken"] else "too-late",
            until=home["until"],
            total=home["total"],
            waiting=home["waiting"],
        )
        tables = (
            Table(self._say("tours"), tuple(self._tour(row) for row in home["tours"])),
            Table(self._say("applications"), tuple(self._applicant(row) for row in home["voters"])),
        )
        open_requests = sum(not one["outcome"] for one in home["requests"])
        asks = self._state in DECIDING or home["requests"]
        return HomePage(
            heading=self._say("tab"),
            lead=lead,
            tables=tuple(table for table in tables if table.rows),
            notes=() if home["total"] else (self._say("nobody"),),
            missing="" if self.chair else self._say("chair-needed"),
            buttons=(
                *((Button("requests", self._say("not-on-list", count=open_requests)),) if asks else ()),
                *((Button("apply", self._say("take-application")),) if self._may_apply() else ()),
                *((Button("send", self._say("send-device"), go=True),) if self._may_send() else ()),
            ),
        )

    def _may_apply(self) -> bool:
        return bool(self.chair) and self._state in APPLYING

    def _may_send(self) -> bool:
        return bool(self.chair and self._state == "open" and self.home["waiting"] and self.home["devices"])

    def _tour(self, row: Mapping[str, Any]) -> Row:
        number = row["tour"]
        if row["lost"]:
            word = "tour-lost"
        elif not row["done"]:
            word = "tour-out"
        else:
            word = "tour-back" if row["valid"] else "tour-void"
        buttons: list[Button] = []
        if not row["done"] and self.two and self._state in ENTERING:
            buttons.append(Button(f"do:lose:{number}", self._say("device-lost")))
        if row["done"] and not row["lost"] and row["entered"] < row["ballots"] and self._state in ENTERING:
            buttons.append(Button(f"voted:{number}", self._say("enter-voters"), go=True))
        return Row(
            number=str(number),
            name=self._say("tour", tour=number, device=row["device"]),
            more=self._say("with-members", names=", ".join(row["members"])),
            state=self._say(word, **{name: row[name] for name in ("applications", "ballots", "entered")}),
            buttons=tuple(buttons),
        )

    def _applicant(self, row: Mapping[str, Any]) -> Row:
        word = "has-voted" if row["voted"] else "on-tour" if row["tour"] else "waits"
        return self._person(row, self._say(word, tour=row["tour"]))

    def _person(self, row: Mapping[str, Any], state: str, *buttons: Button) -> Row:
        name = " ".join(filter(None, (row["surname"], row["name"], row["patronymic"])))
        return Row(number=str(row["number"]), name=name, more=str(row["address"]), state=state, buttons=buttons)

    def _apply(self) -> HomePage:
        voter = self._view.sought
        rows: tuple[Row, ...] = ()
        buttons: list[Button] = [Button("", self._say("back"))]
        inputs = [Input("iin", self._say("iin"))]
        if voter:
            rows = (self._person(voter, self._say(f"standing-{voter['standing']}")),)
            reasons = tuple((reason, self._say(f"reason-{reason}")) for reason in REASONS)
            if voter["standing"] == "not-admitted" and self.home["taken"]:
                inputs = [Input("reason", self._say("reason"), "choice", reasons)]
                buttons.append(Button(f"do:apply:{voter['number']}", self._say("mark"), go=True))
            if voter["standing"] == "applied-for-home":
                inputs = []
                buttons.append(Button(f"do:withdraw:{voter['number']}", self._say("withdraw"), go=True))
        else:
            buttons.append(Button("do:find", self._say("find"), go=True))
        return HomePage(
            heading=self._say("apply-title"),
            lead=self._say("apply-lead"),
            tables=(Table("", rows),) if rows else (),
            inputs=tuple(inputs),
            buttons=tuple(buttons),
        )

    def _send(self) -> HomePage:
        devices = tuple((device, device) for device in self.home["devices"])
        members = tuple((f"goes:{one['id']}", one["name"]) for one in self.home["members"])
        return HomePage(
            heading=self._say("send-title"),
            lead=self._say("send-lead", waiting=self.home["waiting"]),
            inputs=(
                Input("device", self._say("device"), "choice", devices),
                Input("goes", self._say("who-goes"), "checks", members),
            ),
            notes=(self._say("then-cable"),),
            buttons=(Button("", self._say("back")), Button("do:send", self._say("send"), go=True)),
        )

    def _voted(self, tour: int) -> HomePage:
        left = [row for row in self.home["voters"] if row["tour"] == tour and not row["voted"]]
        button = self._say("voted")
        rows = tuple(
            self._person(row, "", *((Button(f"do:voted:{row['number']}", button),) if self.issuer else ()))
            for row in left
        )
        return HomePage(
            heading=self._say("voted-title", tour=tour),
            lead=self._say("voted-lead"),
            tables=(Table("", rows),) if rows else (),
            notes=() if rows else (self._say("all-entered"),),
            missing="" if self.issuer or not rows else self._say("issuer-needed"),
            buttons=(Button("", self._say("back")),),
        )

    def _requests(self) -> HomePage:
        found = self.home["requests"]
        return HomePage(
            heading=self._say("requests-title"),
            lead=self._say("requests-lead"),
            tables=(Table("", tuple(self._request(one) for one in found)),) if found else (),
            notes=() if found else (self._say("no-requests"),),
            missing="" if self.two or all(one["outcome"] for one in found) else self._say("two-needed"),
            buttons=(Button("", self._say("back")),),
        )

    def _request(self, one: Mapping[str, Any], *, decided_here: bool = False) -> Row:
        state = self._say(one["outcome"], act=one["act"]) if one["outcome"] else self._say("open-request")
        may = not one["outcome"] and self.two and self._state in DECIDING and not decided_here
        buttons = (Button(f"decide:{one['number']}", self._say("decide"), go=True),) if may else ()
        row = self._person(one, state, *buttons)
        return Row(row.number, row.name, f"{one['iin'][:6]} {one['iin'][6:]} · {row.more}", row.state, row.buttons)

    def _decide(self, number: int) -> HomePage:
        one = next((one for one in self.home["requests"] if one["number"] == number and not one["outcome"]), None)
        if one is None or not self.two or self._state not in DECIDING:
            return self._requests()
        return HomePage(
            heading=self._say("decide-title", request=number),
            lead=self._say("requests-lead"),
            tables=(Table("", (self._request(one, decided_here=True),)),),
            inputs=(
                Input("by", self._say("decided-by"), "choice", tuple((by, self._say(word)) for by, word in BY.items())),
                Input("decision", self._say("decision")),
            ),
            buttons=(
                Button("requests", self._say("back")),
                Button(f"do:add-not:{number}", self._say("add-not")),
                Button(f"do:add:{number}", self._say("add"), go=True),
            ),
        )

    def _say(self, word: str, **filled: object) -> str:
        return home_words().say(word, self._language, **filled)
