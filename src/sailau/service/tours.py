"""Voting at home: applications, the device filled, its tour taken back as one box (L 41(6), 50-5(4), 43(3-1))."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cbor2

from sailau.accumulator import BALLOT_UNSOUND, NOT_OF_THIS_PRECINCT, Received
from sailau.accumulator.decisions import read_ballot
from sailau.checkin import home, refusals
from sailau.checkin.decisions import Issuer, MemberRole
from sailau.checkin.home import HomeReason
from sailau.checkin.state import Admitted, AppliedForHome, after
from sailau.checkin.voters import VoterEntry
from sailau.errors import impossible, invariant
from sailau.formats.v1.record import Bilingual
from sailau.portable import TOUR_CREDENTIALS_MAX, TourContents, tour_is_signed
from sailau.refusal import Refusal, Text
from sailau.service.accumulator import ASIDE, NO_CREDENTIAL_LEFT, put_in_box
from sailau.service.acting_chair import acting_chair
from sailau.service.acts import Matter, enter_act, member_number
from sailau.service.desk import put_standing, standing_of, standings, store_standing
from sailau.service.opening import has_duty
from sailau.service.pool import Place, count, credential_of, move_credential, pool_rows
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.tour_rows import TourRow, put_tour, read_tours
from sailau.signing.authority import Signer

SPARE: Final = 2
"""Credentials that go along beside one for each applicant: spare ballots (L 41(6))."""

NO_APPLICATION_WAITS: Final = Refusal(
    "no-application-waits",
    "L 41(6)",
    Text(
        "Үйде дауыс беруге күтіп тұрған өтініш жоқ.",
        "Нет заявлений, ожидающих голосования на дому.",
        "No application to vote at home is waiting.",
    ),
)
NO_PORTABLE: Final = Refusal(
    "no-portable-device",
    "L 50-5(4)",
    Text(
        "Бұл осы учаскенің тасымалданатын құрылғысы емес.",
        "Это не переносное устройство этого участка.",
        "This is not a portable device of this precinct.",
    ),
)
DEVICE_IS_OUT: Final = Refusal(
    "portable-is-out",
    "L 43(3-1)",
    Text(
        "Құрылғының алдыңғы сапары әлі қабылданбаған.",
        "Прошлый выезд этого устройства ещё не принят.",
        "The tour before of this device has not been taken yet.",
    ),
)
TOUR_NOT_ENTERED: Final = Refusal(
    "tour-not-entered",
    "L 41(6)",
    Text(
        "Алдымен бұл сапарда дауыс бергендердің бәрі тізімге белгіленсін: саны бюллетеньдермен тең болуы керек.",
        "Сначала отметьте в списке всех, кто проголосовал на этом выезде: их столько же, сколько бюллетеней.",
        "First mark in the list all who voted on this tour: they must be as many as its ballots.",
    ),
)
TOUR_WAS_LOST: Final = Refusal(
    "tour-was-lost",
    "L 41(6)",
    Text(
        "Бұл сапардың құқықтары құрылғы жоғалғанда жойылған: бюллетеньдері қабылданбайды.",
        "Права голоса этого выезда аннулированы при утрате устройства: его бюллетени не принимаются.",
        "The credentials of this tour were cancelled when the device was lost: its ballots are not taken.",
    ),
)


@records_refusal("home-application")
def apply_for_home(
    precinct: Precinct, entry: VoterEntry, reason: HomeReason, *, marked_by: str, desk: str
) -> Refusal | None:
    """Enter a written application, by noon of the voting day; the chair marks the applicant in the list (M35)."""
    standing = standing_of(precinct, entry.number)
    decided = home.apply_for_home(
        entry,
        standing,
        written=True,
        reason=reason,
        marked_by=MemberRole(precinct.official(marked_by).role),
        acts_for_chair=acting_chair(precinct) == marked_by,
        now=precinct.now(),
        end=home.home_applications_end(precinct.definition.date, precinct.zone),
        voting_day=precinct.definition.date,
    )
    if isinstance(decided, Refusal):
        return decided
    store_standing(precinct, entry.number, after(standing, decided))
    precinct.recorder(desk).record("home-application-entered")
    return None


@records_refusal("home-application")
def withdraw_home(precinct: Precinct, entry: VoterEntry, *, marked_by: str, desk: str) -> Refusal | None:
    """Take an application back: the voter comes in person, or was not met (M35). `marked_by` takes the mark away.

    Not while a device with it is out; nor before everybody whose ballot that tour brought is entered, for else one who
    voted at home could vote once more. The tour then has one application less.
    """
    invariant(bool(precinct.official(marked_by)), "a member of the commission takes the mark away")
    standing = standing_of(precinct, entry.number)
    row = tour_row(precinct, standing.tour) if isinstance(standing, AppliedForHome) and standing.tour else None
    decided = home.withdraw_home(standing, tour_is_out=row is not None and not row.done)
    if isinstance(decided, Refusal):
        return decided
    if row is not None and _entered(precinct, row.tour) != row.ballots:
        return TOUR_NOT_ENTERED
    with precinct.stores.checkin.transaction() as tx:
        put_standing(tx, precinct, entry.number, after(standing, decided))
        if row is not None:
            put_tour(tx, replace(row, applications=row.applications - 1))
    precinct.recorder(desk).record("home-application-withdrawn")
    return None


@records_refusal("other")
def begin_tour(
    precinct: Precinct, tour: int, device: str, members: Sequence[str], *, spare: int = SPARE
) -> TourRow | Refusal:
    """Draw the credentials of a tour for the applicants who wait, and enter them on it: one change, whole or not made.

    Repeating it after a crash gives the same tour; who applied since waits for the next. When more wait than one device
    holds, the first of them by their number on the list go. Raises StoreError for a member whom the package lacks.
    """
    known = tour_row(precinct, tour)
    refusal = precinct.refuse_unless_open() or _refuse_carriers(precinct, members)
    if refusal is None and known is None:
        refusal = _refuse_device(precinct, device)
    if refusal is not None:
        return refusal
    row = known or _planned(precinct, tour, device, members, spare)
    if isinstance(row, Refusal):
        return row
    take_tours_out(precinct)
    first, second = (member_number(member) for member in members[:2])
    precinct.recorder().record("home-tour-sent", applications=row.applications, first=first, second=second, tour=tour)
    return row


def next_tour(precinct: Precinct, device: str) -> int:
    """The number of the tour that the device is on, or of its next one."""
    rows = tours(precinct)
    return next((row.tour for row in rows if row.device == device and not row.done), len(rows) + 1)


@records_refusal("other")
def admit_at_home(precinct: Precinct, entry: VoterEntry, tour: int, *, member: str, hour: int) -> Refusal | None:
    """Enter, when the tour is back, that an applicant signed and was given the device (M37)."""
    standing = standing_of(precinct, entry.number)
    role = MemberRole(precinct.official(member).role)
    decided = home.admit_at_home(
        standing,
        tour,
        hour,
        application_signed_by_both=True,
        document_matches=True,
        issuer=Issuer(role=role, named=has_duty(precinct, member, "issues-cards")),
    )
    if isinstance(decided, Refusal):
        return decided
    store_standing(precinct, entry.number, after(standing, decided))
    return None


@records_refusal("other")
def end_tour(
    precinct: Precinct, contents: TourContents, *, accumulator: str, signers: Sequence[Signer]
) -> TourRow | Refusal:
    """Take a tour's ballots as one box: more ballots than applications void the whole tour, by act (M41).

    An act says so too when one of the device's two copies was lost, or they were different.
    """
    row = tour_row(precinct, contents.tour)
    certificate = precinct.booths.get(contents.device)
    if row is None or certificate is None or row.device != contents.device:
        return NOT_OF_THIS_PRECINCT
    if not tour_is_signed(contents, precinct.installed.setup_hash, certificate):
        return NOT_OF_THIS_PRECINCT
    if row.done:
        return TOUR_WAS_LOST if row.lost else row
    received = [read_ballot(form, precinct.rules) for form in contents.ballots]
    sound = [item for item in received if isinstance(item, Received)]
    if len(sound) != len(received) or not _are_of_tour(precinct, sound, contents.unused, row):
        return BALLOT_UNSOUND
    if contents.copies != "both":
        _tell_of_copies(precinct, row, contents, signers)
    valid = len(sound) <= row.applications
    if not valid:
        _void(precinct, row, len(sound), signers)
    _enter_box(precinct, row, list(zip(sound, contents.ballots, strict=True)), valid=valid)
    done = replace(row, credentials=(), ballots=len(sound), unused=len(contents.unused), valid=valid, done=True)
    _account(precinct, row, contents.unused, len(sound), valid=valid)
    with precinct.stores.checkin.transaction() as tx:
        put_tour(tx, done)
    precinct.recorder(accumulator).record(
        "portable-emptied", tour=row.tour, ballots=len(sound), challenged=0, unused=len(contents.unused)
    )
    return done


def tours(precinct: Precinct) -> list[TourRow]:
    """List all tours."""
    return read_tours(precinct.stores.checkin)


def tour_row(precinct: Precinct, tour: int) -> TourRow | None:
    """Return one tour."""
    return next((row for row in tours(precinct) if row.tour == tour), None)


def carriers(precinct: Precinct, row: TourRow) -> str:
    """The names of the members who go with the device, as acts and the sheet have them."""
    return ", ".join(precinct.official(member).name for member in row.members)


def applicants(precinct: Precinct) -> list[tuple[VoterEntry, AppliedForHome]]:
    """List the voters who asked to vote at home and have not been admitted there yet."""
    found = ((entry, standing_of(precinct, entry.number)) for entry in precinct.voters)
    return [(entry, standing) for entry, standing in found if isinstance(standing, AppliedForHome)]


def take_tours_out(precinct: Precinct) -> None:
    """Mark the credentials of tours that are out, also after a crash between entering a tour and marking them."""
    ids = {hashlib.sha256(sealed).digest() for row in tours(precinct) for sealed in row.credentials}
    with precinct.stores.cards.transaction() as tx:
        for id_ in sorted(ids):
            if credential_of(tx, id_).place is Place.POOL:
                move_credential(tx, id_, Place.OUT)
    precinct.free_credentials = [id_ for id_ in precinct.free_credentials if id_ not in ids]


def _entered(precinct: Precinct, tour: int) -> int:
    """How many voters of a tour are entered as having voted."""
    return sum(isinstance(one, Admitted) and one.tour == tour for one in standings(precinct))


def _refuse_carriers(precinct: Precinct, members: Sequence[str]) -> Refusal | None:
    """Two different members of the commission."""
    if len({precinct.official(member).id for member in members}) < home.TOUR_MEMBERS_MIN:
        return refusals.TOUR_NEEDS_TWO
    return None


def _refuse_device(precinct: Precinct, device: str) -> Refusal | None:
    if device not in precinct.booths or device in precinct.terminals:
        return NO_PORTABLE
    if any(row.device == device and not row.done for row in tours(precinct)):
        return DEVICE_IS_OUT
    return None


def _planned(precinct: Precinct, tour: int, device: str, members: Sequence[str], spare: int) -> TourRow | Refusal:
    """Enter a new tour, and the applicants on it, in one change of the list's store."""
    invariant(0 <= spare < TOUR_CREDENTIALS_MAX, "spare credentials leave room for voters")
    waiting = [found for found in applicants(precinct) if found[1].tour is None][: TOUR_CREDENTIALS_MAX - spare]
    if not waiting:
        return NO_APPLICATION_WAITS
    if len(precinct.free_credentials) < len(waiting):
        return NO_CREDENTIAL_LEFT
    row = TourRow(
        tour=tour,
        device=device,
        members=tuple(members),
        applications=len(waiting),
        credentials=_draw(precinct, len(waiting) + spare),
    )
    joined = [home.put_on_tour(standing, tour, members=len(members)) for _, standing in waiting]
    with precinct.stores.checkin.transaction() as tx:
        put_tour(tx, row)
        for (entry, standing), event in zip(waiting, joined, strict=True):
            if isinstance(event, Refusal):
                impossible("an applicant who waits may go on a tour of two members")
            put_standing(tx, precinct, entry.number, after(standing, event))
    return row


