"""A copy of the protocol is signed where the keys are, in its fields, by chair and secretary (L 43(8), 50-6(3); E45).

It runs at the chair's station, over its link. The precinct computer is not believed: a key signs a paper only when it
says what the protocol says that the commission signed, under the Setup hash of the morning, and bears the mark of a
duplicate and the number of the act; only signatures may have been added since it was printed. Chair and secretary sign
every paper one after the other, and each signature goes back at once: when the link is lost, who asks again is given
the same copy, and what is signed already is not signed twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sailau.adapters.pdf.text import COPY, DUPLICATE
from sailau.adapters.station_link import Agree, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError, SignatureError
from sailau.refusal import Refusal, Text
from sailau.service.acts import member_number
from sailau.service.ceremony_round import trust_of_signer
from sailau.service.chair_judgment import ShownProtocol, go_together, judge_protocol
from sailau.service.count import FIRST
from sailau.service.papers import sign_paper
from sailau.signing.cms import verify_detached
from sailau.signing.pdf import field_name, filled_fields
from sailau.signing.pdf_text import read_pdf, rows_not_in_text
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust
from sailau.verifier.record.signers import member_ids

GIVE_COPY: Final = "give-copy"
NOT_OF_THE_PROTOCOL: Final = Refusal(
    "copy-not-of-the-protocol",
    "L 43(8), 50-6(3)",
    Text(
        "Учаске компьютері берген көшірме қол қойылған хаттамамен бірдей емес: оған қол қойылмады. Тоқтатып, акт "
        "жасаңыз.",
        "Копия, которую дал компьютер участка, не совпадает с подписанным протоколом: она не подписана. Остановитесь и "
        "составьте акт.",
        "The copy that the precinct computer gave is not that of the signed protocol: it was not signed. Stop and draw "
        "up an act.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A paper that may be signed, as it is by now, and its file's name."""

    shown: ShownProtocol
    file: str
    paper: bytes = field(repr=False)


def give_copy(
    link: StationLink, setup: str, who: Sequence[str], agree: Agree, *, to: str, at: datetime
) -> Mapping[str, Any] | Refusal:
    """Have a copy given to somebody present by an act of `who`, chair and secretary, who then sign its papers.

    `setup` is the Setup hash, hex. Raises `LinkLostError`.
    """
    given = link.ask(GIVE_COPY, who, agree=agree, to=to)
    if isinstance(given, Refusal):
        return given
    judged = _judge(given, setup, who, trust_of_signer(link.signer(who[0]), at))
    if judged is None:
        return NOT_OF_THE_PROTOCOL
    for one in judged:
        refusal = _sign(link, one, who, given["number"], at)
        if refusal is not None:
            return refusal
    return given


def _sign(link: StationLink, one: _Judged, who: Sequence[str], number: int, at: datetime) -> Refusal | None:
    paper, filled = one.paper, filled_fields(one.paper)
    for member in sorted(who, key=member_number):
        if field_name(member_number(member)) in filled:
            continue
        paper = sign_paper(paper, link.signer(member), at)
        taken = link.ask(GIVE_COPY, who, step="sign", number=number, file=one.file, paper=paper)
        if isinstance(taken, Refusal):
            return taken
    return None


def _judge(given: Mapping[str, Any], setup: str, who: Sequence[str], trust: Trust) -> Sequence[_Judged] | None:
    """The papers of a copy, when each may be signed; else None."""
    number, papers = given.get("number"), given.get("papers")
    if type(number) is not int or not isinstance(papers, list):
        raise LinkLostError("the precinct computer does not speak as agreed")
    found = [_judge_one(one, setup, number, who, trust) for one in papers if isinstance(one, dict)]
    judged = [one for one in found if one is not None]
    whole = len(judged) == len(papers) and any(one.shown.count == FIRST for one in judged)
    return judged if whole and go_together([one.shown for one in judged]) else None


def _judge_one(given: Mapping[str, Any], setup: str, number: int, who: Sequence[str], trust: Trust) -> _Judged | None:
    shown = judge_protocol(given, setup)
    if shown is None or type(given.get("file")) is not str or type(given.get("signature")) is not bytes:
        return None
    paper, own = given["paper"], {field_name(member_number(member)) for member in who}
    try:
        signed = member_ids(verify_detached(shown.data, given["signature"], trust, DocumentKind.PROTOCOL))
        marked = not rows_not_in_text(read_pdf(shown.paper).text, [_mark(number)])
        others = set(filled_fields(paper)) - own
    except (FormatError, SignatureError):
        return None
    sound = signed == list(shown.protocol.signers) and marked and not others
    return _Judged(shown=shown, file=given["file"], paper=paper) if sound else None


def _mark(number: int) -> tuple[str, ...]:
    """What stands in the head of a copy."""
    return (DUPLICATE.kk, DUPLICATE.ru, COPY.kk, "·", COPY.ru, "№", str(number))
