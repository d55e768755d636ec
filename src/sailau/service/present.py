"""Who is present beside the commission: registered by the chair, in and out, remarks, removal (M18-M22, M38; E5).

A remark or an act that somebody present hands in is taken as it is: its words stand in an act of the record, signed by
two members as the mark that it was received, and so it is attached to the protocol (L 20-1(6)(11)). Nobody here may
refuse one for what it says.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from sailau.election.nouns import Language
from sailau.errors import invariant
from sailau.formats.v1.record import Bilingual
from sailau.law.presence import RIGHT_POINTS
from sailau.precinct import present as core
from sailau.precinct.present import KINDS, Authority, Kind, Person, Place, Whereabouts
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, enter_act
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.suspension import Decision, refuse_decision, votes_data
from sailau.signing.authority import Signer

TABLE: Final = "present"
WORDS_MAX: Final = 3000
"""Characters of a remark: longer papers are handed in whole, and named here by their SHA-256."""

REMARK_EMPTY: Final = Refusal(
    "remark-empty",
    "L 20-1(6)(11)",
    Text(
        f"Ескерту мәтіні жазылуы керек, ең көбі {WORDS_MAX} таңба; ұзын құжаттың SHA-256 таңбасы көрсетіледі.",
        f"Нужен текст замечания, не более {WORDS_MAX} знаков; длинный документ указывается по SHA-256.",
        f"The text of the remark is needed, at most {WORDS_MAX} characters; a long paper is named by its SHA-256.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What somebody present hands in, word for word. `right` is the point of L 20-1(6) it is about, 0 for none.

    `document` is the SHA-256 (hex) of a paper handed in with it, empty when there is none.
    """

    words: str
    right: int = 0
    document: str = ""


def people(precinct: Precinct) -> list[Person]:
    """Everybody registered, by number."""
    with precinct.stores.day.transaction() as tx:
        rows = [cbor2.loads(value) for _, value in tx.items(TABLE)]
    return sorted(map(_person, rows), key=lambda person: person.number)


def sender_of(precinct: Precinct, person: Person, language: Language = Language.KK) -> str:
    """Who sent a person, in words: for a proxy the candidate's or party's name."""
    if person.kind is not Kind.PROXY:
        return person.sender
    answers = [answer for asked in precinct.style.contests for answer in asked.answers]
    return next((answer.text(language) for answer in answers if answer.id == person.sender), person.sender)


@records_refusal("other")
def register_present(precinct: Precinct, authority: Authority) -> Person | Refusal:
    """Register who shows these papers, and let him or her in (L 20-1(4), (5)); the same again changes nothing."""
    known = people(precinct)
    person = core.register(known, authority, place_of(precinct))
    if isinstance(person, Refusal):
        return person
    is_new = person.number not in {one.number for one in known}
    _put(precinct, person)
    if is_new:
        precinct.recorder().record("present-registered", kind=person.kind.value)
    return person


@records_refusal("other")
def note_presence(precinct: Precinct, number: int, *, there: bool) -> Person | Refusal:
    """Note that somebody registered left the room, or came back."""
    known = people(precinct)
    person = core.come(known, number) if there else core.leave(known, number)
    if isinstance(person, Refusal):
        return person
    if person not in known:
        _put(precinct, person)
        precinct.recorder().record("present-noted", there=there)
    return person


@records_refusal("other")
def enter_remark(precinct: Precinct, number: int, remark: Remark, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Attach what somebody present hands in to the protocol: an act with the very words; the same again, the same act.

    One who was removed may hand in what the removal is about: only a stranger may not.
    """
    person = next((one for one in people(precinct) if one.number == number), None)
    if person is None:
        return core.NOT_REGISTERED
    words = remark.words.strip()
    if not 0 < len(words) <= WORDS_MAX or not _is_digest(remark.document):
        return REMARK_EMPTY
    invariant(remark.right == 0 or remark.right in RIGHT_POINTS, "a remark is about a point of L 20-1(6), or none")
    kind = KINDS[person.kind]
    text = Bilingual(
        f"{person.full_name} ({kind.kk}, {sender_of(precinct, person)}) ескерту берді; хаттамаға қоса беріледі.",
        f"{person.full_name} ({kind.ru}, {sender_of(precinct, person, Language.RU)}) подал письменное замечание; "
        "прилагается к протоколу.",
    )
    digest = hashlib.sha256(cbor2.dumps([number, words, remark.right, remark.document])).hexdigest()
    matter = Matter(key=f"remark:{digest}", kind="present_remark", article="L 20-1(6)(11)", text=text)
    data = {"person": number, "name": person.full_name, "words": words}
    if remark.right:
        data["right"] = f"20-1(6)({remark.right})"
    if remark.document:
        data["document"] = remark.document
    act = enter_act(precinct, matter, signers, data)
    precinct.recorder().record("remark-entered", act=act.label)
    return act


@records_refusal("other")
def remove_present(
    precinct: Precinct, number: int, decision: Decision, signers: Sequence[Signer]
) -> SignedAct | Refusal:
    """Remove somebody from the room by reasoned written decision of the commission (L 39(2)); for that day."""
    known = people(precinct)
    person = core.remove(known, number)
    if isinstance(person, Refusal):
        return person
    if person not in known:
        refusal = refuse_decision(precinct, decision)
        if refusal is not None:
            return refusal
    matter = Matter(key=f"removed:{number}", kind="present_removed", article="L 39(2)", text=decision.reason)
    named = {"person": number, "name": person.full_name, "sent_by": sender_of(precinct, person)}
    data = {**named, **votes_data(precinct, decision.votes)}
    act = enter_act(precinct, matter, signers, data)
    _put(precinct, person)
    precinct.recorder().record("present-removed", act=act.label)
    return act


def place_of(precinct: Precinct) -> Place:
    """What authorities are held against here."""
    answers = frozenset(str(answer.id) for asked in precinct.style.contests for answer in asked.answers)
    return Place(precinct=precinct.installed.precinct, day=precinct.definition.date, answers=answers)


def _put(precinct: Precinct, person: Person) -> None:
    row = {
        "number": person.number,
        "kind": person.kind.value,
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "sender": person.sender,
        "paper": person.paper,
        "whereabouts": person.whereabouts.value,
    }
    with precinct.stores.day.transaction() as tx:
        tx.put(TABLE, b"person:%03d" % person.number, cbor2.dumps(row))


def _person(row: dict[str, Any]) -> Person:
    return Person(
        number=row["number"],
        kind=Kind(row["kind"]),
        surname=row["surname"],
        name=row["name"],
        patronymic=row["patronymic"],
        sender=row["sender"],
        paper=row["paper"],
        whereabouts=Whereabouts(row["whereabouts"]),
    )


def _is_digest(text: str) -> bool:
    return not text or (len(text) == 64 and set(text) <= set("0123456789abcdef"))