def _draw(precinct: Precinct, number: int) -> tuple[bytes, ...]:
    """Choose credentials of the pool at random for a tour; fewer come when the pool runs out."""
    free = precinct.free_credentials
    chosen = secrets.SystemRandom().sample(free, min(number, len(free)))
    with precinct.stores.cards.transaction() as tx:
        return tuple(sorted(credential_of(tx, id_).sealed for id_ in chosen))


def _are_of_tour(precinct: Precinct, ballots: list[Received], unused: tuple[bytes, ...], row: TourRow) -> bool:
    """Every ballot under a credential of the tour, each once, and the rest unused: nothing more, nothing less."""
    with precinct.stores.cards.transaction() as tx:
        publics = {item.public for item in pool_rows(tx) if item.sealed in row.credentials}
        left = {item.public for item in pool_rows(tx) if item.sealed in unused}
    used = [ballot.credential for ballot in ballots]
    return len(set(used)) == len(used) and set(used) | left == publics and not set(used) & left


def _enter_box(precinct: Precinct, row: TourRow, ballots: list[tuple[Received, bytes]], *, valid: bool) -> None:
    with precinct.stores.box.transaction() as tx:
        for received, form in ballots:
            if valid:
                refusal = put_in_box(tx, received, form)
                invariant(refusal is None, "a credential of a tour was used or cancelled elsewhere")
            else:
                tx.put(ASIDE, received.credential, cbor2.dumps(["voided", form, row.tour]))


