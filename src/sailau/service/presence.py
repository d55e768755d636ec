"""Those present and what they may see of the commission's work, at one look (L 20-1; M18-M20, M23; E5).

For the observers' board and the chair's station: who is registered and who of them is in the room, the eleven rights
with the remarks that were handed in about each, sittings with votes and dissent, members suspended. It travels as a
CBOR map of `asdict(Presence)`. Nothing in it tells of a voter or of a card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sailau.election.nouns import Answer, Language
from sailau.law.presence import RIGHTS
from sailau.precinct.present import DEMANDS, KINDS, PAPERS, Kind, Person
from sailau.refusal import Text
from sailau.service.acts import SignedAct, acts
from sailau.service.precinct import Precinct
from sailau.service.present import people
from sailau.service.suspension import suspended_members

SHOWN_MAX: Final = 160
"""Characters of a remark that a screen shows; the act has all."""

Words = Mapping[str, str]
"""A text by language: `kk`, `ru`, `en`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody registered. `whereabouts` is in-room, left or removed; `remarks` are labels of acts ("ACT-004")."""

    number: int
    kind: str
    kind_name: Words
    name: str
    sender: Words
    whereabouts: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRow:
    """A point of L 20-1(6), what gives it here, and the remarks that say it was not kept."""

    point: int
    text: Words
    here: Words
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """A remark or a removal: the act's label, local time HH:MM, by or of whom, the beginning of the words."""

    label: str
    at: str
    kind: str
    name: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision of a sitting with its votes."""

    matter: Words
    decision: Words
    taken: bool
    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingRow:
    """A sitting by its minutes; `dissents` are the names of members who disagreed."""

    label: str
    at: str
    decisions: tuple[DecisionRow, ...]
    dissents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendedRow:
    """A member who was suspended."""

    member: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """A kind of those present: what must be shown, and how many are in the room and registered."""

    kind: str
    name: Words
    article: str
    papers: Mapping[str, Words]
    in_room: int
    registered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderRow:
    """A candidate or party that may send a proxy."""

    answer: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Everything of those present. Rows stand in the order of registration, of the law, or of the acts."""

    precinct: int
    day: str
    people: tuple[PersonRow, ...]
    kinds: tuple[KindRow, ...]
    senders: tuple[SenderRow, ...]
    rights: tuple[RightRow, ...]
    remarks: tuple[RemarkRow, ...]
    sittings: tuple[SittingRow, ...]
    suspended: tuple[SuspendedRow, ...]

    def in_room(self, *kinds: str) -> int:
        """How many of these kinds are in the room."""
        return sum(row.in_room for row in self.kinds if row.kind in kinds)


def presence(precinct: Precinct) -> Presence:
    """Those present as it stands now."""
    known, signed = people(precinct), acts(precinct)
    remarks = [act for act in signed if act.act.kind == "present_remark"]
    told = [act for act in signed if act.act.kind in ("present_remark", "present_removed", "member_suspended")]
    answers = [answer for asked in precinct.style.contests for answer in asked.answers]
    names = {official.id: official.name for official in precinct.installed.officials}
    return Presence(
        precinct=precinct.installed.precinct,
        day=precinct.definition.date.isoformat(),
        people=tuple(_person_row(answers, person, remarks) for person in known),
        kinds=tuple(_kind_row(kind, known) for kind in Kind),
        senders=tuple(SenderRow(answer=str(answer.id), name=_answer_words(answer)) for answer in answers),
        rights=tuple(
            RightRow(
                point=right.point,
                text=_words(right.text),
                here=_words(right.here),
                remarks=tuple(act.label for act in remarks if act.act.data.get("right") == right.article[2:]),
            )
            for right in RIGHTS
        ),
        remarks=tuple(_remark_row(act, names) for act in told),
        sittings=tuple(_sitting_row(act, names) for act in signed if act.act.kind == "sitting"),
        suspended=tuple(SuspendedRow(member=one, name=names[one]) for one in sorted(suspended_members(precinct))),
    )


def _person_row(answers: Sequence[Answer], person: Person, remarks: Sequence[SignedAct]) -> PersonRow:
    found = [answer for answer in answers if person.kind is Kind.PROXY and answer.id == person.sender]
    sender = _answer_words(found[0]) if found else {"kk": person.sender, "ru": person.sender, "en": person.sender}
    return PersonRow(
        number=person.number,
        kind=person.kind.value,
        kind_name=_words(KINDS[person.kind]),
        name=person.full_name,
        sender=sender,
        whereabouts=person.whereabouts.value,
        remarks=tuple(act.label for act in remarks if act.act.data.get("person") == person.number),
    )


def _kind_row(kind: Kind, known: Sequence[Person]) -> KindRow:
    of_kind = [person for person in known if person.kind is kind]
    return KindRow(
        kind=kind.value,
        name=_words(KINDS[kind]),
        article=DEMANDS[kind].article,
        papers={paper.value: _words(PAPERS[paper]) for paper in DEMANDS[kind].papers},
        in_room=sum(person.whereabouts.value == "in-room" for person in of_kind),
        registered=len(of_kind),
    )


def _remark_row(signed: SignedAct, names: Mapping[str, str]) -> RemarkRow:
    act = signed.act
    said = {"kk": act.text.kk, "ru": act.text.ru, "en": act.text.ru}
    if act.kind == "present_remark":
        said = dict.fromkeys(said, str(act.data["words"]))
    member = names.get(str(act.data.get("member")), "")
    return RemarkRow(
        label=signed.label,
        at=f"{act.at:%H:%M}",
        kind=act.kind,
        name=str(act.data.get("name", member)),
        words={language: _short(text) for language, text in said.items()},
    )


def _sitting_row(signed: SignedAct, names: Mapping[str, str]) -> SittingRow:
    data = signed.act.data
    return SittingRow(
        label=signed.label,
        at=f"{signed.act.at:%H:%M}",
        decisions=tuple(map(_decision_row, data["decisions"])),
        dissents=tuple(names.get(member, member) for member in data.get("dissents", {})),
    )


def _decision_row(item: Mapping[str, Any]) -> DecisionRow:
    return DecisionRow(
        matter=_in_two(item["matter"]),
        decision=_in_two(item["decision"]),
        taken=item["taken"],
        in_favour=len(item["in_favour"]),
        against=len(item["against"]),
        abstained=len(item["abstained"]),
    )


def _words(text: Text) -> Words:
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


def _in_two(text: Mapping[str, str]) -> Words:
    """An act's text: it has no English, so English readers see the Russian."""
    return {"kk": text["kk"], "ru": text["ru"], "en": text["ru"]}


def _answer_words(answer: Answer) -> Words:
    return {language.value: answer.text(language) for language in Language}


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN_MAX else plain[: SHOWN_MAX - 1].rstrip() + "…"
