"""A key ceremony round a folder: broken off anywhere it goes on, and nobody speaks for another (E8, L 10(3))."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.adapters.keystore import MemberKeyStore, OpenStore, TokenKeyStore
from sailau.adapters.token import open_token
from sailau.errors import CeremonyError, FormatError, PartyError, SignatureError, StoreError
from sailau.formats.v1.ceremony import POLYNOMIAL, SHARE, Share
from sailau.formats.v1.ceremony_round import CEREMONY_MESSAGE, Step
from sailau.formats.v1.recorder_key import RECORDER_SHARE, TERRITORIAL, party_of
from sailau.group import Secret, base
from sailau.sealing.ceremony import Member
from sailau.sealing.channel import ChannelKeys, new_seed, send
from sailau.sealing.recorder_key import check_key, make_share
from sailau.service.ceremony import hold_ceremony, prove_possession
from sailau.service.ceremony_round import (
    EXCHANGED,
    REHEARSAL_UUID,
    begin_round,
    hold_round,
    message_path,
    open_round,
    read_standing,
    take_turn,
    trust_of_signer,
    write_message,
)
from sailau.service.ceremony_steps import complaint
from sailau.signing.authority import revocation_list
from sailau.signing.cms import sign_detached
from sailau.verifier.trustees import combined_key
from tests.service.ceremonies import LIGHT, PIN, T_3, Commission, after, all_but, commission
from tests.tokens import fresh_token

MEMBERS = all_but(TERRITORIAL)


def files(made: Commission) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(made.folder.iterdir())}


# The ceremony


def test_three_rounds_make_both_keys(tmp_path: Path) -> None:
    made = after(tmp_path, 3)
    standing = read_standing(made.round())
    assert standing.has_ended and standing.missing() == {} and standing.turns() == {} and standing.faults == ()
    parameters, recorder = standing.table.parameters, standing.table.recorder
    assert parameters is not None and recorder is not None
    assert (parameters.threshold, len(parameters.verification_keys)) == (2, 3)
    check_key(recorder, made.parties)
    for number, party in enumerate(MEMBERS, 1):
        store = made.store(party)
        assert store.member == number and prove_possession(store, parameters, bytes(32))
    secrets = [made.store(party).recorder_share for party in made.parties]
    assert base([Secret.sum(Secret(secret) for secret in secrets if secret)]) == [recorder.public]
    assert recorder.public != combined_key((parameters,))


def test_status_says_who_is_next_and_with_what(tmp_path: Path) -> None:
    made = commission(tmp_path)
    both = (Step.CERTIFICATE, Step.RECORDER)
    made.begin()
    assert read_standing(made.round()).turns() == {
        **dict.fromkeys(MEMBERS, both),
        TERRITORIAL: (Step.RECORDER,),
    }
    assert made.turn("member-2").made == both
    assert made.turn("member-2").made == ()
    assert set(read_standing(made.round()).turns()) == {"member-1", "member-3", TERRITORIAL}
    made.go_round(["member-1", "member-3"])
    assert read_standing(made.round()).turns()["member-2"] == (Step.POLYNOMIAL,)


def test_last_of_a_round_may_take_two_steps_in_one_turn(tmp_path: Path) -> None:
    made = commission(tmp_path)
    made.begin()
    made.go_round(["member-1", "member-2"])
    assert made.turn("member-3").made == (Step.CERTIFICATE, Step.RECORDER, Step.POLYNOMIAL)


def test_turn_taken_again_changes_no_file(tmp_path: Path) -> None:
    made = after(tmp_path, 2)
    before = files(made)
    assert made.turn("member-1").made == (Step.OUTPUT,)
    once = files(made)
    assert set(once) - set(before) == {"output-member-1.json", "output-member-1.json.p7s"}
    assert made.turn("member-1").made == ()
    assert files(made) == once


def test_all_stores_in_one_process_go_through_the_same_round(tmp_path: Path) -> None:
    made = commission(tmp_path)
    round_ = made.begin()
    standing = hold_round(round_, [(made.store(party), made.signer(party)) for party in made.parties], T_3)
    assert standing.has_ended
    with pytest.raises(StoreError, match="another ceremony"):
        other = commission(tmp_path / "other", number=2)
        hold_round(other.begin(), [(made.store(party), made.signer(party)) for party in made.parties], T_3)


def test_member_with_a_token_takes_part_like_one_with_a_file(tmp_path: Path) -> None:
    made, fresh = commission(tmp_path), fresh_token()
    round_ = made.begin()
    with open_token(fresh.module, fresh.label, fresh.pin) as token:
        kept = TokenKeyStore.create(token, member=2, seed=new_seed())
        stores: list[OpenStore] = [kept, *(made.store(party) for party in all_but("member-2"))]
        parties = [(store, made.signer(party_of(store.member))) for store in stores]
        parameters = hold_round(round_, parties, T_3).table.parameters
        assert parameters is not None
        assert prove_possession(TokenKeyStore.open(token), parameters, bytes(32))


def test_without_one_member_the_ceremony_cannot_end_and_says_so(tmp_path: Path) -> None:
    made = commission(tmp_path)
    round_ = made.begin()
    present = [(made.store(party), made.signer(party)) for party in all_but("member-2")]
    with pytest.raises(CeremonyError, match="does not take part") as caught:
        hold_round(round_, present, T_3)
    assert caught.value.member == 2
    standing = read_standing(round_)
    assert not standing.has_ended
    assert standing.missing()[Step.CERTIFICATE] == ("member-2",)


def test_without_the_territorial_commission_the_recorder_key_is_missing(tmp_path: Path) -> None:
    made = commission(tmp_path)
    made.begin()
    for _ in range(3):
        made.go_round(MEMBERS)
    standing = read_standing(made.round())
    assert standing.table.parameters is not None and standing.table.recorder is None
    assert not standing.has_ended and standing.missing() == {Step.RECORDER: (TERRITORIAL,)}


def test_folder_that_goes_round_shows_nobodys_secret(tmp_path: Path) -> None:
    made = after(tmp_path, 3)
    everything = b"".join(files(made).values())
    for party in made.parties:
        store = made.store(party)
        secrets = [store.recorder_share or b""]
        if store.member:
            polynomial = store.polynomial
            assert polynomial is not None and store.seed not in everything
            secrets += polynomial.coefficients
        for secret in secrets:
            number = str(int.from_bytes(secret, "little")).encode()
            for shown in (secret, secret.hex().encode(), secret[::-1].hex().encode(), number):
                assert len(shown) >= 32 and shown not in everything


# Interruption: what was drawn is the same after a restart


@pytest.mark.parametrize("step", [Step.CERTIFICATE, Step.RECORDER, Step.POLYNOMIAL, Step.OUTPUT])
def test_message_that_was_lost_on_the_way_is_made_again_for_the_same_key(tmp_path: Path, step: Step) -> None:
    whole = after(tmp_path, 3)
    table = read_standing(whole.round()).table
    parameters, recorder = table.parameters, table.recorder
    assert parameters is not None and recorder is not None
    lost = message_path(whole.round(), step, "member-2")
    lost.unlink()
    lost.with_name(lost.name + ".p7s").unlink()
    whole.turn("member-2")
    standing = whole.go_round().standing
    again, recorder_again = standing.table.parameters, standing.table.recorder
    assert again is not None and recorder_again is not None
    assert combined_key((again,)) == combined_key((parameters,))
    assert recorder_again.public == recorder.public
    assert all(prove_possession(whole.store(party), again, bytes(32)) for party in MEMBERS)


def test_ceremony_in_one_process_held_again_gives_the_same_key(tmp_path: Path) -> None:
    stores = [
        MemberKeyStore.create(tmp_path / f"{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in (1, 2, 3)
    ]
    first = hold_ceremony(stores, 2)
    again = hold_ceremony([MemberKeyStore.open(tmp_path / f"{n}.key", PIN) for n in (1, 2, 3)], 2)
    assert combined_key((first,)) == combined_key((again,))
    fewer = [MemberKeyStore.create(tmp_path / f"x{n}.key", PIN, member=n, seed=new_seed(), cost=LIGHT) for n in (1, 2)]
    with pytest.raises(CeremonyError, match="another list of certificates") as caught:
        hold_ceremony([*fewer, stores[2]], 2)
    assert caught.value.member == 0


def test_key_store_put_back_from_before_the_polynomial_does_not_make_a_second_one(tmp_path: Path) -> None:
    """A copy of the store taken after the first turn: the folder's polynomial is not one that it knows."""
    made = after(tmp_path, 1)
    old = made.path("member-1").read_bytes()
    made.go_round()
    made.path("member-1").write_bytes(old)
    turn = made.turn("member-1")
    assert turn.made == (Step.OUTPUT,)
    made.go_round(["member-2", "member-3"])
    assert read_standing(made.round()).has_ended