def _account(precinct: Precinct, row: TourRow, unused: tuple[bytes, ...], ballots: int, *, valid: bool) -> None:
    """Move the tour's credentials on and count, once: a tour that is counted is known by its mark."""
    with precinct.stores.cards.transaction() as tx:
        mark = f"tour-counted:{row.tour}"
        if count(tx, mark, 0):
            return
        count(tx, mark)
        for sealed in row.credentials:
            place = Place.UNUSED if sealed in unused else Place.GONE
            move_credential(tx, hashlib.sha256(sealed).digest(), place)
        count(tx, "home_unused", len(unused))
        count(tx, "home_ballots" if valid else "voided", ballots)


def _void(precinct: Precinct, row: TourRow, ballots: int, signers: Sequence[Signer]) -> None:
    text = Bilingual(
        f"{row.tour}-сапар: өтініш – {row.applications}, бюллетень – {ballots}. Бюллетень өтініштен көп: сапардың "
        f"барлық бюллетені жарамсыз. Құрылғымен шыққандар: {carriers(precinct, row)}.",
        f"Выезд № {row.tour}: заявлений – {row.applications}, бюллетеней – {ballots}. Бюллетеней больше, чем "
        f"заявлений: все бюллетени выезда недействительны. С устройством выезжали: {carriers(precinct, row)}.",
    )
    matter = Matter(key=f"tour-void:{row.tour}", kind="tour_voided", article="L 43(3-1)", text=text)
    data = {
        "tour": row.tour,
        "applications": row.applications,
        "ballots": ballots,
        "device": row.device,
        "carried_by": list(row.members),
    }
    act = enter_act(precinct, matter, signers, data)
    precinct.recorder().record(
        "tour-voided", act=act.label, applications=row.applications, ballots=ballots, tour=row.tour
    )


_COPIES: Final = {
    "lost": Bilingual("екі көшірменің бірі жоғалған", "одна из двух копий утрачена"),
    "different": Bilingual("екі көшірме әртүрлі, жаңасы алынды", "две копии различаются, взята более новая"),
}


def _tell_of_copies(precinct: Precinct, row: TourRow, contents: TourContents, signers: Sequence[Signer]) -> None:
    how = _COPIES.get(contents.copies, Bilingual(contents.copies, contents.copies))
    text = Bilingual(
        f"{row.tour}-сапар, құрылғы деректері: {how.kk}. Бюллетеньдер қалған көшірмеден қабылданды. Құрылғымен "
        f"шыққандар: {carriers(precinct, row)}.",
        f"Выезд № {row.tour}, данные устройства: {how.ru}. Бюллетени приняты из оставшейся копии. С устройством "
        f"выезжали: {carriers(precinct, row)}.",
    )
    matter = Matter(key=f"tour-copies:{row.tour}", kind="tour_copy_missing", article="L 50-5(4)", text=text)
    data = {
        "tour": row.tour,
        "ballots": len(contents.ballots),
        "device": row.device,
        "copies": contents.copies,
        "carried_by": list(row.members),
    }
    enter_act(precinct, matter, signers, data)
