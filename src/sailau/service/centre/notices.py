"""Notices drawn up, signed and entered (L 43(8-1), (8-2), 44(4), (5), 50-7(1); M50-M57): data, signatures, paper.

    drawn = draw_up(centre, holdings, wanted, signers, named)     from what the commission holds, at this moment
    drawn = sign_notice(centre, number, signer)                   another person signs: chair, then secretary

A notice counts from the moment when it is entered in the register `notices`, once all whom it names have signed; until
then it is a draft that may be withdrawn. Notices are never changed: when figures change, a later one says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sailau.commission.effect import Holdings, picture
from sailau.election.proofreading.order import local
from sailau.formats.v1.notice import FIXED_TOTALS, NOTICE_DATA, NoticeData
from sailau.formats.v1.publication import NOTICE_FILE, NoticePaper, Unit
from sailau.refusal import Refusal
from sailau.service.centre import refusals
from sailau.service.centre.annexes import demand_annexes, print_annexes
from sailau.service.centre.centre import Centre
from sailau.service.centre.notice_data import Wanted, notice_of
from sailau.service.centre.notice_paper import notice_pdf
from sailau.service.centre.notice_sheets import CUT, Cut
from sailau.service.centre.signed_papers import (
    SignedPaper,
    judge_paper,
    lay_down,
    named_signers,
    papers_in,
    read_paper,
    sign_paper,
    waits_for,
    withdraw,
)
from sailau.signing.authority import Signer
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import DocumentKind

NOTICES: Final = "notices"
"""Name of the register, and of the folder with the papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A notice that was drawn up. `waits_for`: fields that are still empty; it is entered when there are none."""

    notice: NoticePaper
    data: NoticeData
    paper: SignedPaper
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A notice that was entered: the whole of it, and its data as they are understood."""

    notice: NoticePaper
    data: NoticeData


def notices_of(centre: Centre) -> tuple[Entered, ...]:
    """The notices that were entered, by number. Raises StoreError or FormatError."""
    with centre.store.transaction() as tx:
        entries = tx.entries(NOTICES)
    return tuple(_read(entry.data) for entry in entries)


def fixed_totals(found: Sequence[Entered]) -> Mapping[Unit, Entered]:
    """The last fixing of each district that has one."""
    return {one.notice.unit: one for one in found if one.notice.kind == FIXED_TOTALS}


def draw_up(
    centre: Centre,
    holdings: Holdings,
    wanted: Wanted,
    signers: Sequence[Signer],
    named: Sequence[Holder] = (),
    cut: Cut = CUT,
) -> Drawn | Refusal:
    """Draw a notice up and sign it; `named` are further persons who are to sign it, later and elsewhere.

    `wanted.signers` is set here. `cut` says from how many rows on they stand in annexes. A draft of the same notice
    that nobody has signed yet is drawn up anew. Raises SignatureError when a signer may not sign it, StoreError.
    """
    earlier = notices_of(centre)
    number = len(earlier) + 1
    waiting = [path for path in papers_in(centre.folder / NOTICES) if int(path.stem[:3]) >= number]
    if any(read_paper(path).signature is not None for path in waiting):
        return refusals.UNSIGNED_FIRST
    holders = [*(holder_of(signer.certificate) for signer in signers), *named]
    wanted = replace(wanted, signers=named_signers(holders))
    at = local(centre.definition, centre.now())
    made = notice_of(holdings, picture(holdings), wanted, number, at)
    if isinstance(made, Refusal):
        return made
    notice, data = made
    for path in waiting:
        withdraw(path)
    path = notice_path(centre, number, notice.kind)
    notice, data = print_annexes(path, notice, data, centre.definition, cut)
    lay_down(path, NOTICE_FILE.write(notice), notice_pdf(notice, data, centre.definition))
    for signer in signers:
        sign_paper(path, signer, centre.trust(at=at), DocumentKind.NOTICE, at)
    return _entered(centre, path)


def sign_notice(centre: Centre, number: int, signer: Signer) -> Drawn | Refusal:
    """Another person signs a notice that was drawn up; with the last signature it is entered.

    Raises SignatureError when the signer may not sign it or has no place on it, StoreError.
    """
    path = next((path for path in papers_in(centre.folder / NOTICES) if int(path.stem[:3]) == number), None)
    if path is None:
        return refusals.NO_SUCH_PAPER
    now = centre.now()
    sign_paper(path, signer, centre.trust(at=now), DocumentKind.NOTICE, now)
    return _entered(centre, path)


def withdraw_draft(centre: Centre) -> Refusal | None:
    """Take back the draft that waits for signatures; a notice that was entered stays. Raises StoreError."""
    entered = len(notices_of(centre))
    drafts = [path for path in papers_in(centre.folder / NOTICES) if int(path.stem[:3]) > entered]
    if not drafts:
        return refusals.NO_SUCH_PAPER
    for path in drafts:
        withdraw(path)
    return None


def notice_path(centre: Centre, number: int, kind: str) -> Path:
    """Where the data of a notice lie."""
    return centre.folder / NOTICES / f"{number:03d}-{kind}.json"


def _read(data: bytes) -> Entered:
    notice = NOTICE_FILE.read(data)
    return Entered(notice=notice, data=NOTICE_DATA.decode(notice.data, "notice.data"))


def _entered(centre: Centre, path: Path) -> Drawn | Refusal:
    """Enter a notice that all have signed; done again, nothing changes."""
    paper = read_paper(path)
    read = _read(paper.data)
    waiting = waits_for(paper)
    if not waiting:
        judge_paper(paper, centre.trust(at=centre.now()), DocumentKind.NOTICE)
        demand_annexes(path, read.data)
        with centre.store.transaction() as tx:
            there = tx.entry(NOTICES, str(read.notice.number))
            if there is None:
                if len(tx.entries(NOTICES)) + 1 != read.notice.number:
                    return refusals.CHANGED_SINCE
                tx.add_entry(NOTICES, str(read.notice.number), centre.now(), paper.data, paper.signature or b"")
            elif there.data != paper.data:
                return refusals.CHANGED_SINCE
    return Drawn(notice=read.notice, data=read.data, paper=paper, waits_for=waiting)
