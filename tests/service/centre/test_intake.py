"""A precinct's record comes to the commission: received, judged, acknowledged; twice, replaced, doubled, cut off."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sailau.commission.standing import Accepted, Refused, StandingKind
from sailau.election.nouns import PrecinctNumber
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, Standing
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre, found_centre, open_centre
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.intake import Received, acknowledge, judge, pending, receive
from sailau.service.centre.registers import door_refusals, precinct_standings, received_bundles
from sailau.service.centre.serving import CentreIntake
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from tests.records.world import PRECINCT
from tests.service.centre.stores import Store
from tests.service.centre.village import RECOUNT_ACT, at_work, found, village

NUMBER = PrecinctNumber(PRECINCT)
COMMISSION = "precinct-25"


@pytest.fixture
def centre(store: Store, tmp_path: Path) -> Iterator[Centre]:
    found(tmp_path / "centre", store.setting())
    with at_work(tmp_path / "centre") as opened:
        yield opened


def taken(centre: Centre, path: Path) -> Received:
    done = receive(centre, path)
    assert isinstance(done, Received), done
    return done


def accepted(centre: Centre, path: Path) -> str:
    """Receive and judge a sound bundle; its digest."""
    digest = taken(centre, path).digest
    assert isinstance(judge(centre, digest), Accepted)
    return digest


def kind(centre: Centre) -> StandingKind:
    return precinct_standings(centre, ())[NUMBER].kind


def test_a_sound_record_is_received_judged_and_acknowledged_by_the_intakes_signature(
    centre: Centre, tmp_path: Path
) -> None:
    path = village().pack(tmp_path)
    assert kind(centre) is StandingKind.MISSING
    received = taken(centre, path)
    assert not received.again and pending(centre) == (received.digest,)
    assert kind(centre) is StandingKind.RECEIVED
    first = acknowledge(centre, received.digest)
    assert first is not None and not first.final

    judged = judge(centre, received.digest)
    assert isinstance(judged, Accepted)
    protocol = village().day.counted.result.result[0]
    [figures] = judged.figures.electronic.contests.values()
    assert list(figures.votes.values()) == list(protocol[-2:])
    assert (kind(centre), pending(centre)) == (StandingKind.ACCEPTED, ())
    assert judge(centre, received.digest) == judged

    last = acknowledge(centre, received.digest)
    assert last is not None and last.final and last == acknowledge(centre, received.digest)
    verify_detached(last.data, last.signature, centre.trust(), DocumentKind.ACKNOWLEDGEMENT)
    said = ACKNOWLEDGEMENT_FILE.read(last.data)
    assert (said.standing, said.bundle_sha256, said.reasons) == (Standing.ACCEPTED, received.digest, ())
    assert ACKNOWLEDGEMENT_FILE.read(first.data).standing is Standing.RECEIVED
    assert acknowledge(centre, "00" * 32) is None


def test_the_same_record_again_changes_nothing_by_link_by_medium_or_packed_anew(centre: Centre, tmp_path: Path) -> None:
    path = village().pack(tmp_path)
    digest = accepted(centre, path)
    before = received_bundles(centre)
    again = taken(centre, path)
    assert again.again and again.bundle.standing is Standing.ACCEPTED
    assert CentreIntake(centre).receive(path, digest, COMMISSION) is None
    (tmp_path / "later").mkdir()
    anew = village().pack(tmp_path / "later")
    assert anew.read_bytes() != path.read_bytes(), "a new signature is other bytes"
    repeated = taken(centre, anew)
    assert repeated.again and repeated.bundle.digest == digest != repeated.digest
    answer = acknowledge(centre, repeated.digest)
    assert answer is not None and ACKNOWLEDGEMENT_FILE.read(answer.data).bundle_sha256 == repeated.digest
    assert received_bundles(centre) == before and kind(centre) is StandingKind.ACCEPTED


def test_a_protocol_after_a_recount_replaces_the_first_and_both_stay(centre: Centre, tmp_path: Path) -> None:
    first = accepted(centre, village().pack(tmp_path))
    path = village().pack(tmp_path, "recounted", version=2, replaces=first, act=RECOUNT_ACT)
    second = accepted(centre, path)
    standing = precinct_standings(centre, ())[NUMBER]
    assert (standing.kind, standing.bundles) == (StandingKind.REPLACED, (second, first))
    assert standing.figures is not None and standing.figures.recount
    assert all(centre.bundle_path(one).exists() for one in (first, second))


def test_a_recount_that_came_before_what_it_replaces_is_asked_to_wait(centre: Centre, tmp_path: Path) -> None:
    early = village().pack(tmp_path, "recounted", version=2, replaces="ab" * 32, act=RECOUNT_ACT)
    refused = receive(centre, early)
    assert isinstance(refused, Refusal) and refused.code == "bundle-nothing-to-replace"
    assert received_bundles(centre) == ()


def test_a_later_version_without_the_act_that_it_names_is_refused(centre: Centre, tmp_path: Path) -> None:
    first = accepted(centre, village().pack(tmp_path))
    path = village().pack(tmp_path, "recounted", version=2, replaces=first, act=RECOUNT_ACT + 1)
    judged = judge(centre, taken(centre, path).digest)
    assert isinstance(judged, Refused)
    assert [one.code for one in judged.reasons] == ["record-no-act-on-recount"]
    assert precinct_standings(centre, ())[NUMBER].bundles == (first,)


def test_two_different_protocols_of_one_precinct_are_an_incident_and_both_are_kept(
    centre: Centre, tmp_path: Path
) -> None:
    digests = [accepted(centre, village().pack(tmp_path, name)) for name in ("sound", "other")]
    standing = precinct_standings(centre, ())[NUMBER]
    assert standing.kind is StandingKind.INCIDENT and sorted(standing.bundles) == sorted(digests)
    assert standing.figures is None
    assert all(centre.bundle_path(one).exists() for one in digests)


def test_a_record_with_a_defect_is_refused_with_reasons_in_three_languages(centre: Centre, tmp_path: Path) -> None:
    digest = taken(centre, village().pack(tmp_path, "altered")).digest
    judged = judge(centre, digest)
    assert isinstance(judged, Refused)
    assert {one.code for one in judged.reasons} == {"record-step-14"}
    for one in judged.reasons:
        assert one.article.startswith("L ") and all(len(text) > 40 for text in (one.text.kk, one.text.ru, one.text.en))
    standing = precinct_standings(centre, ())[NUMBER]
    assert (standing.kind, standing.reasons) == (StandingKind.REFUSED, judged.reasons)
    answer = acknowledge(centre, digest)
    assert answer is not None and answer.final
    said = ACKNOWLEDGEMENT_FILE.read(answer.data)
    assert (said.standing, said.reasons) == (Standing.REFUSED, judged.reasons)


def test_a_file_changed_on_its_way_is_refused_at_the_door_and_the_precinct_is_told(
    centre: Centre, tmp_path: Path
) -> None:
    path = village().pack(tmp_path)
    data = path.read_bytes()
    place = data.index(b"%PDF")
    path.write_bytes(data[:place] + b"%pDF" + data[place + 4 :])
    refused = receive(centre, path)
    assert isinstance(refused, Refusal) and refused.code == "bundle-damaged"
    [(_, note)] = door_refusals(centre)
    assert (note.precinct, note.sender, note.reason) == (PRECINCT, None, refused), "its head was signed"
    standing = precinct_standings(centre, ())[NUMBER]
    assert (standing.kind, standing.reasons) == (StandingKind.REFUSED, (refused,))
    assert [*(centre.folder / "bundles").rglob("*.zip"), *(centre.folder / "incoming").iterdir()] == []
    [turned_away] = holdings_of(centre).bundles
    assert turned_away.precinct == PRECINCT
    path.write_bytes(data)
    digest = accepted(centre, path)
    assert [one.sha256 for one in holdings_of(centre).bundles] == [digest]
    assert kind(centre) is StandingKind.ACCEPTED


def test_two_that_race_with_two_protocols_are_both_kept_and_judged_once_each(centre: Centre, tmp_path: Path) -> None:
    paths = [village().pack(tmp_path, name) for name in ("sound", "other", "sound")]
    found: list[Received | Refusal] = []
    threads = [threading.Thread(target=lambda path=path: found.append(receive(centre, path))) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(one, Received) for one in found)
    assert len(received_bundles(centre)) == len(pending(centre)) == 2


def test_a_precinct_computer_of_this_election_is_admitted_and_sends_for_its_own_precinct_only(
    centre: Centre, tmp_path: Path
) -> None:
    intake, pki = CentreIntake(centre), village().world.pki
    computer = pki.signers["precinct-computer"]
    assert intake.admit(computer.certificate, computer.chain) == COMMISSION
    for label in ("member-1", "terminal-1", "intake", "observer"):
        signer = pki.signers[label]
        refused = intake.admit(signer.certificate, signer.chain)
        assert isinstance(refused, Refusal) and refused.code == "transfer-not-a-sender"
    path = village().pack(tmp_path)
    assert intake.answer("ab" * 32) is None
    refused = intake.receive(path, "", "precinct-26")
    assert refused is not None and refused.code == "bundle-other-sender"
    assert intake.receive(path, "", COMMISSION) is None


class Dies:
    """Ends the process at the n-th point, as a power cut does."""

    def __init__(self, at: int) -> None:
        self.left = at

    def point(self, name: str) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(7)


class Counts:
    """Counts the points."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    def point(self, name: str) -> None:
        self.passed.append(name)


