"""Kept one year from the end of the election, then the act, not a day earlier (E52, L 50-9)."""

from datetime import date, datetime, time, timedelta

import pytest

from sailau.adapters.keystore import MemberKeyStore
from sailau.commission.custody import END_NOT_KNOWN, STILL_HELD, Standing, kept_until, refuse_destruction
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.evidence.custody import CustodyKind, Decided
from sailau.formats.v1.evidence.ended import ENDED, ElectionEnded
from sailau.refusal import Refusal
from sailau.service.evidence.deeds import Entered
from sailau.service.evidence.destroying import Destroyed, Doomed, destroy
from sailau.service.evidence.folder import custody_of, ended_of, enter_ended
from sailau.service.evidence.reading import read_packed
from sailau.signing.cms import sign_detached
from tests.records.world import PRECINCT, ZONE
from tests.service.evidence.keeping import COURT, ENDED_ON, NEW_SEAL, NIGHT, SEAL, Keeping, ended_file
from tests.service.evidence.place import PARTIES, PIN

LAST_DAY = date(2006, 12, 20)
OWN = Decided(by="Ақсамал облыстық комиссиясы", number="3", day=LAST_DAY)


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZONE)


def destroyed(keeping: Keeping, moment: datetime, seal: str = SEAL, **more: object) -> Destroyed | Refusal:
    doomed = Doomed(precinct=PRECINCT, packet=1, found=seal, whole=True, decision=OWN, **more)  # type: ignore[arg-type]
    return destroy(keeping.folder, doomed, keeping.signers("territorial"), moment)


def test_on_the_last_day_of_the_year_it_is_refused_and_on_the_next_it_is_done(keeping: Keeping) -> None:
    enter_ended(keeping.folder, *ended_file(keeping.place, ENDED_ON))
    assert kept_until(ENDED_ON) == LAST_DAY
    for moment in (at(LAST_DAY - timedelta(days=200)), at(LAST_DAY, 0), at(LAST_DAY, 23)):
        refusal = destroyed(keeping, moment)
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.article) == ("recorder-kept-a-year", "L 50-9")
        assert "2006-12-20" in refusal.text.kk
    assert not list(keeping.packet.glob("*destroyed*")), "what is refused leaves no act"
    done = destroyed(keeping, at(LAST_DAY + timedelta(days=1), 0))
    assert isinstance(done, Destroyed)
    assert done.paper.read_bytes().startswith(b"%PDF")
    custody = custody_of(keeping.folder, PRECINCT, 1)
    assert (custody.standing, custody.seal, custody.findings) == (Standing.DESTROYED, None, ())


def test_the_day_is_the_local_one(keeping: Keeping) -> None:
    """At 20:00 UTC of the last day it is the next day already where the election was held."""
    enter_ended(keeping.folder, *ended_file(keeping.place, ENDED_ON))
    in_utc = at(LAST_DAY + timedelta(days=1), 1).astimezone(tz=None)
    assert isinstance(destroyed(keeping, in_utc), Destroyed)


def test_leap_day_ends_its_year_on_the_first_of_march() -> None:
    assert kept_until(date(2028, 2, 29)) == date(2029, 3, 1)


def test_without_the_central_commissions_word_nothing_is_destroyed(keeping: Keeping) -> None:
    assert destroyed(keeping, at(date(2015, 1, 1))) == END_NOT_KNOWN
    data, _ = ended_file(keeping.place, ENDED_ON)
    own = sign_detached(data, keeping.place.world.signer("territorial"), NIGHT + timedelta(days=20))
    with pytest.raises(SignatureError, match="central commission"):
        enter_ended(keeping.folder, data, own)
    assert ended_of(keeping.folder) is None


