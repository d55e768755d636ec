"""A voter who is not on the list: what the commission asked the district, and its decision (M13; L 24(10), 50-5(3)).

On the eve at 20:00 the list is closed; from then on it is changed only to carry out a decision of a court or of a
higher commission. The member responsible for contact asks, the request is kept here, and the decision is entered by act
of the chair and another member. The act names the decision and no voter: it is published. The order of writes is act,
then list and request in one change, so that entering it again after a crash does the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import cbor2

from sailau.checkin import refusals
from sailau.checkin.decisions import is_of_age
from sailau.checkin.iin import check as check_iin
from sailau.checkin.listchange import ListChangeDecision, change_list, list_freezes
from sailau.checkin.voters import VoterEntry, encode_list
from sailau.errors import impossible, invariant
from sailau.formats.v1.record import Bilingual
from sailau.ports import Transaction
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, enter_act
from sailau.service.precinct import Precinct, records_refusal
from sailau.signing.authority import Signer

TEXT_MAX: Final = 200
TABLE: Final = "requests"
Deciding = Literal["court", "higher commission"]
DECIDING: Final[tuple[Deciding, ...]] = ("court", "higher commission")
_BY: Final = {
    "court": Bilingual("сот", "суд"),
    "higher commission": Bilingual("жоғары тұрған сайлау комиссиясы", "вышестоящая избирательная комиссия"),
}

NAME_WANTED: Final = Refusal(
    "list-request-name",
    "L 50-5(3)",
    Text(
        "Жеке куәліктегі тегі мен аты, тұратын жері керек.",
        "Нужны фамилия и имя по удостоверению и место жительства.",
        "Surname and name of the identity card are needed, and the place of residence.",
    ),
)
NO_SUCH_REQUEST: Final = Refusal(
    "no-such-list-request",
    "L 50-5(3)",
    Text("Мұндай сұрау жоқ.", "Такого запроса нет.", "There is no such request."),
)
DECISION_WANTED: Final = Refusal(
    "list-decision-wanted",
    "L 24(10)",
    Text(
        "Шешімнің нөмірі мен күнін жазыңыз.",
        "Укажите номер и дату решения.",
        "Write the number and date of the decision.",
    ),
)
DECIDED_ALREADY: Final = Refusal(
    "list-request-decided",
    "L 24(10)",
    Text(
        "Бұл сұрау бойынша шешім енгізілген.",
        "Решение по этому запросу уже внесено.",
        "The decision on this request has been entered already.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """A request by its number, from 1. `outcome` is "" until it is decided, then "added" or "refused"."""

    number: int
    iin: str = field(repr=False)
    surname: str = field(repr=False)
    name: str = field(repr=False)
    patronymic: str = field(repr=False)
    address: str = field(repr=False)
    outcome: str = ""
    act: str = ""


@records_refusal("list-change")
def ask_district(
    precinct: Precinct, iin_text: str, surname: str, name: str, patronymic: str, address: str, *, desk: str
) -> ListRequest | Refusal:
    """Keep that the district is asked about a person who is not on the list; the same person once."""
    iin = check_iin(iin_text)
    if isinstance(iin, Refusal):
        return iin
    if precinct.voters.by_iin(iin) is not None:
        return refusals.ON_LIST_ALREADY
    surname, name, patronymic, address = map(_plain, (surname, name, patronymic, address))
    if not (surname and name and address):
        return NAME_WANTED
    known = requests(precinct)
    same = next((one for one in known if one.iin == iin.digits and not one.outcome), None)
    if same is not None:
        return same
    asked = ListRequest(
        number=len(known) + 1, iin=iin.digits, surname=surname, name=name, patronymic=patronymic, address=address
    )
    if not is_of_age(_entry(precinct, asked), precinct.definition.date):
        return refusals.UNDER_AGE
    with precinct.stores.checkin.transaction() as tx:
        _put(tx, asked)
    precinct.recorder(desk).record("list-request-entered")
    return asked


def requests(precinct: Precinct) -> list[ListRequest]:
    """List all requests by number."""
    with precinct.stores.checkin.transaction() as tx:
        rows = [cbor2.loads(value) for _, value in tx.items(TABLE)]
    return sorted((_request(row) for row in rows), key=lambda one: one.number)


def see_list_requests(precinct: Precinct, *, desk: str) -> list[ListRequest]:
    """The requests as they stand, for the station `desk` at which members ask."""
    invariant(bool(desk), "a station asks")
    return requests(precinct)


@records_refusal("list-change")
def enter_list_decision(
    precinct: Precinct, number: int, by: Deciding, decision: str, *, add: bool, desk: str, signers: Sequence[Signer]
) -> SignedAct | Refusal:
    """Enter what a court or higher commission decided on a request: the voter is added to the list, or not.

    Entered again after a crash, it goes on with the decision of the act. The voter then stands on the list as any other
    and is admitted at a desk.
    """
    request = next((one for one in requests(precinct) if one.number == number), None)
    if request is None:
        return NO_SUCH_REQUEST
    if request.outcome:
        return DECIDED_ALREADY
    decision = _plain(decision)
    if not decision:
        return DECISION_WANTED
    invariant(by in DECIDING, "nobody else decides on the voting day")
    changed = change_list(
        precinct.voters,
        _entry(precinct, request),
        ListChangeDecision(by=by, act=decision),
        has_standing=False,
        now=precinct.now(),
        freezes=list_freezes(precinct.definition.date, precinct.zone),
    )
    if isinstance(changed, Refusal):
        return changed
    act = _act(precinct, request, by, decision, signers, add=add)
    added = bool(act.act.data["added"])
    with precinct.stores.checkin.transaction() as tx:
        if added:
            tx.put("voters", b"list", encode_list(changed))
        _put(tx, replace(request, outcome="added" if added else "refused", act=act.label))
    if added:
        precinct.voters = changed
        precinct.recorder().record("voter-list-changed", act=act.label, change="added")
    precinct.recorder(desk).record("list-request-decided", added=added)
    return act


def _act(
    precinct: Precinct, request: ListRequest, by: Deciding, decision: str, signers: Sequence[Signer], *, add: bool
) -> SignedAct:
    outcome = (
        Bilingual("Сайлаушы тізімге енгізілді.", "Избиратель включён в список.")
        if add
        else Bilingual("Сайлаушы тізімге енгізілмеді.", "Избиратель в список не включён.")
    )
    text = Bilingual(
        f"Тізімде жоқ сайлаушы туралы № {request.number} сұрау бойынша шешім келді: {_BY[by].kk}, {decision}. "
        f"{outcome.kk}",
        f"По запросу № {request.number} об избирателе, которого нет в списке, получено решение: {_BY[by].ru}, "
        f"{decision}. {outcome.ru}",
    )
    matter = Matter(key=f"list-request:{request.number}", kind="list_decision", article="L 24(10), 50-5(3)", text=text)
    data: dict[str, Any] = {
        "added": add,
        "by": by,
        "decision": decision,
        "request": request.number,
        "voters": len(precinct.voters) + add,
    }
    return enter_act(precinct, matter, signers, data)


def _entry(precinct: Precinct, request: ListRequest) -> VoterEntry:
    iin = check_iin(request.iin)
    if isinstance(iin, Refusal):
        impossible("a request is kept only with a sound IIN")
    return VoterEntry(
        number=precinct.voters.next_number(),
        iin=iin,
        surname=request.surname,
        name=request.name,
        patronymic=request.patronymic,
        birth_date=iin.birth_date,
        address=request.address,
    )


def _put(tx: Transaction, request: ListRequest) -> None:
    fields = [
        request.number,
        request.iin,
        request.surname,
        request.name,
        request.patronymic,
        request.address,
        request.outcome,
        request.act,
    ]
    tx.put(TABLE, b"request:%d" % request.number, cbor2.dumps(fields))


def _request(row: Sequence[Any]) -> ListRequest:
    number, iin, surname, name, patronymic, address, outcome, act = row
    return ListRequest(
        number=number,
        iin=iin,
        surname=surname,
        name=name,
        patronymic=patronymic,
        address=address,
        outcome=outcome,
        act=act,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())[:TEXT_MAX]
