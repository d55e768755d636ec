"""What the chair's tab of those present is made of, and what its forms say when they are sent (M18-M23, M38)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sailau.precinct.present import Kind, Paper
from sailau.words.numbers import Language
from sailau.words.screens import present_words

NAME_MAX: Final = 200
REASON_MAX: Final = 600
REMARK_MAX: Final = 1500
"""Characters: a form in Cyrillic letters must stay below the limit of a form's bytes."""
WITHOUT_ACT: Final = frozenset({"register-present", "note-presence"})
"""Commands of which no act comes; anyone who may give them does it alone."""
CHAIR_LEADS: Final = frozenset({"register-present", "remove-present", "hold-sitting"})
VOTES: Final = ("in-favour", "against", "abstained", "absent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the tab is made of: those present (`service.presence`), the commission's members as the day's outline has
    them, who of them has signed in here, the language, and what was typed when the form was sent in vain."""

    presence: Mapping[str, Any] = field(repr=False)
    officials: Sequence[Mapping[str, Any]]
    signed_in: Sequence[str]
    language: Language
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)

    def say(self, word: str, **filled: object) -> str:
        """A word of this tab."""
        return present_words().say(word, self.language, **filled)

    def company(self, command: str) -> tuple[list[str], str]:
        """Who would give a command, chair first, and the word for who is still missing (empty: nobody)."""
        able = [one for one in self.officials if one["id"] in self.signed_in and not one["suspended"]]
        chairs = [one["id"] for one in able if one["role"] == "chair" or one["acts_for_chair"]]
        if command in CHAIR_LEADS and not chairs:
            return [], "chair-needed"
        if command == "replace-chair":
            able = [one for one in able if one["role"] != "chair"]
            chairs = [one["id"] for one in able if one["role"] == "deputy"]
            if not chairs:
                return [], "deputy-needed"
        ids = [*chairs, *(one["id"] for one in able if one["id"] not in chairs)]
        if command in WITHOUT_ACT:
            return ids[:1], ""
        return (ids[:2], "") if len(ids) > 1 else ([], "two-needed")

    def voting(self) -> list[Mapping[str, Any]]:
        """The members who may vote."""
        return [one for one in self.officials if not one["suspended"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command of this tab, as it was sent."""

    command: str
    args: Mapping[str, Any] = field(repr=False)


def asked(form: str, sent: Mapping[str, str], room: Room) -> Asked | None:
    """What was sent by the form of that path; None when it is no form of this tab.

    `sent` is the form by names, as a browser sends it; a box that is not ticked is not there.
    """
    what, _, rest = form.partition(":")
    number = int(rest) if rest.isascii() and rest.isdigit() else 0
    match what:
        case "register" if rest in {kind.value for kind in Kind}:
            return Asked(command="register-present", args=_papers(rest, sent))
        case "goes" | "comes" if number:
            return Asked(command="note-presence", args={"number": number, "there": what == "comes"})
        case "remark" if number:
            right = _text(sent, "right")
            args = {"words": _text(sent, "words", REMARK_MAX), "document": _text(sent, "document").lower()}
            right_point = (
                int(right) if right.isascii() and right.isdigit() and int(right) <= len(room.presence["rights"]) else 0
            )
            return Asked(command="enter-remark", args={"number": number, "right": right_point, **args})
        case "remove" if number:
            return Asked(command="remove-present", args={"number": number, **_decided(sent, room)})
        case "suspend":
            return Asked(command="suspend-member", args={"suspended": _text(sent, "whom"), **_decided(sent, room)})
        case "deputy":
            return Asked(command="replace-chair", args=_reason(sent))
        case "sitting":
            return Asked(command="hold-sitting", args=_minutes(sent, room))
        case _:
            return None


def _papers(kind: str, sent: Mapping[str, str]) -> dict[str, Any]:
    typed = {name: _text(sent, name) for name in ("surname", "name", "patronymic", "sender", "paper")}
    precinct = _text(sent, "precinct")
    return {
        "kind": kind,
        **typed,
        "shown": [paper.value for paper in Paper if f"shown-{paper}" in sent],
        "precinct": int(precinct) if precinct.isascii() and precinct.isdigit() and len(precinct) < 6 else 0,
        "day": iso(_text(sent, "day")),
        "accredited": iso(_text(sent, "accredited")),
    }


def _decided(sent: Mapping[str, str], room: Room) -> dict[str, Any]:
    return {"reason": _reason(sent), **_cast(sent, room)}


def _reason(sent: Mapping[str, str]) -> dict[str, str]:
    return {"kk": _text(sent, "reason-kk", REASON_MAX), "ru": _text(sent, "reason-ru", REASON_MAX)}


def _minutes(sent: Mapping[str, str], room: Room) -> dict[str, Any]:
    votes, dissenter = _cast(sent, room), _text(sent, "dissent-of")
    texts = {
        name: {language: _text(sent, f"{name}-{language}", REASON_MAX) for language in ("kk", "ru")}
        for name in ("matter", "decision")
    }
    return {
        "told": iso(_text(sent, "told")),
        "began": iso(_text(sent, "began")),
        "urgent": "urgent" in sent,
        "present": sorted(member for members in votes.values() for member in members),
        "items": [{**texts, **votes}],
        "dissents": {dissenter: _text(sent, "dissent", REASON_MAX)} if dissenter else {},
    }


def _cast(sent: Mapping[str, str], room: Room) -> dict[str, list[str]]:
    cast: dict[str, list[str]] = {"in_favour": [], "against": [], "abstained": []}
    for one in room.voting():
        said = _text(sent, f"vote:{one['id']}").replace("-", "_")
        if said in cast:
            cast[said].append(one["id"])
    return cast


def _text(sent: Mapping[str, str], name: str, most: int = NAME_MAX) -> str:
    return sent.get(name, "").strip()[:most]


def typed(args: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form by which a command of this tab was given, from what it was given with."""
    fields = {name: str(value) for name, value in args.items() if isinstance(value, str | int)}
    fields |= {f"shown-{paper}": "yes" for paper in args.get("shown", ())}
    if args.get("urgent"):
        fields["urgent"] = "yes"
    for item in (args, *args.get("items", ())):
        for name in ("reason", "matter", "decision"):
            fields |= {f"{name}-{language}": text for language, text in item.get(name, {}).items()}
        for vote in ("in_favour", "against", "abstained"):
            fields |= {f"vote:{member}": vote.replace("_", "-") for member in item.get(vote, ())}
    for member, words in args.get("dissents", {}).items():
        fields |= {"dissent-of": member, "dissent": words}
    if "kk" in args:
        fields |= {"reason-kk": args["kk"], "reason-ru": args["ru"]}
    if "suspended" in args:
        fields["whom"] = args["suspended"]
    return fields


_BY_POINTS: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.ASCII)


def iso(text: str) -> str:
    """A date as people write it, 04.12.2005 or 04.12.2005 06:00, as 2005-12-04…; anything else as it stands."""
    found = _BY_POINTS.fullmatch(text)
    return text if found is None else f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}{found[4]}"