def _in_a_child(folder: Path, at: int, path: Path, *, judging: bool) -> int:
    child = os.fork()
    if child == 0:
        try:
            with at_work(folder, Dies(at)) as centre:
                done = receive(centre, path)
                if judging and isinstance(done, Received):
                    judge(centre, done.digest)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_wherever_the_power_goes_a_bundle_is_received_whole_or_not_at_all(tmp_path: Path) -> None:
    path, counts = village().pack(tmp_path), Counts()
    found(tmp_path / "whole")
    with at_work(tmp_path / "whole", counts) as centre:
        digest = taken(centre, path).digest
    assert {"intake:copied", "intake:kept", "centre:committed"} <= set(counts.passed)
    found(tmp_path / "empty")
    for at in range(1, len(counts.passed) + 1):
        folder = shutil.copytree(tmp_path / "empty", tmp_path / f"centre-{at}")
        assert _in_a_child(folder, at, path, judging=False) == 7, counts.passed[at - 1]
        with at_work(folder) as centre:
            held = pending(centre)
            assert held in ((), (digest,))
            assert held == () or centre.bundle_path(digest).read_bytes() == path.read_bytes()
            done = taken(centre, path)
            assert (done.digest, done.again) == (digest, held == (digest,))
            assert pending(centre) == (digest,)


