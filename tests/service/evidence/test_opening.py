"""One session, on a court's decision, by all parties together, and no other one (L 50-2(4), E49)."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from sailau.adapters.keystore import Part, erase_part
from sailau.errors import FormatError, PartyError, SailauError, SignatureError, StoreError
from sailau.formats.v1.evidence.custody import CustodyKind
from sailau.formats.v1.evidence.order import ORDER, OpeningOrder
from sailau.service.evidence.folder import custody_of
from sailau.service.evidence.opening import (
    COURT_DAY_TO_COME,
    NOT_A_COURT,
    PACK_NOT_SOUND,
    Opened,
    finish,
    missing_parties,
    read_order,
)
from sailau.service.evidence.reading import read_packed
from sailau.signing.cms import sign_detached
from tests.records.world import PRECINCT
from tests.service.evidence.keeping import COURT, NIGHT, Keeping
from tests.service.evidence.place import PARTIES

LATER = NIGHT + timedelta(days=8)


def opened(keeping: Keeping) -> Opened:
    done = finish(keeping.folder, keeping.order, keeping.judged(), keeping.signers("territorial"), LATER)
    assert isinstance(done, Opened)
    return done


def test_session_opens_with_the_parts_of_all_and_the_act_names_it(packed: Keeping) -> None:
    assert isinstance(packed.ordered("000004"), OpeningOrder)
    packed.give()
    done = opened(packed)
    assert [(one.event, one.fields) for one in done.session.events] == [
        ("language-touched", {}),
        ("session-abandoned", {"stage": "answers"}),
    ]
    recorder = read_packed("terminal-1", packed.pack / "recorders" / "terminal-1")
    begun = next(entry.time for entry in recorder.entries if entry.fields.get("session") == "000004")
    touched = [datetime.fromisoformat(one.time) - begun for one in done.session.events]
    assert touched == [timedelta(seconds=2), timedelta(seconds=4)], "to the moment, by the device's own clock"
    link = custody_of(packed.folder, PRECINCT, 1).last
    assert (link.kind, link.data.session) == (CustodyKind.SESSION_OPENED, "terminal-1/000004")
    assert link.data.decision is not None and link.data.decision.by == COURT.by
    with pytest.raises(StoreError, match="was carried out"):
        opened(packed)


def test_session_holds_no_choice(packed: Keeping) -> None:
    packed.ordered("000001")
    packed.give()
    said = {one.event: one.fields for one in opened(packed).session.events}
    assert said["answer-touched"] == {"contest": 1}, "that an answer was touched, and not which"


def test_without_one_party_nothing_opens(packed: Keeping) -> None:
    packed.ordered()
    packed.give()
    order = read_order(packed.order, packed.place.world.pki.root.certificate)
    for absent in PARTIES:
        part = packed.order / "parts" / f"{absent}.json"
        kept = part.read_bytes()
        part.unlink()
        assert missing_parties(order, packed.order) == (absent,)
        with pytest.raises(PartyError, match=absent):
            opened(packed)
        part.write_bytes(kept)
    assert not (packed.order / "session.json").exists()
    assert custody_of(packed.folder, PRECINCT, 1).last.kind is CustodyKind.READ, "no act says that it was"


def test_part_for_one_session_opens_no_other(packed: Keeping) -> None:
    packed.ordered("000004")
    packed.give()
    parts = {path.name: path.read_bytes() for path in (packed.order / "parts").iterdir()}
    packed.order.rename(packed.path / "first")
    packed.ordered("000001")
    for name, data in parts.items():
        (packed.order / "parts" / name).write_bytes(data)
    with pytest.raises(PartyError, match="another session"):
        opened(packed)


def test_order_without_the_courts_paper_or_from_a_spoilt_pack_is_not_drawn_up(packed: Keeping) -> None:
    assert packed.ordered(paper=b"") == NOT_A_COURT
    assert packed.ordered(day=12) == COURT_DAY_TO_COME
    with pytest.raises(StoreError, match="no session 000099"):
        packed.ordered("000099")
    (packed.pack / "verification.json").write_bytes(b"{}")
    assert replace(packed, known=None).ordered() == PACK_NOT_SOUND


def test_party_refuses_an_altered_order_another_decision_and_an_order_of_the_centre(packed: Keeping) -> None:
    packed.ordered("000004")
    path, root = packed.order / "order.json", packed.place.world.pki.root.certificate
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"session":"000004"', b'"session":"000001"'))
    with pytest.raises(SignatureError):
        packed.give()
    path.write_bytes(data)
    signature = path.with_name("order.json.p7s")
    own = signature.read_bytes()
    signature.write_bytes(sign_detached(data, packed.place.world.signer("central"), NIGHT + timedelta(days=7)))
    with pytest.raises(SignatureError, match="territorial commission's"):
        read_order(packed.order, root)
    early = ORDER.read(data)
    path.write_bytes(ORDER.write(replace(early, decision=replace(early.decision, day=date(2005, 12, 12)))))
    signature.write_bytes(
        sign_detached(path.read_bytes(), packed.place.world.signer("territorial"), NIGHT + timedelta(days=7))
    )
    with pytest.raises(FormatError, match="later day"):
        read_order(packed.order, root)
    path.write_bytes(data)
    signature.write_bytes(own)
    (packed.order / "decision.pdf").write_bytes(b"%PDF another")
    with pytest.raises(FormatError, match="not the decision"):
        packed.give()
    assert list((packed.order / "parts").iterdir()) == []


def test_key_of_another_precinct_and_a_share_that_was_erased_open_nothing(packed: Keeping) -> None:
    packed.ordered()
    erase_part(packed.path / "stores" / "member-2.key", Part.RECORDER, "ACT-009")
    with pytest.raises(StoreError, match="was erased by act ACT-009"):
        packed.give()
    key = packed.order / "recorder-key.json"
    key.write_bytes(key.read_bytes().replace(b'"precinct":25', b'"precinct":26'))
    with pytest.raises(SailauError):
        packed.give()


def test_order_and_parts_show_no_secret(packed: Keeping) -> None:
    order = packed.ordered()
    packed.give()
    assert isinstance(order, OpeningOrder)
    assert "wrapped" not in repr(order)
    for party in PARTIES:
        part = json.loads((packed.order / "parts" / f"{party}.json").read_bytes())
        assert set(part) == {"format", "party", "point", "proof", "session"}
    assert ORDER.read((packed.order / "order.json").read_bytes()) == order
