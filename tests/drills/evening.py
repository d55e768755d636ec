"""From closing time to the record, and what anyone's verifier says of it; an act says why only two sign."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sailau.formats.v1.record import Bilingual, Figures
from sailau.formats.v1.tally import Result
from sailau.service import closing, opening
from sailau.service.acts import Matter, enter_act
from sailau.service.closing import Unreconciled
from sailau.service.count import Counting, begin_count, finish_count
from sailau.service.record import signed_head, write_record
from sailau.verifier.finding import Weight
from sailau.verifier.record import Report, verify_record
from tests.service.day import TABLE, Day
from tests.service.test_closing import hand_in, key_of

QUORUM: Final = (1, 2, 3, 4)
_AWAY: Final = Bilingual("Ауырып қалды.", "По болезни.")


def closed(day: Day) -> Figures | Unreconciled:
    """Close, call the cards in, let every device give its closing card, destroy what is unused, reconcile."""
    assert opening.close_voting(day.precinct) is None
    closing.declare_missing(day.precinct, day.signers(), accumulator=TABLE)
    hand_in(day)
    assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
    answer = closing.reconcile(day.precinct)
    assert isinstance(answer, Figures | Unreconciled), answer
    return answer


def mixed(day: Day) -> Counting:
    """The count is begun, and two members have mixed."""
    begun = begin_count(day.precinct)
    assert isinstance(begun, Counting), begun
    assert (begun.mix(1), begun.mix(3)) == (None, None)
    return begun


def counted(day: Day, members: Sequence[int] = QUORUM) -> Result:
    """Two mix, the quorum decrypts with the own key stores, the result is found."""
    begun = mixed(day)
    for member in members:
        assert begun.decrypt(key_of(day, member)) is None
    found = finish_count(day.precinct, begun)
    assert isinstance(found, Result), found
    return found


def written(day: Day, folder: Path) -> Path:
    """The record, signed by chair and deputy."""
    matter = Matter(key="unsigned", kind="unsigned", article="L 43(8)", text=_AWAY, explains=("member-unsigned",))
    enter_act(day.precinct, matter, day.signers(1, 2))
    booths = [*day.booths.values(), *day.homes.values()]
    heads = {booth.kit.device: signed_head(booth.recorder, booth.kit.signer) for booth in booths}
    unsigned = {f"member-{number}": _AWAY for number in range(3, 8)}
    assert write_record(day.precinct, folder, day.signers(1, 2), unsigned=unsigned, heads=heads) is None
    return folder


def judged(record: Path, setup: bytes) -> Report:
    """What a verifier finds that was given the Setup hash of the printed zero report."""
    return verify_record(record, setup=setup.hex(), processes=1)


def defects(report: Report) -> set[str]:
    """Codes of what is wrong and not explained; a sound record has none."""
    return {finding.code for finding in report.of_weight(Weight.DEFECT)}
