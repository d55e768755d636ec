"""What the commission decides during the day, and what is decided above it; each may be cut short and done again."""

import json
from typing import Final

from sailau.adapters.cards import PulledCard
from sailau.card import CARD_BYTES
from sailau.formats.v1.record import Bilingual
from sailau.precinct.present import DEMANDS, Authority, Kind
from sailau.precinct.sitting import Votes
from sailau.refusal import Refusal
from sailau.service import desk, opening, present
from sailau.service.acting_chair import acting_chair, replace_chair
from sailau.service.acts import Matter, enter_act, enter_foreign_act
from sailau.service.ceremony import erase_shares
from sailau.service.lost_card import give_card_up
from sailau.service.suspension import Decision, is_suspended, suspend_member
from tests.crash.people import DESK, ISSUER, Machines
from tests.crash.voting import Work, refused, settled
from tests.crash.world import MEMBERS, POSTPONEMENT, card_path, key_path

SUSPENDED: Final = "member-7"
_BROKE_THE_LAW: Final = Bilingual("Үгіт жүргізді.", "Вёл агитацию.")
_ILL: Final = Bilingual("Төраға ауырып қалды.", "Председатель заболел.")


def register_observer(machines: Machines) -> None:
    """An observer shows the papers and is let in."""
    paper = Authority(
        kind=Kind.OBSERVER,
        surname="Сәрсенова",
        name="Гүлнар",
        patronymic="",
        sender="«Әділ сайлау» қоғамдық бірлестігі",
        paper="17",
        shown=frozenset(DEMANDS[Kind.OBSERVER].papers),
        precinct=machines.precinct.installed.precinct,
        day=machines.precinct.definition.date,
    )
    person = present.register_present(machines.precinct, paper)
    assert not isinstance(person, Refusal), person.code
    assert person.number == 1


def take_remark(machines: Machines) -> None:
    """The observer hands in a remark: it goes to the protocol."""
    remark = present.Remark(words="Кабина есікке жақын тұр.")
    act = present.enter_remark(machines.precinct, 1, remark, machines.signers(1, 3))
    assert not isinstance(act, Refusal), act.code


def suspend_a_member(machines: Machines) -> None:
    """A member who broke the law is suspended: duties and signing in end, the share of the key stays."""
    names = [f"member-{number}" for number in range(1, MEMBERS + 1)]
    votes = Votes(in_favour=frozenset(names) - {SUSPENDED}, against=frozenset({SUSPENDED}))
    decision = Decision(reason=_BROKE_THE_LAW, votes=votes)
    settled(machines, suspend_member(machines.precinct, SUSPENDED, decision, machines.signers(1, 2, 3)))
    assert is_suspended(machines.precinct, SUSPENDED)


def let_the_deputy_act(machines: Machines) -> None:
    """The chair falls ill: the deputy acts, by act."""
    settled(machines, replace_chair(machines.precinct, _ILL, machines.signers(2, 3)))
    assert acting_chair(machines.precinct) == "member-2"


def tear_the_card_out(voter: int, holder: str) -> Work:
    """The voter pulls the card out of the desk before its mark is written, and is gone with it."""

    def work(machines: Machines) -> None:
        number = machines.card_of(holder)
        if desk.pending_of(machines.precinct, DESK) is None:
            pulled = PulledCard(machines.at_the_desk(number), after_bytes=CARD_BYTES // 64)
            answer = desk.admit(machines.precinct, machines.voter(voter), pulled, desk=DESK, member=ISSUER)
            refused(answer, "desk-card-removed")
        machines.memory.note(desk=None)
        card = card_path(machines.world, number)
        if card.exists():
            card.rename(machines.world / "people" / "torn-out.card")

    return work


def give_up_the_card(machines: Machines) -> None:
    """The chair declares that card missing: the desk is free again."""
    give_card_up(machines.precinct, DESK, machines.signers(1, 3))
    assert desk.pending_of(machines.precinct, DESK) is None


def postpone(machines: Machines) -> None:
    """The decision of the higher commission comes, and the voting ends."""
    decision, signature = (machines.world / name for name in POSTPONEMENT)
    act = enter_foreign_act(machines.precinct, "postponed", decision.read_bytes(), signature.read_bytes())
    settled(machines, opening.postpone_voting(machines.precinct, act), "not-now-postpone")


def erase_postponed_keys(machines: Machines) -> None:
    """At once the members' shares are erased, by act: the box stays sealed."""
    text = Bilingual("Кілт үлестері өшірілді.", "Доли ключа стёрты.")
    matter = Matter(key="shares-erased", kind="shares_erased", article="L 50-5(7)", text=text)
    act = enter_act(machines.precinct, matter, machines.signers(1, 3))
    paths = [key_path(machines.world, member) for member in range(1, MEMBERS + 1)]
    erase_shares(paths, act.label, machines.faults)
    assert all(json.loads(path.read_bytes())["erased"] == {"count": act.label} for path in paths)
