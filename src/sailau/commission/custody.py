"""The custody of a packet of recorders: who had it, under which seal, and what may be done with it (L 50-8, 50-9).

    judge_custody    the acts in their order: where the packet is now, and everything in the chain that does not fit
    refuse_act       why something may not be done with the packet now, or None
    kept_until       the last day on which it must be kept: one year from the end of the election (E52)
    refuse_destruction   why it may not be destroyed now, or None

What does not fit is a finding and not an error: a broken seal is recorded as it was found, and weighed by the court.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sailau.commission.custody_refusals import (
    CLOCK_BEFORE_LAST_ACT,
    END_NOT_KNOWN,
    NO_DECISION,
    NOT_NOW,
    NOTHING_HELD,
    PACKET_DESTROYED,
    STILL_HELD,
    Standing,
    too_early,
)
from sailau.formats.v1.evidence.custody import CustodyData, CustodyKind, PackedRecorder
from sailau.formats.v1.record import Act
from sailau.law.calendar import recorders_kept_until
from sailau.refusal import Refusal, Text
from sailau.signing.roles import HIGHER_COMMISSIONS, LEAD
from sailau.signing.trust import SignerIdentity

COURT: Final = "court"
"""The holder while a packet is at court."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An act of custody whose signatures were judged: its data, SHA-256 of its bytes, who signed."""

    act: Act
    data: CustodyData
    sha256: str
    signers: tuple[SignerIdentity, ...]

    @property
    def kind(self) -> CustodyKind:
        """What happened."""
        return CustodyKind(self.act.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyFinding:
    """Something in the chain that does not fit; `link` is the act's number in it."""

    code: str
    link: int


FINDING_TEXTS: Final = {
    "link-missing": Text("тізбектегі акт жетіспейді", "в цепочке не хватает акта", "an act of the chain is missing"),
    "previous-differs": Text(
        "акт алдыңғы актіні емес, басқаны атайды",
        "акт называет не предыдущий акт",
        "the act names another act before it",
    ),
    "time-goes-back": Text(
        "актінің уақыты алдыңғысынан ерте", "акт раньше предыдущего", "earlier than the act before it"
    ),
    "seal-differs": Text(
        "мөрдің нөмірі басқа", "номер печати другой", "the seal has another number than the one that was put"
    ),
    "seal-broken": Text("мөр бұзылған", "печать нарушена", "the seal was broken"),
    "signer-missing": Text(
        "қол қоюға тиіс адамның қолтаңбасы жоқ",
        "нет подписи того, кто должен подписать",
        "the signature of somebody who must sign is missing",
    ),
    "holder-differs": Text(
        "пакет басқа комиссияда болған", "пакет был у другой комиссии", "the packet was with another commission"
    ),
    "not-possible": Text(
        "бұл кезде мұндай әрекет болуы мүмкін емес",
        "такое действие в это время невозможно",
        "not possible at that time",
    ),
    "without-decision": Text("шешім көрсетілмеген", "не указано решение", "no decision is named"),
    "destroyed-early": Text(
        "сақтау мерзімі өткенше жойылған",
        "уничтожено до истечения срока хранения",
        "destroyed before the time was over",
    ),
    "destroyed-while-held": Text(
        "сақтау туралы шешім күшінде тұрғанда жойылған",
        "уничтожено при действующем решении о сохранении",
        "destroyed while a decision to keep it stood",
    ),
}
"""What a finding's code says."""

ARTICLES: Final = {
    CustodyKind.PACKED: "L 50-9",
    CustodyKind.HANDED_OVER: "L 50-9",
    CustodyKind.SEAL_CHECKED: "L 50-8(2)",
    CustodyKind.READ: "L 50-8(1)",
    CustodyKind.SESSION_OPENED: "L 50-8(1), 50-2(4)",
    CustodyKind.SENT: "L 50-8(1)",
    CustodyKind.RETURNED: "L 50-8(2)",
    CustodyKind.HELD: "L 50-8(1)",
    CustodyKind.RELEASED: "L 50-8(1)",
    CustodyKind.DESTROYED: "L 50-9",
}
"""The article of each kind of act."""

NEEDS_DECISION: Final = frozenset(
    {
        CustodyKind.READ,
        CustodyKind.SESSION_OPENED,
        CustodyKind.SENT,
        CustodyKind.HELD,
        CustodyKind.RELEASED,
        CustodyKind.DESTROYED,
    }
)
"""What is done on a decision only: of a court, of a higher commission, of the commission itself."""

_ALLOWED: Final = {
    Standing.AT_PRECINCT: frozenset({CustodyKind.HANDED_OVER, CustodyKind.SEAL_CHECKED}),
    Standing.KEPT: frozenset(CustodyKind) - {CustodyKind.PACKED, CustodyKind.RETURNED},
    Standing.AWAY: frozenset(
        {CustodyKind.RETURNED, CustodyKind.HELD, CustodyKind.RELEASED, CustodyKind.SESSION_OPENED}
    ),
    Standing.DESTROYED: frozenset[CustodyKind](),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """A packet's whole story: where it is now, under which seal, by which decisions it must be kept, what is odd.

    `holds` are the numbers of the links by which it is held and that were not released.
    """

    packet: int
    precinct: int
    links: tuple[Link, ...]
    recorders: tuple[PackedRecorder, ...]
    standing: Standing
    holder: str
    seal: str | None
    holds: tuple[int, ...] = ()
    findings: tuple[CustodyFinding, ...] = ()

    @property
    def unbroken(self) -> bool:
        """Whether nothing in the chain is odd."""
        return not self.findings

    @property
    def last(self) -> Link:
        """The last act."""
        return self.links[-1]


def judge_custody(links: Sequence[Link]) -> Custody | None:
    """The story of one packet from its acts in their order; None when the first of them packs nothing."""
    if not links or links[0].kind is not CustodyKind.PACKED or links[0].data.recorders is None:
        return None
    first = links[0]
    custody = Custody(
        packet=first.data.packet,
        precinct=first.act.precinct,
        links=(first,),
        recorders=first.data.recorders or (),
        standing=Standing.AT_PRECINCT,
        holder=first.data.holder,
        seal=first.data.seal,
        findings=tuple(_at_packing(first)),
    )
    for link in links[1:]:
        custody = _after(custody, link)
    return custody


def kept_until(ended: date) -> date:
    """The last day on which recorders must be kept: a year from the day on which the election ended (L 50-9)."""
    return recorders_kept_until(ended)


def refuse_act(custody: Custody, kind: CustodyKind, at: datetime, *, decided: bool) -> Refusal | None:
    """Why this may not be done with the packet now; None when it may. Destroying has `refuse_destruction` beside it."""
    if custody.standing is Standing.DESTROYED:
        return PACKET_DESTROYED
    if kind not in _ALLOWED[custody.standing]:
        return NOT_NOW[custody.standing]
    if kind in NEEDS_DECISION and not decided:
        return NO_DECISION
    if at < custody.last.act.at:
        return CLOCK_BEFORE_LAST_ACT
    if kind is CustodyKind.RELEASED and not custody.holds:
        return NOTHING_HELD
    return None


def refuse_destruction(custody: Custody, ended: date | None, today: date) -> Refusal | None:
    """Why the packet may not be destroyed today: the year is not over, somebody's decision holds it, it is not here.

    The last day of the year is still a day of keeping: destroying begins on the day after it.
    """
    if custody.standing is Standing.DESTROYED:
        return PACKET_DESTROYED
    if custody.standing is not Standing.KEPT:
        return NOT_NOW[custody.standing]
    if ended is None:
        return END_NOT_KNOWN
    if today <= kept_until(ended):
        return too_early(kept_until(ended))
    return STILL_HELD if custody.holds else None


def _after(custody: Custody, link: Link) -> Custody:
    found = [
        code
        for code, is_odd in (
            ("link-missing", link.data.link != custody.last.data.link + 1),
            ("previous-differs", link.data.previous != custody.last.sha256),
            ("time-goes-back", link.act.at < custody.last.act.at),
            ("seal-differs", (link.data.found or link.data.seal) != custody.seal),
            ("seal-broken", link.data.whole is False),
            ("signer-missing", not _is_signed(custody, link)),
            ("not-possible", link.kind not in _ALLOWED[custody.standing]),
            ("without-decision", link.kind in NEEDS_DECISION and link.data.decision is None),
            ("holder-differs", not _holder_fits(custody, link)),
            *_at_destruction(custody, link),
        )
        if is_odd
    ]
    return replace(
        custody,
        links=(*custody.links, link),
        standing=_STANDING.get(link.kind, custody.standing),
        holder=link.data.holder,
        seal=link.data.seal,
        holds=_holds(custody, link),
        findings=(*custody.findings, *(CustodyFinding(code=code, link=link.data.link) for code in found)),
    )


_STANDING: Final = {
    CustodyKind.HANDED_OVER: Standing.KEPT,
    CustodyKind.SENT: Standing.AWAY,
    CustodyKind.RETURNED: Standing.KEPT,
    CustodyKind.DESTROYED: Standing.DESTROYED,
}


def _at_packing(link: Link) -> Iterable[CustodyFinding]:
    here = {identity.holder.commission for identity in link.signers}
    if link.data.link != 1:
        yield CustodyFinding(code="link-missing", link=link.data.link)
    if here != {link.data.holder}:
        yield CustodyFinding(code="signer-missing", link=link.data.link)


def _is_signed(custody: Custody, link: Link) -> bool:
    """A hand-over is signed by who gives (the precinct's chair or deputy, a commission) and who takes; else by who
    has the packet, or had it before the court."""
    by = {identity.holder.commission for identity in link.signers}
    if link.kind is not CustodyKind.HANDED_OVER:
        wanted = link.data.holder if custody.holder == COURT else custody.holder
        return wanted in by or (COURT in (custody.holder, wanted) and _higher(link))
    gives = [one for one in link.signers if one.holder.commission == custody.holder]
    return link.data.holder in by and any(one.role in LEAD | HIGHER_COMMISSIONS for one in gives)


def _higher(link: Link) -> bool:
    return any(identity.role in HIGHER_COMMISSIONS for identity in link.signers)


def _holder_fits(custody: Custody, link: Link) -> bool:
    match link.kind:
        case CustodyKind.HANDED_OVER:
            return link.data.holder != custody.holder
        case CustodyKind.SENT:
            return link.data.holder == COURT
        case CustodyKind.RETURNED:
            return link.data.holder == _keeper(custody)
        case _:
            return link.data.holder == custody.holder


def _keeper(custody: Custody) -> str:
    """The commission that had the packet before it went to court."""
    return next((link.data.holder for link in reversed(custody.links) if link.data.holder != COURT), "")


def _holds(custody: Custody, link: Link) -> tuple[int, ...]:
    if link.kind is CustodyKind.HELD:
        return (*custody.holds, link.data.link)
    if link.kind is CustodyKind.RELEASED:
        return tuple(number for number in custody.holds if number != link.data.release_of)
    return custody.holds


def _at_destruction(custody: Custody, link: Link) -> tuple[tuple[str, bool], ...]:
    if link.kind is not CustodyKind.DESTROYED:
        return ()
    ended = link.data.election_ended
    return (
        ("destroyed-early", ended is None or link.act.at.date() <= kept_until(ended)),
        ("destroyed-while-held", bool(custody.holds)),
    )