def test_new_key_store_in_the_middle_is_refused_as_nobodys(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    made.path("member-1").unlink()
    with pytest.raises(CeremonyError, match="not that member's") as caught:
        made.turn("member-1")
    assert caught.value.member == 0


# Nobody speaks for another


def test_message_signed_by_another_member_does_not_count_and_names_nobody(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    path = message_path(made.round(), Step.CERTIFICATE, "member-2")
    forged = sign_detached(path.read_bytes(), made.signer("member-1"), T_3)
    path.with_name(path.name + ".p7s").write_bytes(forged)
    standing = read_standing(made.round())
    (fault,) = standing.faults
    assert (fault.file, fault.party) == (path.name, "member-2") and "is not member-2" in fault.reason
    assert standing.broken is None and (Step.CERTIFICATE, "member-2") not in standing.bodies


def test_right_turn_writes_over_a_file_that_does_not_count(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    path = message_path(made.round(), Step.CERTIFICATE, "member-2")
    genuine = path.read_bytes()
    path.write_bytes(b"{}")
    assert [fault.party for fault in read_standing(made.round()).faults] == ["member-2"]
    assert made.turn("member-2").made == (Step.CERTIFICATE, Step.POLYNOMIAL)
    assert path.read_bytes() == genuine
    assert read_standing(made.round()).faults == ()


@pytest.mark.parametrize("device", ["technician", "observer", "precinct-computer", "terminal-1", "central"])
def test_certificate_that_may_not_take_part_is_refused(tmp_path: Path, device: str) -> None:
    made = after(tmp_path, 1)
    path = message_path(made.round(), Step.CERTIFICATE, "member-2")
    signed = sign_detached(path.read_bytes(), made.pki.signers[device], T_3)
    path.with_name(path.name + ".p7s").write_bytes(signed)
    (fault,) = read_standing(made.round()).faults
    assert "may not sign" in fault.reason


def test_signer_under_another_root_is_refused(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    stranger = Commission(tmp_path, which="another root").signer("member-2")
    path = message_path(made.round(), Step.CERTIFICATE, "member-2")
    path.with_name(path.name + ".p7s").write_bytes(sign_detached(path.read_bytes(), stranger, T_3))
    assert [fault.party for fault in read_standing(made.round()).faults] == ["member-2"]
    with pytest.raises(SignatureError):
        open_round(made.folder, trust_of_signer(stranger, T_3))


def test_revoked_member_does_not_count(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    revoked = revocation_list(
        made.pki.territorial, [made.signer("member-2").certificate], T_3 - timedelta(hours=1), T_3 + timedelta(days=9)
    )
    trust = replace(trust_of_signer(made.signer("member-1"), T_3), revocation_lists=(revoked,))
    faults = read_standing(open_round(made.folder, trust)).faults
    assert {fault.party for fault in faults} == {"member-2"}
    assert all("revoked" in fault.reason for fault in faults)


def test_key_and_store_of_two_parties_do_not_go_together(tmp_path: Path) -> None:
    made = commission(tmp_path)
    made.begin()
    with pytest.raises(StoreError, match="key store is that of member-2"):
        take_turn(made.round(), made.store("member-2"), made.signer("member-1"), T_3)
    with pytest.raises(StoreError, match="key store is that of territorial"):
        take_turn(made.round(), made.store(TERRITORIAL), made.signer("member-1"), T_3)
    assert len(files(made)) == 2


def test_message_of_another_ceremony_does_not_count(tmp_path: Path) -> None:
    first = after(tmp_path / "first", 1)
    second = commission(tmp_path / "second", number=2)
    second.begin()
    for path in first.folder.glob("certificate-*"):
        shutil.copy(path, second.folder)
    standing = read_standing(second.round())
    assert {fault.reason for fault in standing.faults} == {"the message is of another ceremony"}
    assert standing.bodies == {}


def test_message_under_another_steps_name_does_not_count(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    round_ = made.round()
    source, target = (message_path(round_, step, "member-1") for step in (Step.CERTIFICATE, Step.POLYNOMIAL))
    for ending in ("", ".p7s"):
        shutil.copy(source.with_name(source.name + ending), target.with_name(target.name + ending))
    (fault,) = read_standing(round_).faults
    assert "under another name" in fault.reason


def test_one_field_of_any_message_changed_is_a_fault_and_nothing_more(tmp_path: Path) -> None:
    made = after(tmp_path, 2)
    round_ = made.round()
    for path in sorted(made.folder.glob("*-member-1.json")):
        genuine = path.read_bytes()
        for name, value in (
            ("body", "{}"),
            ("party", "member-2"),
            ("plan", "0" * 64),
            ("seen", "0" * 64),
            ("step", "output"),
        ):
            changed = {**json.loads(genuine), name: value}
            path.write_bytes(CEREMONY_MESSAGE.write(CEREMONY_MESSAGE.parse(json.dumps(changed).encode())))
            standing = read_standing(round_)
            assert [fault.file for fault in standing.faults] == [path.name], name
            assert standing.broken is None
        path.write_bytes(genuine)
    assert read_standing(round_).faults == ()


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b"[" * 10_000])
def test_garbage_in_the_folder_is_a_fault(tmp_path: Path, data: bytes) -> None:
    made = after(tmp_path, 1)
    for ending in ("", ".p7s"):
        path = made.folder / f"certificate-member-1.json{ending}"
        genuine = path.read_bytes()
        path.write_bytes(data)
        assert [fault.party for fault in read_standing(made.round()).faults] == ["member-1"]
        path.write_bytes(genuine)


def test_member_with_two_certificates_counts_with_the_first_only(tmp_path: Path) -> None:
    """A replaced member's new certificate does not go on with the old one's ceremony."""
    made = after(tmp_path, 1)
    other = Commission(tmp_path, which="another root")
    round_ = made.round()
    made.turn("member-1")
    path = message_path(round_, Step.POLYNOMIAL, "member-1")
    signed = sign_detached(path.read_bytes(), other.signer("member-1"), T_3)
    path.with_name(path.name + ".p7s").write_bytes(signed)
    assert [fault.file for fault in read_standing(round_).faults] == [path.name]


def test_certificates_that_the_package_fixed_are_the_only_ones(tmp_path: Path) -> None:
    made = commission(tmp_path, certificates={"member-2": "0" * 64})
    made.begin()
    with pytest.raises(SignatureError, match="not the certificate that the plan names"):
        made.turn("member-2")
    assert made.turn("member-1").made


# Misbehaviour, signed by the one who misbehaves


def test_bad_share_is_named_by_its_recipient_and_proved_to_everybody(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    made.go_round(["member-1", "member-3"])
    cheat = made.store("member-2")
    made.turn("member-2")
    round_ = made.round("member-2")
    standing = read_standing(round_)
    roster = standing.table.roster
    assert roster is not None
    polynomial = POLYNOMIAL.read(standing.bodies[Step.POLYNOMIAL, "member-2"])
    wrong = SHARE.write(Share(Secret.random())).decode()
    keys = ChannelKeys.from_seed(cheat.seed)
    bad = send(keys.signing, roster.keys[2].encryption, wrong)
    spoilt = replace(polynomial, secrets=(*polynomial.secrets[:2], bad))
    write_message(round_, Step.POLYNOMIAL, "member-2", POLYNOMIAL.write(spoilt), made.signer("member-2"), T_3)

    made.turn("member-1")
    with pytest.raises(CeremonyError, match="does not fit") as caught:
        made.turn("member-3")
    assert caught.value.member == 2
    broken = read_standing(made.round("member-1")).broken
    assert isinstance(broken, CeremonyError)
    assert broken.member == 2 and "complaint of member 3" in broken.reason
    with pytest.raises(CeremonyError, match="complaint of member 3"):
        made.turn("member-1")
    assert read_standing(made.round()).turns() == {}


def test_second_version_of_a_signed_message_accuses_nobody_who_saw_the_first(tmp_path: Path) -> None:
    """Member 2 shows member 1 one polynomial, and member 3 another one; both are signed and sound."""
    made = after(tmp_path, 2)
    made.turn("member-1")
    cheat = made.store("member-2")
    standing = read_standing(made.round())
    assert standing.table.roster is not None
    member = Member(standing.shape.ceremony, 2, cheat.seed)
    other = POLYNOMIAL.write(member.polynomial(standing.table.roster.certificates))
    write_message(made.round("member-2"), Step.POLYNOMIAL, "member-2", other, made.signer("member-2"), T_3)
    standing = read_standing(made.round())
    assert standing.broken is None
    assert "output-member-1.json" in {fault.file for fault in standing.faults}
    assert {fault.reason for fault in standing.faults} == {EXCHANGED}
    with pytest.raises(StoreError, match="share of another ceremony"):
        made.turn("member-1")


def test_complaint_about_a_sound_share_names_who_complains(tmp_path: Path) -> None:
    made = after(tmp_path, 2)
    round_ = made.round("member-3")
    body = complaint(read_standing(round_).bodies, made.store("member-3"), 2)
    write_message(round_, Step.COMPLAINT, "member-3", body, made.signer("member-3"), T_3)
    broken = read_standing(made.round()).broken
    assert isinstance(broken, CeremonyError) and broken.member == 3 and "sound" in broken.reason


def test_signed_nonsense_names_its_member(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    round_ = made.round("member-2")
    for step in (Step.POLYNOMIAL, Step.CERTIFICATE):
        write_message(round_, step, "member-2", b"{}", made.signer("member-2"), T_3)
        broken = read_standing(made.round()).broken
        assert isinstance(broken, CeremonyError) and broken.member == 2


def test_rogue_share_of_the_recorder_key_names_the_territorial_commission(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    round_ = made.round(TERRITORIAL)
    _, share = make_share(made.plan.recorder, TERRITORIAL)
    bad = RECORDER_SHARE.write(replace(share, point=base([Secret.random()])[0]))
    write_message(round_, Step.RECORDER, TERRITORIAL, bad, made.signer(TERRITORIAL), T_3)
    broken = read_standing(made.round()).broken
    assert isinstance(broken, PartyError) and broken.party == TERRITORIAL


def test_recorder_share_in_anothers_name_names_who_gave_it(tmp_path: Path) -> None:
    made = after(tmp_path, 1)
    round_ = made.round("member-2")
    body = read_standing(round_).bodies[Step.RECORDER, "member-1"]
    write_message(round_, Step.RECORDER, "member-2", body, made.signer("member-2"), T_3)
    broken = read_standing(made.round()).broken
    assert isinstance(broken, PartyError) and broken.party == "member-2"


# Beginning


def test_ceremony_begun_twice_is_the_same_and_another_one_is_refused(tmp_path: Path) -> None:
    made = commission(tmp_path)
    first = made.begin()
    chair = made.signer("member-1")
    trust = trust_of_signer(chair, T_3)
    later = replace(made.plan, at=T_3 + timedelta(hours=1))
    assert begin_round(made.folder, later, chair, trust, T_3).digest == first.digest
    with pytest.raises(StoreError, match="another ceremony"):
        begin_round(made.folder, replace(made.plan, threshold=1), chair, trust, T_3)


def test_plan_of_another_place_or_size_is_refused(tmp_path: Path) -> None:
    made = commission(tmp_path)
    chair = made.signer("member-1")
    trust = trust_of_signer(chair, T_3)
    for changes, error in (
        ({"election": "another"}, SignatureError),
        ({"commission": "precinct-26"}, SignatureError),
        ({"territory": "another"}, SignatureError),
        ({"threshold": 3}, CeremonyError),
        ({"uuid": REHEARSAL_UUID}, FormatError),
        ({"uuid": "short"}, FormatError),
    ):
        with pytest.raises(error):
            begin_round(made.folder, replace(made.plan, **changes), chair, trust, T_3)
        assert not made.folder.exists()


def test_altered_plan_is_refused(tmp_path: Path) -> None:
    made = commission(tmp_path)
    made.begin()
    path = made.folder / "ceremony.json"
    path.write_bytes(path.read_bytes().replace(b'"threshold":2', b'"threshold":1'))
    with pytest.raises(SignatureError):
        made.round()


def test_folder_without_a_ceremony_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="ceremony begin"):
        open_round(tmp_path, trust_of_signer(commission(tmp_path).signer("member-1"), T_3))
