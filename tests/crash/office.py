"""The commission's own steps: before opening, interruption, closing, counting, the record."""

import json
from typing import Final

from sailau.errors import StoreError
from sailau.formats.v1.record import Bilingual, Figures
from sailau.precinct import State
from sailau.refusal import Refusal
from sailau.service import accumulator, closing, opening
from sailau.service.accumulator import Returned
from sailau.service.acts import Matter, SignedAct, acts, enter_act
from sailau.service.ceremony import erase_shares
from sailau.service.count import Counting, begin_count, begin_recount, finish_count
from sailau.service.record import signed_head, write_record
from tests.crash.people import ISSUER, TABLE, Machines
from tests.crash.voting import Work, settled
from tests.crash.world import MEMBERS, PORTABLE, TERMINAL, key_path

RECORD: Final = "record"
SIGNERS: Final = (1, 2)
_AWAY: Final = Bilingual("Ауырып қалды.", "По болезни.")
_FAULT: Final = Bilingual("Терминалдың ақауы.", "Неисправность терминала.")


def install(machines: Machines) -> None:
    """The act of installation."""
    opening.record_installation(machines.precinct, machines.signers(1, 2, 3))


def check(machines: Machines) -> None:
    """Possession of the keys, an empty box, the zero report."""
    possession = [bool(passed) for passed in (machines.world / "possession").read_bytes()]
    answer = opening.check_system(machines.precinct, possession, machines.signers(1, 2, 3))
    settled(machines, answer, "not-now-check")


def name_duties(machines: Machines) -> None:
    """The chair names who issues cards."""
    settled(machines, opening.name_duty(machines.precinct, ISSUER, "issues-cards"))


def open_voting(machines: Machines) -> None:
    """Seven o'clock."""
    settled(machines, opening.open_voting(machines.precinct), "not-now-open")


def suspend(machines: Machines) -> None:
    """A fault interrupts the voting, by act."""
    answer = opening.suspend_voting(machines.precinct, _FAULT, "fault-1", machines.signers(1, 2, 3))
    settled(machines, answer, "not-now-suspend")


def restart(machines: Machines) -> None:
    """The specialist switches everything off and on; voting goes on."""
    machines.stop()
    (act,) = (signed for signed in acts(machines.precinct) if signed.act.kind == "restart")
    settled(machines, opening.resume_voting(machines.precinct, act), "not-now-resume")
    assert machines.terminal.kit.device == TERMINAL
    assert machines.portable.kit.device == PORTABLE


def close(machines: Machines) -> None:
    """Eight o'clock."""
    settled(machines, opening.close_voting(machines.precinct), "not-now-close")


def clear_the_tray(machines: Machines) -> None:
    """Cards that nobody took go back unused."""
    while tray := machines.memory.notes().get("tray", []):
        number, *rest = tray
        outcome = accumulator.take_card(machines.precinct, machines.card(number), accumulator=TABLE)
        assert isinstance(outcome, Returned), outcome
        machines.memory.note(tray=rest)


def declare_missing(machines: Machines) -> None:
    """The card that was carried away."""
    missing = closing.declare_missing(machines.precinct, machines.signers(1, 3), accumulator=TABLE)
    assert missing == 1 or machines.broken_off


def close_devices(machines: Machines) -> None:
    """Terminal and portable device give their closing cards."""
    request = closing.closing_request(machines.precinct)
    for booth in (machines.terminal, machines.portable):
        card, signature = closing.signed_closing(booth, request, machines.clock.now())
        closing.enter_closing_card(machines.precinct, booth.kit.device, card, signature)


def destroy_unused(machines: Machines) -> None:
    """Unused credentials are destroyed."""
    settled(machines, closing.destroy_unused(machines.precinct, machines.signers(1, 3)))


def reconcile(machines: Machines) -> None:
    """People, cards and ballots agree."""
    answer = closing.reconcile(machines.precinct)
    settled(machines, answer, "not-now-reconcile")
    assert isinstance(answer, Figures | Refusal), answer


def mix(member: int, *, recount: bool = False) -> Work:
    """A member mixes."""
    return lambda machines: settled(machines, _counting(machines, recount).mix(member), "mixed-before")


def decrypt(member: int, *, recount: bool = False) -> Work:
    """A member decrypts with the own key store."""

    def work(machines: Machines) -> None:
        decision = _decision(machines) if recount else None
        settled(machines, _counting(machines, recount).decrypt(machines.key_store(member), decision))

    return work


def finish(*, recount: bool = False) -> Work:
    """The result."""

    def work(machines: Machines) -> None:
        if machines.precinct.state is State.COUNTED and not recount:
            assert machines.broken_off
            return
        settled(machines, finish_count(machines.precinct, _counting(machines, recount)))

    return work


def decide_recount(machines: Machines) -> None:
    """The commission decides to count again."""
    _decision(machines)


def excuse_members(machines: Machines) -> None:
    """Why five members do not sign, by act."""
    matter = Matter(key="unsigned", kind="unsigned", article="L 43(8)", text=_AWAY, explains=("member-unsigned",))
    enter_act(machines.precinct, matter, machines.signers(*SIGNERS))


def write(machines: Machines) -> None:
    """Chair and deputy sign the protocol; the record is written."""
    if machines.precinct.state is State.SIGNED:
        assert machines.broken_off
        return
    booths = (machines.terminal, machines.portable)
    heads = {booth.kit.device: signed_head(booth.recorder, booth.kit.signer) for booth in booths}
    unsigned = {f"member-{number}": _AWAY for number in range(1, MEMBERS + 1) if number not in SIGNERS}
    target, signers = machines.world / RECORD, machines.signers(*SIGNERS)
    settled(machines, write_record(machines.precinct, target, signers, unsigned=unsigned, heads=heads))


def erase_devices(machines: Machines) -> None:
    """The devices erase codes and keys; one that did so before does not start any more."""
    for device in (TERMINAL, PORTABLE):
        try:
            booth = machines.terminal if device == TERMINAL else machines.portable
        except StoreError as error:
            assert machines.broken_off and "not installed" in str(error)
            continue
        booth.erase_secrets()


def erase_keys(machines: Machines) -> None:
    """When complaints are over, the members' shares are erased by act."""
    text = Bilingual("Кілт үлестері өшірілді.", "Доли ключа стёрты.")
    matter = Matter(key="shares-erased", kind="shares_erased", article="L 50-2(2)", text=text)
    act = enter_act(machines.precinct, matter, machines.signers(1, 3))
    paths = [key_path(machines.world, member) for member in range(1, MEMBERS + 1)]
    erase_shares(paths, act.label, machines.faults)
    assert all(json.loads(path.read_bytes())["erased"] == {"count": act.label} for path in paths)


def _counting(machines: Machines, recount: bool) -> Counting:
    begun = begin_recount(machines.precinct, _decision(machines)) if recount else begin_count(machines.precinct)
    assert isinstance(begun, Counting), begun
    return begun


def _decision(machines: Machines) -> SignedAct:
    text = Bilingual("Дауыстар қайта саналсын.", "Пересчитать голоса.")
    matter = Matter(key="recount", kind="recount", article="L 43(7-1)", text=text)
    return enter_act(machines.precinct, matter, machines.signers(1, 3))
