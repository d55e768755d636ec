"""Totals of the districts fixed and notified, and the district's own sitting (L 43(8-1), 50-7(1), (2); E46, E48, M50).

Where voting is electronic the central commission fixes a district's totals from the electronic protocols and notifies
the commissions concerned: a notice of the kind `fixed_totals`, as data, signatures and paper. Where paper ballots were
given too, the district commission sits in a precinct and works from the protocols; the commission's figures stand in
its protocol, and must be the same.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.commission.effect import Holdings, picture
from sailau.commission.published import published_unit
from sailau.commission.standing import Completeness, completeness
from sailau.commission.units import Unit, districts
from sailau.formats.v1.notice import FIXED_TOTALS, NOTICE_DATA, Issuer, NoticeData, Row
from sailau.formats.v1.publication import NOTICE_FILE, names
from sailau.formats.v1.publication import Unit as PublishedUnit
from sailau.refusal import Refusal
from sailau.service.centre import refusals
from sailau.service.centre.centre import Centre
from sailau.service.centre.notice_data import Wanted, notice_of
from sailau.service.centre.notice_sheets import CUT, Cut
from sailau.service.centre.notices import Drawn, Entered, draw_up, fixed_totals, notices_of
from sailau.signing.authority import Signer
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind, Role

NOTIFIED: Final = "notified"
"""The register of what the central commission notified to this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictStanding:
    """A district: how complete it is, its fixing, and whether that still says what holds."""

    unit: Unit
    complete: Completeness
    fixed: Entered | None
    current: bool


def district_standings(centre: Centre, holdings: Holdings) -> tuple[DistrictStanding, ...]:
    """Every district with its completeness and its fixing, in the definition's order. Raises StoreError."""
    seen, fixed = picture(holdings), all_fixed(centre)
    found = []
    for unit in districts(holdings.definition):
        own = fixed.get(published_unit(unit))
        current = False
        if own is not None:
            again = notice_of(holdings, seen, _wanted(unit, own.data.issuer), own.notice.number, own.notice.at)
            current = not isinstance(again, Refusal) and (again[1].total, again[1].rows) == (
                own.data.total,
                own.data.rows,
            )
        found.append(
            DistrictStanding(unit=unit, complete=completeness(unit, seen.standings), fixed=own, current=current)
        )
    return tuple(found)


def fix(
    centre: Centre,
    holdings: Holdings,
    issuer: Issuer,
    signers: Sequence[Signer],
    wanted: Collection[str] = (),
    cut: Cut = CUT,
) -> Iterator[tuple[Unit, Drawn | Refusal]]:
    """Fix the totals of the districts named, or of all that are complete and not fixed as they are now.

    A district that is not complete is passed over when it was not named, and refused when it was. Raises
    SignatureError when a signer may not sign it, StoreError.
    """
    for one in district_standings(centre, holdings):
        if one.current or (wanted and one.unit.id not in wanted) or (not wanted and not one.complete.complete):
            continue
        yield one.unit, draw_up(centre, holdings, _wanted(one.unit, issuer), signers, cut=cut)


def all_fixed(centre: Centre) -> dict[PublishedUnit, Entered]:
    """The last fixing of each district, this commission's own or one that it was notified of."""
    with centre.store.transaction() as tx:
        told = tx.entries(NOTIFIED)
    found: list[Entered] = []
    for entry in told:
        notice = NOTICE_FILE.read(entry.data)
        found.append(Entered(notice=notice, data=NOTICE_DATA.decode(notice.data, "notice.data")))
    return {**fixed_totals(found), **fixed_totals(notices_of(centre))}


def take_notice(centre: Centre, path: Path) -> Entered | Refusal:
    """Take in a fixing that the central commission notified: the JSON file, its signatures beside it.

    The same once more changes nothing. Raises SignatureError when it is not the central commission's, FormatError,
    StoreError.
    """
    data, signature = read_file(path), read_file(path.with_name(names.signature_name(path.name)))
    notice = NOTICE_FILE.read(data)
    signers = verify_detached(data, signature, centre.trust(at=centre.now()), DocumentKind.NOTICE)
    if notice.election != centre.election or notice.kind != FIXED_TOTALS:
        return refusals.NOT_A_FIXING
    if any(signer.role is not Role.CENTRAL_COMMISSION for signer in signers):
        return refusals.OTHER_ISSUER
    key = f"{notice.commission}-{notice.number}"
    with centre.store.transaction() as tx:
        if tx.entry(NOTIFIED, key) is None:
            tx.add_entry(NOTIFIED, key, centre.now(), data, signature)
    return Entered(notice=notice, data=NOTICE_DATA.decode(notice.data, "notice.data"))


def _figures(data: NoticeData) -> tuple[Row, tuple[Row, ...]]:
    return data.total, data.rows


def _wanted(unit: Unit, issuer: Issuer) -> Wanted:
    return Wanted(kind=FIXED_TOTALS, unit=unit, issuer=issuer, signers=())
