"""The chain of custody as such: every story of a packet, and everything that does not fit in one (L 50-8, 50-9)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest

from sailau.commission.custody import (
    CLOCK_BEFORE_LAST_ACT,
    COURT,
    END_NOT_KNOWN,
    FINDING_TEXTS,
    NO_DECISION,
    NOT_NOW,
    NOTHING_HELD,
    PACKET_DESTROYED,
    STILL_HELD,
    Custody,
    Link,
    Standing,
    judge_custody,
    kept_until,
    refuse_act,
    refuse_destruction,
)
from sailau.errors import FormatError
from sailau.formats.v1.evidence.custody import (
    CustodyData,
    CustodyKind,
    Decided,
    PackedRecorder,
    custody_data,
    plain_data,
)
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.signing.holder import Holder
from sailau.signing.roles import Role
from sailau.signing.trust import SignerIdentity

NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=5)))
ENDED = date(2026, 12, 1)
DECIDED = Decided(by="сот", number="2-7", day=date(2026, 12, 3))
PRECINCT, CITY, OBLAST = "precinct-25", "city", "oblast"


def signer(commission: str, role: Role, member: int | None = None) -> SignerIdentity:
    holder = Holder(name=f"{commission} {role.value}", role=role, commission=commission, member=member, training=True)
    return SignerIdentity(holder=holder, fingerprint=holder.name, territory=None, signed_at=None)


CHAIR, MEMBER = signer(PRECINCT, Role.CHAIR, 1), signer(PRECINCT, Role.MEMBER, 4)
CITY_CLERK = signer(CITY, Role.TERRITORIAL_COMMISSION)
CLERK = signer(OBLAST, Role.TERRITORIAL_COMMISSION)


def link(kind: CustodyKind, data: CustodyData, at: datetime, signers: Sequence[SignerIdentity]) -> Link:
    act = Act(
        number=data.link + 10,
        kind=kind.value,
        election="e",
        precinct=25,
        uuid="PrecinctTwentyFive",
        at=at,
        article="L 50-9",
        text=Bilingual("а", "б"),
        members=(),
        explains=(),
        data=plain_data(data),
    )
    return Link(act=act, data=data, sha256=sha256(ACT_FILE.write(act)).hexdigest(), signers=tuple(signers))


RECORDERS = (PackedRecorder(device="terminal-1", entries=4, head="5a" * 32),)
PACKED = link(
    CustodyKind.PACKED,
    CustodyData(packet=1, link=1, holder=PRECINCT, seal="A 1", recorders=RECORDERS),
    NIGHT,
    (CHAIR, MEMBER),
)


def story(links: Sequence[Link]) -> Custody:
    custody = judge_custody(links)
    assert custody is not None
    return custody


def then(links: list[Link], kind: CustodyKind, signers: Sequence[SignerIdentity] = (CLERK,), **said: Any) -> list[Link]:
    """The chain with one act more, sound unless `said` spoils it."""
    custody = story(links)
    data = CustodyData(
        packet=1, link=len(links) + 1, holder=custody.holder, seal=custody.seal, previous=links[-1].sha256
    )
    at = said.pop("at", links[-1].act.at + timedelta(days=1))
    return [*links, link(kind, replace(data, **said), at, signers)]


KEPT = then([PACKED], CustodyKind.HANDED_OVER, (CHAIR, CLERK), holder=OBLAST, found="A 1", whole=True)


def codes(links: Sequence[Link]) -> list[str]:
    return [finding.code for finding in story(links).findings]


def test_sound_story_from_the_precinct_over_the_city_to_court_and_back() -> None:
    links = then([PACKED], CustodyKind.HANDED_OVER, (CHAIR, CITY_CLERK), holder=CITY, found="A 1", whole=True)
    links = then(links, CustodyKind.HANDED_OVER, (CITY_CLERK, CLERK), holder=OBLAST, found="A 1", whole=True)
    links = then(links, CustodyKind.READ, found="A 1", whole=True, seal="A 2", decision=DECIDED)
    links = then(links, CustodyKind.SENT, holder=COURT, found="A 2", whole=True, decision=DECIDED)
    assert story(links).standing is Standing.AWAY
    links = then(links, CustodyKind.SESSION_OPENED, session="terminal-1/000001", decision=DECIDED)
    links = then(links, CustodyKind.RETURNED, holder=OBLAST, found="A 2", whole=True, seal="A 3")
    links = then(links, CustodyKind.SEAL_CHECKED, found="A 3", whole=True)
    custody = story(links)
    assert (custody.standing, custody.holder, custody.seal, custody.findings) == (Standing.KEPT, OBLAST, "A 3", ())
    assert custody.recorders == RECORDERS


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"found": "A 7"}, "seal-differs"),
        ({"whole": False}, "seal-broken"),
        ({"previous": "00" * 32}, "previous-differs"),
        ({"link": 9}, "link-missing"),
        ({"at": NIGHT - timedelta(days=3)}, "time-goes-back"),
        ({"holder": "somebody"}, "holder-differs"),
        ({"signers": (MEMBER,)}, "signer-missing"),
        ({"signers": (CITY_CLERK,)}, "signer-missing"),
        ({"kind": CustodyKind.RETURNED}, "not-possible"),
        ({"kind": CustodyKind.PACKED}, "not-possible"),
        ({"kind": CustodyKind.READ}, "without-decision"),
    ],
)
def test_what_does_not_fit_is_found_by_its_name(spoilt: dict[str, Any], code: str) -> None:
    said = {"kind": CustodyKind.SEAL_CHECKED, "found": "A 1", "whole": True} | spoilt
    assert code in codes(then(KEPT, said.pop("kind"), said.pop("signers", (CLERK,)), **said))
    assert code in FINDING_TEXTS


def test_seal_that_changes_without_anybody_having_looked_is_found() -> None:
    assert codes(then(KEPT, CustodyKind.HELD, decision=DECIDED, seal="B 9")) == ["seal-differs"]


def test_hand_over_is_the_chairs_and_the_takers() -> None:
    for signers in ((MEMBER, CLERK), (CHAIR, MEMBER), (CLERK,), (CHAIR, CITY_CLERK)):
        links = then([PACKED], CustodyKind.HANDED_OVER, signers, holder=OBLAST, found="A 1", whole=True)
        assert codes(links) == ["signer-missing"]


def test_packing_by_another_commission_is_found_and_a_chain_without_packing_is_none() -> None:
    assert codes([replace(PACKED, signers=(CHAIR, CLERK))]) == ["signer-missing"]
    assert judge_custody([]) is None
    assert judge_custody(KEPT[1:]) is None


def test_hold_outlasts_the_year_until_that_very_hold_is_released() -> None:
    late = date(2030, 1, 1)
    assert refuse_destruction(story(KEPT), ENDED, late) is None
    twice = then(then(KEPT, CustodyKind.HELD, decision=DECIDED), CustodyKind.HELD, decision=DECIDED)
    assert story(twice).holds == (3, 4)
    once = then(twice, CustodyKind.RELEASED, decision=DECIDED, release_of=3)
    assert story(once).holds == (4,)
    assert refuse_destruction(story(once), ENDED, late) == STILL_HELD
    none = then(once, CustodyKind.RELEASED, decision=DECIDED, release_of=4)
    assert refuse_destruction(story(none), ENDED, late) is None
    assert refuse_act(story(none), CustodyKind.RELEASED, NIGHT + timedelta(days=99), decided=True) == NOTHING_HELD
    destroyed = then(once, CustodyKind.DESTROYED, found="A 1", whole=True, seal=None, decision=DECIDED)
    assert codes(destroyed) == ["destroyed-early", "destroyed-while-held"], "no end of the election, and a hold"


def test_destruction_a_day_early_is_refused_and_found() -> None:
    last = kept_until(ENDED)
    assert last == date(2027, 12, 1)
    for today in (ENDED, last - timedelta(days=1), last):
        refusal = refuse_destruction(story(KEPT), ENDED, today)
        assert refusal is not None and refusal.code == "recorder-kept-a-year"
    assert refuse_destruction(story(KEPT), ENDED, last + timedelta(days=1)) is None
    assert refuse_destruction(story(KEPT), None, date(2050, 1, 1)) == END_NOT_KNOWN
    for at, found in ((last, ["destroyed-early"]), (last + timedelta(days=1), [])):
        moment = datetime.combine(at, NIGHT.timetz())
        said: dict[str, Any] = {"found": "A 1", "whole": True, "seal": None, "decision": DECIDED}
        links = then(KEPT, CustodyKind.DESTROYED, at=moment, election_ended=ENDED, **said)
        assert codes(links) == found
        assert refuse_act(story(links), CustodyKind.HELD, moment, decided=True) == PACKET_DESTROYED
        assert refuse_destruction(story(links), ENDED, at) == PACKET_DESTROYED


def test_what_may_not_be_done_is_refused_with_its_reason() -> None:
    later = NIGHT + timedelta(days=9)
    assert refuse_act(story([PACKED]), CustodyKind.READ, later, decided=True) == NOT_NOW[Standing.AT_PRECINCT]
    assert refuse_destruction(story([PACKED]), ENDED, date(2050, 1, 1)) == NOT_NOW[Standing.AT_PRECINCT]
    assert refuse_act(story(KEPT), CustodyKind.READ, later, decided=False) == NO_DECISION
    assert refuse_act(story(KEPT), CustodyKind.RETURNED, later, decided=True) == NOT_NOW[Standing.KEPT]
    assert refuse_act(story(KEPT), CustodyKind.SEAL_CHECKED, NIGHT, decided=False) == CLOCK_BEFORE_LAST_ACT
    assert refuse_act(story(KEPT), CustodyKind.SEAL_CHECKED, later, decided=False) is None


def test_data_of_an_act_has_one_spelling() -> None:
    for one in KEPT:
        assert custody_data(one.act.data) == one.data
    with pytest.raises(FormatError):
        custody_data({**KEPT[1].act.data, "note": "x"})
    for seal in ("", " A", "A\n1", "<b>", "A" * 65):
        with pytest.raises(FormatError):
            custody_data({**KEPT[1].act.data, "seal": seal})