@pytest.mark.parametrize("last", [2, *(pytest.param(one, marks=pytest.mark.soak) for one in (1, 3, 4))])
def test_wherever_the_power_goes_while_judging_it_is_judged_again(tmp_path: Path, last: int) -> None:
    path, counts = village().pack(tmp_path), Counts()
    found(tmp_path / "whole")
    with at_work(tmp_path / "whole", counts) as centre:
        accepted(centre, path)
    at = len(counts.passed) - 2 - last  # before the judgement is read again: its commit, its writing, its beginning
    found(tmp_path / "centre")
    assert _in_a_child(tmp_path / "centre", at, path, judging=True) == 7
    with at_work(tmp_path / "centre") as centre:
        accepted(centre, path)
        assert list((centre.folder / "judging").iterdir()) == []


def test_a_bundle_that_rotted_on_the_disk_is_not_judged_and_comes_back_when_sent_again(
    centre: Centre, tmp_path: Path
) -> None:
    path = village().pack(tmp_path)
    digest = taken(centre, path).digest
    kept = centre.bundle_path(digest)
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(StoreError, match="restore it"):
        judge(centre, digest)
    assert pending(centre) == (digest,)
    kept.unlink()
    assert taken(centre, path).again
    assert isinstance(judge(centre, digest), Accepted)


def test_a_commission_is_opened_only_by_its_own_intake_and_founded_on_a_signed_definition(tmp_path: Path) -> None:
    world, folder = village().world, tmp_path / "centre"
    found(folder)
    found(folder)
    for label in ("central", "precinct-computer", "member-1"):
        with pytest.raises(SignatureError, match="intake"):
            open_centre(folder, world.signer(label))
    data = world.definition_bytes
    root = (folder / "root.pem").read_bytes()
    for signer in ("member-1", "territorial"):
        signature = world.sign(data, (signer,))
        with pytest.raises(SignatureError):
            found_centre(tmp_path / "false", definition=data, signature=signature, root=root, commission="central")
    with pytest.raises(StoreError, match="another commission's folder"):
        found_centre(
            folder, definition=data, signature=world.sign(data, ("central",)), root=root, commission="almaty-city"
        )
    with pytest.raises(StoreError, match="commission new"):
        open_centre(tmp_path / "nowhere")
