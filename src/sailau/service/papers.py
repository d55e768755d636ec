"""The electronic protocol as data and as paper, signed by the chair and the members (E43, L 50-6(2); R 20; M43-M49)."""

import hashlib
from collections.abc import Mapping, Sequence
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
    PrecinctPlace,
    Protocol,
    Unsigned,
    VotesRow,
)
from sailau.formats.v1.tally import Result
from sailau.law.protocol_figures import FIGURES, Figure
from sailau.law.protocol_form import check
from sailau.protocol import document as paper
from sailau.service.acts import SignedAct, acts, member_id, member_number
from sailau.service.heads import fingerprints, head_of, signature_places
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
        lines=tuple(_line(figure.id, figures.figures[figure.id]) for figure in FIGURES),
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
    return data, render_protocol(_paper(precinct, protocol, figures, data))


def sign_paper(pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """A member signs the paper in the own field; returns the whole longer file. Raises SignatureError."""
    seen = render_signature(at, certificate_fingerprint(signer.certificate))
    return sign_pdf(pdf, signer, field_name(member_number(member_id(signer))), at, appearance=seen)


def sign_protocol(precinct: Precinct, protocol: Protocol, figures: Figures, signers: Sequence[Signer]) -> Papers:
    """Print and sign: each present member signs the data (CAdES) and the paper (PAdES), in order of number."""
    ordered = sorted(signers, key=lambda signer: member_number(member_id(signer)))
    data, pdf = print_protocol(precinct, protocol, figures)
    at = precinct.now()
    for signer in ordered:
        number = member_number(member_id(signer))
        pdf = sign_paper(pdf, signer, at)
        precinct.recorder().record("protocol-signed", member=number)
    for absent in protocol.unsigned:
        precinct.recorder().record("signature-declined", member=member_number(absent.member))
    return Papers(protocol=data, signature=sign_together(data, ordered, at), pdf=pdf)


def _line(figure: str, value: int) -> Line:
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


def _paper(precinct: Precinct, protocol: Protocol, figures: Figures, data: bytes) -> paper.ProtocolDocument:
    lines = {line.figure: line for line in protocol.lines}
    sections = {
        name: paper.Section(heading=heading, lines=_section_lines(name, lines)) for name, heading in _SECTIONS.items()
    }
    signed = {f"ACT-{act.act.number:03d}": act for act in acts(precinct)}
    return paper.ProtocolDocument(
        head=head_of(precinct),
        title=paper.Bilingual("ЭЛЕКТРОНДЫҚ ХАТТАМА", "ЭЛЕКТРОННЫЙ ПРОТОКОЛ"),
        subtitle=paper.Bilingual("учаскедегі дауыс беру нәтижелері туралы", "о результатах голосования на участке"),
        before=(sections["before"], sections["participants"]),
        contests=tuple(_table(contest, number) for contest, number in _numbered(protocol.contests)),
        after=tuple(sections[name] for name in ("after", "home", "cards", "credentials", "closing")),
        relations=_relations(figures, list(signed.values())),
        acts=tuple(_act(act) for act in signed.values()),
        remarks=(),
        unsigned_by=tuple(
            paper.Bilingual(f"{absent.member}: {absent.reason.kk}", f"{absent.member}: {absent.reason.ru}")
            for absent in protocol.unsigned
        ),
        signatures=signature_places(precinct),
        fingerprints=fingerprints(precinct, protocol.archive_sha256),
        qr=_summary(precinct, protocol, data),
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


def _table(contest: ContestResult, line: str) -> paper.ContestTable:
    rows = [(str(row.answer), row.name, row.votes, row.kk, row.ru) for row in contest.rows]
    if contest.blank is not None:
        name = Bilingual("бос дауыс", "пустой голос")
        rows.append(("0", name, contest.blank.votes, contest.blank.kk, contest.blank.ru))
    return paper.ContestTable(
        heading=paper.Bilingual(f"{line}. {contest.title.kk}", contest.title.ru),
        lines=tuple(
            paper.Line(
                number=f"{line}.{number}",
                label=paper.Bilingual(name.kk, name.ru),
                value=votes,
                words=paper.Bilingual(kk, ru),
            )
            for number, name, votes, kk, ru in rows
        ),
    )


def _relations(figures: Figures, signed: Sequence[SignedAct]) -> tuple[paper.RelationResult, ...]:
    """Show the relations that do not hold, and the act that explains each."""
    found = []
    for difference in check(figures.figures):
        relation = difference.relation
        code = "relation-" + relation.id.replace("_", "-")
        act = next((item.label for item in signed if code in item.act.explains), None)
        text = paper.Bilingual(relation.text.kk, relation.text.ru)
        equation = f"{difference.left} ≠ {difference.right}"
        found.append(paper.RelationResult(text=text, equation=equation, holds=False, act=act))
    return tuple(found)


def _act(signed: SignedAct) -> paper.ActReference:
    return paper.ActReference(
        number=str(signed.act.number), title=paper.Bilingual(signed.act.text.kk, signed.act.text.ru)
    )


def _summary(precinct: Precinct, protocol: Protocol, data: bytes) -> str:
    votes = tuple(row.votes for contest in protocol.contests for row in contest.rows)
    summary = PaperSummary(
        election=protocol.election,
        precinct=f"precinct-{protocol.precinct.number}",
        data_sha256=hashlib.sha256(data).hexdigest(),
        votes=votes,
    )
    return sign_summary(summary, precinct.installed.computer)
