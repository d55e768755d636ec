"""Minutes of the commission's sittings: what was decided, how members voted, who disagreed (M23; L 19(5), 20(5), 20-1).

The minutes are an act of the record, so they are printed, published and attached to the protocol as any other; a
dissent stands in them word for word, and is for the higher commission at once (L 20(5)).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import cbor2

from sailau.formats.v1.record import Bilingual
from sailau.precinct.present import Whereabouts
from sailau.precinct.sitting import ARTICLE, NOTHING_DECIDED, Notice, Votes, is_taken, refuse_sitting
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, enter_act
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.present import people
from sailau.service.suspension import named, votes_data, voting_members
from sailau.signing.authority import Signer

BYTES_MAX: Final = 10_000
"""Of what one sitting's minutes may say: they travel to a station whole to be signed."""

TOO_LONG: Final = Refusal(
    "minutes-too-long",
    ARTICLE,
    Text(
        "Хаттама тым ұзын: шешімдерді екі хаттамаға бөліңіз.",
        "Протокол слишком длинный: разделите решения на два протокола.",
        "The minutes are too long: divide the decisions into two.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One matter of the agenda with what was proposed and how members voted."""

    matter: Bilingual
    decision: Bilingual
    votes: Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A sitting: notice, the members who were there, its items, dissents by member, word for word."""

    notice: Notice
    present: frozenset[str]
    items: tuple[Item, ...]
    dissents: Mapping[str, str] = field(default_factory=dict)


@records_refusal("other")
def hold_sitting(precinct: Precinct, sitting: Sitting, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Draw up the minutes of a sitting; the same sitting again gives the same act."""
    refusal = _refuse(precinct, sitting)
    if refusal is not None:
        return refusal
    data = _minutes(precinct, sitting)
    said = {key: value for key, value in data.items() if key != "others_present"}
    encoded = cbor2.dumps(said, canonical=True)
    if len(encoded) > BYTES_MAX:
        return TOO_LONG
    taken = sum(item["taken"] for item in data["decisions"])
    text = Bilingual(
        f"Комиссия отырысы өтті: {len(sitting.items)} мәселе қаралды, {taken} шешім қабылданды.",
        f"Проведено заседание комиссии: рассмотрено вопросов — {len(sitting.items)}, принято решений — {taken}.",
    )
    key = f"sitting:{hashlib.sha256(encoded).hexdigest()}"
    act = enter_act(precinct, Matter(key=key, kind="sitting", article=ARTICLE, text=text), signers, data)
    precinct.recorder().record(
        "sitting-held", act=act.label, decisions=len(sitting.items), dissents=len(sitting.dissents)
    )
    return act


def _refuse(precinct: Precinct, sitting: Sitting) -> Refusal | None:
    texts = [text for item in sitting.items for text in (item.matter, item.decision)]
    if not all(text.kk.strip() and text.ru.strip() for text in texts):
        return NOTHING_DECIDED
    return refuse_sitting(
        sitting.notice,
        [item.votes for item in sitting.items],
        sitting.dissents,
        members=voting_members(precinct),
        present=sitting.present,
        commission=len(precinct.installed.officials),
    )


def _minutes(precinct: Precinct, sitting: Sitting) -> dict[str, Any]:
    commission = len(precinct.installed.officials)
    in_room = [person for person in people(precinct) if person.whereabouts is Whereabouts.IN_ROOM]
    data: dict[str, Any] = {
        "told": f"{sitting.notice.told.astimezone(precinct.zone):%Y-%m-%d %H:%M}",
        "began": f"{sitting.notice.began.astimezone(precinct.zone):%Y-%m-%d %H:%M}",
        "urgent": sitting.notice.urgent,
        "present": named(precinct, sitting.present),
        "others_present": len(in_room),
        "decisions": [
            {
                "matter": {"kk": item.matter.kk.strip(), "ru": item.matter.ru.strip()},
                "decision": {"kk": item.decision.kk.strip(), "ru": item.decision.ru.strip()},
                **votes_data(precinct, item.votes),
                "taken": is_taken(item.votes, commission),
            }
            for item in sitting.items
        ],
    }
    if sitting.dissents:
        data["dissents"] = {member: sitting.dissents[member].strip() for member in sorted(sitting.dissents)}
    return data
