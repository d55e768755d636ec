"""The electronic protocol as data and as paper, signed by the chair and the members (E43, L 50-6(2); R 20; M43-M49)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sailau.adapters.pdf import render_protocol, render_signature
from sailau.election.nouns import Language
from sailau.formats.v1.record import (
    CODES_FILE,
    PROTOCOL_FILE,
    ActReference,
    Bilingual,
    BlankVotes,
    CodeList,
    ContestResult,
    Figures,
    Line,
    MixedProtocol,
    PrecinctPlace,
    Protocol,
    Unsigned,
    VotesRow,
)
from sailau.formats.v1.tally import Result
from sailau.law.protocol_figures import FIGURES, Figure
from sailau.law.protocol_form import Difference
from sailau.protocol import document as paper
from sailau.service.acts import SignedAct, acts, member_id, member_number
from sailau.service.closing import differences_of, relation_code
from sailau.service.heads import fingerprints, head_of, signature_places
from sailau.service.power_on import power_on_remarks
from sailau.service.precinct import Precinct
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together
from sailau.signing.pdf import field_name, sign_pdf
from sailau.signing.summary import PaperSummary, sign_summary
from sailau.signing.trust import fingerprint as certificate_fingerprint
from sailau.words.numbers import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The protocol's files: data, signatures over the data, the signed PDF."""

    protocol: bytes
    signature: bytes
    pdf: bytes


def protocol_data(
    precinct: Precinct,
    figures: Figures,
    result: Result,
    codes: CodeList,
    archive: bytes,
    *,
    signers: Sequence[str],
    unsigned: Mapping[str, Bilingual],
    recount: bool,
) -> Protocol:
    """Assemble protocol.json: every line of the form, votes with words, acts, who signs and who does not."""
    definition = precinct.definition
    place = definition.precinct(precinct.installed.precinct)
    return Protocol(
        election=str(definition.id),
        title=Bilingual(definition.title.kk, definition.title.ru),
        date=definition.date,
        precinct=PrecinctPlace(
            number=place.number,
            name=Bilingual(place.name.kk, place.name.ru),
            address=Bilingual(place.address.kk, place.address.ru),
        ),
        uuid=precinct.installed.uuid,
        setup=precinct.installed.setup_hash.hex(),
        archive_sha256=hashlib.sha256(archive).hexdigest(),
        lines=tuple(line_of(figure.id, figures.figures[figure.id]) for figure in FIGURES),
        contests=_contests(precinct, figures, result),
        codes_sha256=hashlib.sha256(CODES_FILE.write(codes)).hexdigest(),
        acts=tuple(
            ActReference(number=signed.act.number, kind=signed.act.kind, sha256=hashlib.sha256(signed.data).hexdigest())
            for signed in acts(precinct)
        ),
        signers=tuple(sorted(signers, key=member_number)),
        unsigned=tuple(Unsigned(member=member, reason=reason) for member, reason in sorted(unsigned.items())),
        recount=recount,
    )


def print_protocol(precinct: Precinct, protocol: Protocol, figures: Figures) -> tuple[bytes, bytes]:
    """Print, with an empty field for each member's signature: (protocol.json, the paper)."""
    data = PROTOCOL_FILE.write(protocol)
    precinct.recorder().record("protocol-made", protocol=hashlib.sha256(data).hexdigest())
    return data, render_protocol(protocol_document(precinct, protocol, figures, data))


