"""The packet goes from hand to hand: who had it, under which seal, and what is seen when it was not so (E50, E51)."""

from datetime import timedelta

import pytest

from sailau.commission.custody import NO_DECISION
from sailau.commission.custody_refusals import CLOCK_BEFORE_LAST_ACT, Standing
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.evidence.custody import CustodyKind
from sailau.formats.v1.record import ACT_FILE
from sailau.service.evidence.deeds import NO_NEW_SEAL, NO_SEAL_SEEN, Deed, Entered, take_over
from sailau.service.evidence.folder import custody_of, packets, read_custody
from sailau.signing.pdf_text import read_pdf
from tests.records.world import PRECINCT
from tests.service.evidence.keeping import COURT, NEW_SEAL, NIGHT, SEAL, Keeping


def test_sealed_packet_goes_to_the_oblast_by_an_act_of_both(taken: Keeping) -> None:
    custody = custody_of(taken.folder, PRECINCT, 1)
    assert (custody.standing, custody.holder, custody.seal) == (Standing.KEPT, "aqsamal", SEAL)
    assert custody.unbroken
    assert packets(taken.folder) == ((PRECINCT, 1),)
    heads = {recorder.device: recorder.entries for recorder in custody.recorders}
    assert set(heads) == {"accumulator-1", "terminal-1"}
    assert all(heads.values()), "the act on packing names the heads that the manifest has"
    giver, taker = custody.last.signers[1], custody.last.signers[0]
    assert (giver.holder.member, taker.holder.commission) == (1, "aqsamal")


def test_every_act_is_on_paper_in_kazakh_and_russian_with_its_data(taken: Keeping) -> None:
    for name in ("007-recorder_packed", "008-recorder_handed_over"):
        pdf = read_pdf((taken.packet / f"{name}.pdf").read_bytes())
        act = ACT_FILE.read((taken.packet / f"{name}.json").read_bytes())
        assert (taken.packet / f"{name}.json").read_bytes() in pdf.attachments.values()
        text = " ".join(pdf.text.split())
        assert SEAL in text
        assert " ".join(act.text.ru.split())[:20] in text
        assert "Пакет кімде" in text


@pytest.mark.parametrize("signed_by", [("territorial",), ("member-1", "member-2"), ("member-3", "territorial")])
def test_hand_over_without_the_precincts_chair_or_without_the_taker_is_not_good(
    taken: Keeping, tmp_path_factory: pytest.TempPathFactory, signed_by: tuple[str, ...]
) -> None:
    folder = taken.folder
    other = tmp_path_factory.mktemp("other")
    target = type(folder)(path=other, definition=folder.definition, root=folder.root)
    (other / "packets").mkdir()
    deed = Deed(kind=CustodyKind.HANDED_OVER, found=SEAL, whole=True, given_by="a", taken_by="b")
    with pytest.raises(SignatureError):
        take_over(target, taken.path / "packed", deed, taken.signers(*signed_by), NIGHT + timedelta(hours=1))
    assert packets(target) == ()


def test_packet_is_not_taken_twice(taken: Keeping) -> None:
    deed = Deed(kind=CustodyKind.HANDED_OVER, found=SEAL, whole=True, given_by="a", taken_by="b")
    with pytest.raises(StoreError, match="kept here already"):
        take_over(
            taken.folder, taken.path / "packed", deed, taken.signers("member-1", "territorial"), NIGHT + timedelta(1)
        )


def test_taking_over_that_was_cut_short_is_done_again(keeping: Keeping) -> None:
    for path in keeping.packet.glob("008-*"):
        path.unlink()
    deed = Deed(kind=CustodyKind.HANDED_OVER, found=SEAL, whole=True, given_by="a", taken_by="b")
    signers = keeping.signers("member-1", "territorial")
    done = take_over(keeping.folder, keeping.path / "packed", deed, signers, NIGHT + timedelta(hours=9))
    assert isinstance(done, Entered)
    assert done.custody.findings == ()


def test_broken_or_exchanged_seal_is_entered_as_it_was_found(keeping: Keeping) -> None:
    done = keeping.do(CustodyKind.SEAL_CHECKED, 2, found="KZ 999", whole=False)
    assert isinstance(done, Entered)
    assert [one.code for one in done.custody.findings] == ["seal-differs", "seal-broken"]
    assert not custody_of(keeping.folder, PRECINCT, 1).unbroken


def test_packet_is_opened_on_a_decision_and_sealed_again(keeping: Keeping) -> None:
    assert keeping.do(CustodyKind.READ, 2, found=SEAL, whole=True, seal=NEW_SEAL) == NO_DECISION
    assert keeping.do(CustodyKind.READ, 2, decision=COURT, seal=NEW_SEAL) == NO_SEAL_SEEN
    assert keeping.do(CustodyKind.READ, 2, found=SEAL, whole=True, decision=COURT) == NO_NEW_SEAL
    assert keeping.do(CustodyKind.READ, 0, found=SEAL, whole=True, seal=NEW_SEAL, decision=COURT) == (
        CLOCK_BEFORE_LAST_ACT
    )
    assert len(list(keeping.packet.glob("*.json"))) == 2, "what is refused leaves nothing"


def test_act_by_another_commission_or_by_members_alone_is_refused(keeping: Keeping) -> None:
    with pytest.raises(SignatureError, match="may not sign"):
        keeping.do(CustodyKind.SEAL_CHECKED, 2, "member-1", found=SEAL, whole=True)


def test_altered_act_is_refused_and_a_removed_one_is_seen(keeping: Keeping) -> None:
    keeping.do(CustodyKind.SEAL_CHECKED, 2, found=SEAL, whole=True)
    taken_away = keeping.packet / "008-recorder_handed_over.json"
    data = taken_away.read_bytes()
    taken_away.unlink()
    found = {one.code for one in custody_of(keeping.folder, PRECINCT, 1).findings}
    assert {"link-missing", "previous-differs"} <= found
    taken_away.write_bytes(data)
    act = keeping.packet / "008-recorder_handed_over.json"
    act.write_bytes(act.read_bytes().replace(b"KZ 004512", b"KZ 004519"))
    with pytest.raises(SignatureError):
        custody_of(keeping.folder, PRECINCT, 1)
    folder = keeping.folder
    with pytest.raises(FormatError, match="does not pack"):
        (keeping.packet / "008-recorder_handed_over.json").unlink()
        (keeping.packet / "007-recorder_packed.json").unlink()
        (keeping.packet / "009-recorder_seal_checked.json").unlink()
        read_custody(keeping.packet, folder.definition, folder.root)