def test_the_year_is_not_shortened_by_an_earlier_day(keeping: Keeping) -> None:
    enter_ended(keeping.folder, *ended_file(keeping.place, ENDED_ON))
    with pytest.raises(StoreError, match="an earlier day is not taken"):
        enter_ended(keeping.folder, *ended_file(keeping.place, ENDED_ON - timedelta(days=1)))
    repeat_vote = ENDED_ON + timedelta(days=60)
    enter_ended(keeping.folder, *ended_file(keeping.place, repeat_vote))
    assert isinstance(destroyed(keeping, at(LAST_DAY + timedelta(days=1))), Refusal)
    with pytest.raises(FormatError, match="did not end before its voting day"):
        before = ElectionEnded(election="conformance-2005", ended=date(2005, 12, 1), decision=OWN, at=at(ENDED_ON))
        data = ENDED.write(before)
        enter_ended(keeping.folder, data, sign_detached(data, keeping.place.world.signer("central"), at(ENDED_ON)))


def test_packet_that_a_court_holds_is_kept_until_it_is_released(keeping: Keeping) -> None:
    enter_ended(keeping.folder, *ended_file(keeping.place, ENDED_ON))
    held = keeping.do(CustodyKind.HELD, 40, decision=COURT)
    assert isinstance(held, Entered)
    assert destroyed(keeping, at(date(2010, 1, 1))) == STILL_HELD
    released = keeping.do(CustodyKind.RELEASED, 900, decision=COURT, release_of=held.link.data.link)
    assert isinstance(released, Entered)
    assert released.custody.holds == ()


def test_copies_and_shares_are_erased_and_after_that_no_session_opens(packed: Keeping) -> None:
    enter_ended(packed.folder, *ended_file(packed.place, ENDED_ON))
    packed.ordered()
    packed.give()
    stores = tuple(packed.path / "stores" / f"{party}.key" for party in PARTIES)
    more = {"copies": (packed.pack, packed.order), "key_stores": stores}
    day_after = at(LAST_DAY + timedelta(days=1))
    first = destroyed(packed, day_after, NEW_SEAL, **more)
    assert isinstance(first, Destroyed)
    assert first.erased > len(PARTIES)
    with pytest.raises(StoreError):
        read_packed("terminal-1", packed.pack / "recorders" / "terminal-1")
    with pytest.raises(StoreError, match="was erased by act"):
        _ = MemberKeyStore.open(stores[0], PIN).recorder_share
    assert (packed.pack / "custody" / "009-recorder_read.json").is_file(), "acts are kept"
    again = destroyed(packed, day_after, NEW_SEAL, **more)
    assert isinstance(again, Destroyed)
    assert (again.act, again.erased) == (first.act, 0), "a call after a crash finishes by the same act"


def test_copy_of_another_packet_is_not_erased(packed: Keeping) -> None:
    enter_ended(packed.folder, *ended_file(packed.place, ENDED_ON))
    pack = packed.pack / "pack.json"
    pack.write_bytes(pack.read_bytes().replace(b'"packet":1', b'"packet":2'))
    with pytest.raises(StoreError, match="nothing was erased"):
        destroyed(packed, at(date(2010, 1, 1)), NEW_SEAL, copies=(packed.pack,))
    with pytest.raises(StoreError, match="neither an evidence pack"):
        destroyed(packed, at(date(2010, 1, 1)), NEW_SEAL, copies=(packed.path,))
    assert (packed.pack / "recorders" / "terminal-1" / "terminal-1.record").is_file()


def test_destruction_that_somebody_enters_early_by_hand_is_a_finding(keeping: Keeping) -> None:
    """The act of another program, good signatures, a year too early: the chain says so to everybody."""
    custody = custody_of(keeping.folder, PRECINCT, 1)
    assert refuse_destruction(custody, ENDED_ON, LAST_DAY) is not None
    done = keeping.do(CustodyKind.DESTROYED, 30, found=SEAL, whole=True, decision=OWN, election_ended=ENDED_ON)
    assert isinstance(done, Entered)
    assert [one.code for one in done.custody.findings] == ["destroyed-early"]