def sign_paper(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """A member signs the paper in the own field; returns the whole longer file. Raises SignatureError."""
    seen = render_signature(at, certificate_fingerprint(signer.certificate))
    return sign_pdf(pdf, signer, field_name(member_number(member_id(signer))), at, appearance=seen)


def sign_printed(precinct: Precinct, data: bytes, pdf: bytes, signers: Sequence[Signer]) -> Papers:
    """Each present member signs the data (CAdES) and the paper (PAdES), in order of number."""
    ordered = sorted(signers, key=lambda signer: member_number(member_id(signer)))
    at = precinct.now()
    for signer in ordered:
        number = member_number(member_id(signer))
        pdf = sign_paper(pdf, signer, at)
        precinct.recorder().record("protocol-signed", member=number)
    return Papers(protocol=data, signature=sign_together(data, ordered, at), pdf=pdf)


def line_of(figure: str, value: int) -> Line:
    """A line of a protocol, its figure in words too (L 43(8))."""
    return Line(figure=figure, value=value, kk=in_words(value, "kk"), ru=in_words(value, "ru"))


def _contests(precinct: Precinct, figures: Figures, result: Result) -> tuple[ContestResult, ...]:
    found = []
    for asked in precinct.style.contests:
        votes = result.result[asked.index]
        counted = votes[1:] if asked.question.blank else votes
        blank = None
        if asked.question.blank:
            blank = BlankVotes(votes=votes[0], kk=in_words(votes[0], "kk"), ru=in_words(votes[0], "ru"))
        rows = tuple(
            VotesRow(
                answer=number,
                name=Bilingual(answer.text(Language.KK), answer.text(Language.RU)),
                votes=number_of_votes,
                kk=in_words(number_of_votes, "kk"),
                ru=in_words(number_of_votes, "ru"),
            )
            for number, (answer, number_of_votes) in enumerate(zip(asked.answers, counted, strict=True), start=1)
        )
        title = asked.contest.title
        found.append(
            ContestResult(
                contest=str(asked.contest.id),
                title=Bilingual(title.kk, title.ru),
                rows=rows,
                blank=blank,
                valid=figures.figures["valid"],
                invalid=figures.figures["invalid"],
            )
        )
    return tuple(found)


_SECTIONS = {
    "before": paper.Bilingual("Ашылғанға дейін енгізілетін деректер", "Данные, вносимые до вскрытия"),
    "participants": paper.Bilingual("Дауыс беруге қатысу", "Участие в голосовании"),
    "after": paper.Bilingual("Санаудан кейінгі деректер", "Данные после подсчёта"),
    "home": paper.Bilingual("Үй-жайдан тыс дауыс беру", "Голосование вне помещения"),
    "cards": paper.Bilingual("Карточкалар", "Карточки"),
    "credentials": paper.Bilingual("Құқықтар", "Права голоса"),
    "closing": paper.Bilingual("Құрылғылардың жабу деректері", "Данные закрытия устройств"),
}


def protocol_document(precinct: Precinct, protocol: Protocol, figures: Figures, data: bytes) -> paper.ProtocolDocument:
    """The electronic protocol as it is printed."""
    lines = {line.figure: line for line in protocol.lines}
    sections = {
        name: paper.Section(heading=heading, lines=_section_lines(name, lines)) for name, heading in _SECTIONS.items()
    }
    signed = acts_of(precinct, protocol)
    return paper.ProtocolDocument(
        head=head_of(precinct),
        title=paper.Bilingual("ЭЛЕКТРОНДЫҚ ХАТТАМА", "ЭЛЕКТРОННЫЙ ПРОТОКОЛ"),
        subtitle=paper.Bilingual("учаскедегі дауыс беру нәтижелері туралы", "о результатах голосования на участке"),
        before=(sections["before"], sections["participants"]),
        contests=tuple(
            contest_table(contest.title, contest.rows, contest.blank, number)
            for contest, number in _numbered(protocol.contests)
        ),
        after=tuple(sections[name] for name in ("after", "home", "cards", "credentials", "closing")),
        relations=relation_results(differences_of(precinct, figures), signed),
        acts=tuple(map(act_reference, signed)),
        remarks=tuple(paper.Bilingual(one.kk, one.ru) for one in power_on_remarks(precinct)),
        unsigned_by=unsigned_by(precinct, protocol.unsigned),
        signatures=signature_places(precinct),
        fingerprints=fingerprints(precinct, protocol.archive_sha256),
        qr=qr_of(precinct, protocol, data),
        qr_use=paper.Bilingual(
            "Осы кодты телефонмен түсіріп, жарияланған жазбамен желісіз салыстыруға болады.",
            "Снимите код телефоном и сравните с опубликованной записью, сеть не нужна.",
        ),
        articles=paper.Bilingual(
            "Сайлау туралы Конституциялық заң, 43-бап, 4, 4-1, 8-тармақтар; 50-6-бап",
            "Конституционный закон о выборах, ст. 43, п. 4, 4-1, 8; ст. 50-6",
        ),
        hangs=paper.Bilingual("үй-жайда екі күн ілулі тұрады", "вывешивается в помещении на два дня"),
        attachments=(paper.Attachment(name="protocol.json", data=data),),
    )


def unsigned_by(precinct: Precinct, absent: Sequence[Unsigned]) -> tuple[paper.Bilingual, ...]:
    """Who did not sign, by name, and why."""
    return tuple(
        paper.Bilingual(f"{name}: {one.reason.kk}", f"{name}: {one.reason.ru}")
        for one in absent
        for name in (precinct.official(one.member).name,)
    )


def _section_lines(section: str, lines: Mapping[str, Line]) -> tuple[paper.Line, ...]:
    return tuple(
        paper.Line(
            number=figure.line,
            label=paper.Bilingual(figure.text.kk, figure.text.ru),
            value=lines[figure.id].value,
            words=paper.Bilingual(lines[figure.id].kk, lines[figure.id].ru),
            sub="." in figure.line,
        )
        for figure in FIGURES
        if _section_of(figure) == section
    )


def _section_of(figure: Figure) -> str:
    """Return where a line stands: who took part comes first after the opening, before the votes (L 43(4-1))."""
    return "participants" if figure.id == "participants" else figure.section


def _numbered(contests: Sequence[ContestResult]) -> list[tuple[ContestResult, str]]:
    """Line 5 of the form is a contest; several are 5.1, 5.2 …"""
    return [(contest, f"5.{place}" if len(contests) > 1 else "5") for place, contest in enumerate(contests, start=1)]


def contest_table(
    title: Bilingual, rows: Sequence[VotesRow], blank: BlankVotes | None, line: str
) -> paper.ContestTable:
    """Votes of one contest, which is line `line` of the form."""
    shown = [(str(row.answer), row.name, row.votes, row.kk, row.ru) for row in rows]
    if blank is not None:
        shown.append(("0", Bilingual("бос дауыс", "пустой голос"), blank.votes, blank.kk, blank.ru))
    return paper.ContestTable(
        heading=paper.Bilingual(f"{line}. {title.kk}", title.ru),
        lines=tuple(
            paper.Line(
                number=f"{line}.{number}",
                label=paper.Bilingual(name.kk, name.ru),
                value=votes,
                words=paper.Bilingual(kk, ru),
            )
            for number, name, votes, kk, ru in shown
        ),
    )


def relation_results(
    differences: Iterable[Difference], signed: Sequence[SignedAct]
) -> tuple[paper.RelationResult, ...]:
    """Show the relations that do not hold, and the act that explains each."""
    found = []
    for difference in differences:
        relation = difference.relation
        act = next((item.label for item in signed if relation_code(difference) in item.act.explains), None)
        text = paper.Bilingual(relation.text.kk, relation.text.ru)
        sign = ">" if relation.kind.startswith("at_most") else "≠"
        equation = f"{difference.left} {sign} {difference.right}"
        found.append(paper.RelationResult(text=text, equation=equation, holds=False, act=act))
    return tuple(found)


def acts_of(precinct: Precinct, protocol: Protocol | MixedProtocol) -> list[SignedAct]:
    """The acts that a protocol names: not those that came after it."""
    named = {entry.number for entry in protocol.acts}
    return [signed for signed in acts(precinct) if signed.act.number in named]


def act_reference(signed: SignedAct) -> paper.ActReference:
    """An act as a paper names it."""
    return paper.ActReference(
        number=str(signed.act.number), title=paper.Bilingual(signed.act.text.kk, signed.act.text.ru)
    )


def qr_of(precinct: Precinct, protocol: Protocol | MixedProtocol, data: bytes) -> str:
    """The signed summary that stands on the paper as a QR code."""
    votes = tuple(row.votes for contest in protocol.contests for row in contest.rows)
    summary = PaperSummary(
        election=protocol.election,
        precinct=f"precinct-{protocol.precinct.number}",
        data_sha256=hashlib.sha256(data).hexdigest(),
        votes=votes,
    )
    return sign_summary(summary, precinct.installed.computer)
