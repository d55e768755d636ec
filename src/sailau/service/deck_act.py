"""The act of the test deck: data under the central commission's signature, PDF in Kazakh and Russian, every archive.

deck/act.json(.p7s)         what was expected, what was counted, the archives by SHA-256
deck/act.pdf                the same on paper
deck/script.json            every vote of the deck by id: whoever doubts the expectation adds it up again
deck/style-1-box-1.bel …    the archives: `sailau verify-archive` judges each
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import rfc8785
from babel.dates import format_date
from cryptography import x509

from sailau.adapters.pdf.deck import render_deck
from sailau.election.ballot import BLANK, Blank
from sailau.election.deck import Expected
from sailau.election.definition import short_fingerprint
from sailau.election.nouns import Answer, AnswerId, Contest, Definition, Language
from sailau.election.order import ballot_order
from sailau.election.proofreading.order import local, utc
from sailau.errors import SignatureError
from sailau.formats import strict_json
from sailau.protocol.deck_paper import DeckPaper, DeckRow, DeckTable
from sailau.protocol.document import Attachment, Bilingual, Fact, Fingerprint, PaperHead
from sailau.refusal import Refusal
from sailau.service import ballot_refusals as refusals
from sailau.service.act_paper import signatories_of
from sailau.service.ballots import DECK, Draft, draft_of, locked, trust_in, write_folder
from sailau.service.deck_run import DeckReport, Progress, StyleReport, run_deck
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust

FORMAT: Final = "sailau-test-deck/1"
DECK_ACT_FILE: Final = "act.json"
SIGNATURE_FILE: Final = "act.json.p7s"
PAPER_FILE: Final = "act.pdf"
SCRIPT_FILE: Final = "script.json"
PROBE: Final = b"sailau-test-deck/1: may this signer sign the act?"
"""Signed and judged before the deck is cast, so that a wrong key is told at once and not after it."""
BLANK_NAME: Final = Bilingual("бос дауыс", "пустой голос")
COMMISSION: Final = Bilingual("Орталық сайлау комиссиясы", "Центральная избирательная комиссия")
COUNTRY: Final = Bilingual("Қазақстан Республикасы", "Республика Казахстан")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decked:
    """A test deck that was run and written: `agrees` tells whether all came out as expected."""

    report: DeckReport
    agrees: bool


def hold_deck(
    folder: Path,
    signer: Signer,
    root: x509.Certificate,
    now: datetime,
    progress: Progress = lambda *_: None,
    *,
    revoked: Sequence[bytes] = (),
) -> Decked:
    """Run the deck of the folder's draft and write its act, signed; also when it differs, so that the difference stays.

    Raises SignatureError when the signer may not sign it, StoreError when the disk refuses.
    """
    with locked(folder):
        draft = draft_of(folder)
        trust = trust_in(draft.definition, root, now, revoked)
        verify_detached(PROBE, sign_detached(PROBE, signer, now), trust, DocumentKind.HIGHER_ACT)
        report = run_deck(draft.definition, progress)
        write_folder(folder / DECK, deck_files(draft, report, signer, trust, now))
        return Decked(report=report, agrees=report.agrees)


def deck_files(draft: Draft, report: DeckReport, signer: Signer, trust: Trust, now: datetime) -> dict[str, bytes]:
    """The files of the folder `deck`."""
    act = rfc8785.dumps(_act(draft, report, now))
    signature = sign_detached(act, signer, now)
    signers = verify_detached(act, signature, trust, DocumentKind.HIGHER_ACT)
    paper = _paper(draft, report, act, signers, now)
    return {
        DECK_ACT_FILE: act,
        SIGNATURE_FILE: signature,
        PAPER_FILE: render_deck(paper),
        SCRIPT_FILE: rfc8785.dumps(_script(draft.definition, report)),
        **{
            _archive_file(style, number): box.archive
            for style in report.styles
            for number, box in enumerate(style.boxes, start=1)
        },
    }


def judge_deck(files: Mapping[str, bytes], digest: str, trust: Trust) -> Refusal | None:
    """Why the deck in `files` does not let the definition of `digest` be published; None when it does.

    The act's own verdict is not believed: its figures are compared again. Raises SignatureError, FormatError.
    """
    if DECK_ACT_FILE not in files or SIGNATURE_FILE not in files:
        return refusals.NO_DECK
    verify_detached(files[DECK_ACT_FILE], files[SIGNATURE_FILE], trust, DocumentKind.HIGHER_ACT)
    act = strict_json.read(files[DECK_ACT_FILE], DECK_ACT_FILE)
    if act.get("format") != FORMAT or act.get("definition_sha256") != digest:
        return refusals.NO_DECK
    for style in act["styles"]:
        for box in style["boxes"]:
            if hashlib.sha256(files.get(box["file"], b"")).hexdigest() != box["sha256"]:
                raise SignatureError(f"{DECK}/{box['file']} is not the archive of the act")
            if box["defects"] or not box["codes_agree"] or box["expected"] != box["counted"]:
                return refusals.DECK_DIFFERS
    return None if act["agrees"] and act["styles"] else refusals.DECK_DIFFERS


def _archive_file(style: StyleReport, number: int) -> str:
    return f"{style.style.id}-box-{number}.bel"


def _act(draft: Draft, report: DeckReport, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "at": utc(now).isoformat(),
        "election": str(draft.definition.id),
        "definition_sha256": draft.digest,
        "short_fingerprint": short_fingerprint(draft.digest),
        "languages": [language.value for language in draft.definition.languages],
        "ballots": report.ballots,
        "agrees": report.agrees,
        "styles": [
            {
                "id": style.style.id,
                "precinct": style.precinct,
                "boxes": [
                    {
                        "name": box.box.name,
                        "file": _archive_file(style, number),
                        "sha256": hashlib.sha256(box.archive).hexdigest(),
                        "ballots": len(box.box.votes),
                        "expected": _figures(style, box.expected),
                        "counted": _figures(style, box.counted),
                        "codes_agree": box.codes_agree,
                        "defects": list(box.defects),
                    }
                    for number, box in enumerate(style.boxes, start=1)
                ],
            }
            for style in report.styles
        ],
    }


def _figures(style: StyleReport, found: Expected) -> dict[str, dict[str, int]]:
    """Votes by contest and answer; answers without a vote stand with 0."""
    return {
        str(contest.id): {_key(answer): found.get(contest.id, Counter())[answer] for answer in _answers(contest)}
        for contest in style.style.contests
    }


def _answers(contest: Contest) -> tuple[AnswerId | Blank, ...]:
    ids = tuple(answer.id for answer in ballot_order(contest))
    return (*ids, BLANK) if contest.choices.blank else ids


def _key(answer: AnswerId | Blank) -> str:
    return "(blank)" if isinstance(answer, Blank) else str(answer)


def _script(definition: Definition, report: DeckReport) -> dict[str, Any]:
    return {
        "format": "sailau-test-deck-script/1",
        "election": str(definition.id),
        "styles": {
            style.style.id: {
                box.box.name: [
                    {
                        "language": vote.language.value,
                        "choices": {
                            str(contest): ["(blank)"] if isinstance(chosen, Blank) else sorted(chosen)
                            for contest, chosen in vote.choices.items()
                        },
                    }
                    for vote in box.box.votes
                ]
                for box in style.boxes
            }
            for style in report.styles
        },
    }


def _paper(
    draft: Draft, report: DeckReport, act: bytes, signers: tuple[SignerIdentity, ...], now: datetime
) -> DeckPaper:
    definition = draft.definition
    boxes = sum(len(style.boxes) for style in report.styles)
    return DeckPaper(
        head=_head(draft, local(definition, now)),
        statements=(
            Bilingual(
                "Әр тілде, әр сұрақта әр жауап таңдалды; бюллетеньдер нақты мөрленді, араластырылды, саналды.",
                "На каждом языке в каждом вопросе выбран каждый ответ; бюллетени по-настоящему запечатаны, "
                "перемешаны и сосчитаны.",
            ),
            Bilingual(
                "Күтілген сан таңдаулар тізімі бойынша бөлек есептелді. Әр жәшік бөлек салыстырылды: экрандағы кез "
                "келген екі жолдың орны ауысса, санда көрінеді.",
                "Ожидаемые числа вычислены отдельно, по списку выборов. Каждый ящик сравнен отдельно: если на экране "
                "две строки поменяются местами, это видно по подсчёту.",
            ),
        ),
        facts=(
            Fact(label=Bilingual("Бюллетень түрлері", "Видов бюллетеня"), value=str(len(report.styles))),
            Fact(label=Bilingual("Жәшіктер (мұрағаттар)", "Ящиков (архивов)"), value=str(boxes)),
            Fact(label=Bilingual("Сынақ бюллетеньдер", "Тестовых бюллетеней"), value=str(report.ballots)),
        ),
        tables=tuple(_table(definition, style, contest) for style in report.styles for contest in style.style.contests),
        differences=_differences(report),
        verdict=_verdict(report),
        fingerprints=(
            Fingerprint(label=Bilingual("Сайлау анықтамасы", "Определение выборов"), value=draft.digest),
            Fingerprint(
                label=Bilingual("Актінің деректері (act.json)", "Данные акта (act.json)"),
                value=hashlib.sha256(act).hexdigest(),
            ),
        ),
        signatories=signatories_of(signers),
        articles=Bilingual(
            "Сайлау туралы Конституциялық заң, 12-бап, 6-тармақ; 50-5-бап, 1-тармақ",
            "Конституционный закон о выборах, ст. 12, п. 6; ст. 50-5, п. 1",
        ),
        hangs=Bilingual("анықтамамен бірге жарияланады", "публикуется вместе с определением"),
        attachments=(Attachment(name=DECK_ACT_FILE, data=act),),
    )


def _verdict(report: DeckReport) -> Bilingual:
    if report.agrees:
        return Bilingual(
            "Барлық жәшікте саналғаны күтілгенге сәйкес; тексеру коды мен мұрағаттарда ақау жоқ.",
            "Во всех ящиках подсчитанное совпало с ожидаемым; в контрольных кодах и архивах дефектов нет.",
        )
    return Bilingual(
        "Саналғаны күтілгенге сәйкес емес. Осы анықтама жарияланбайды.",
        "Подсчитанное не совпало с ожидаемым. Это определение не публикуется.",
    )


def _table(definition: Definition, style: StyleReport, contest: Contest) -> DeckTable:
    answers: list[tuple[str, AnswerId | Blank, Bilingual]] = [
        (str(number), answer.id, _name(answer)) for number, answer in enumerate(ballot_order(contest), start=1)
    ]
    if contest.choices.blank:
        answers.append(("–", BLANK, BLANK_NAME))
    counted = style.counted(contest)
    wrong = {answer for box in style.boxes for where, answer, _, _ in box.differences() if where == contest.id}
    of = {language: style.expected(contest, language) for language in definition.languages}
    title, number = contest.title, style.style.number
    return DeckTable(
        heading=Bilingual(f"Бюллетень түрі {number}: {title.kk}", f"Вид бюллетеня {number}: {title.ru}"),
        languages=tuple(language.value for language in definition.languages),
        rows=tuple(
            DeckRow(
                number=place,
                name=name,
                expected=tuple(of[language][answer] for language in definition.languages),
                counted=counted[answer],
                agrees=answer not in wrong,
            )
            for place, answer, name in answers
        ),
    )


def _name(answer: Answer) -> Bilingual:
    return Bilingual(answer.text(Language.KK), answer.text(Language.RU))


def _differences(report: DeckReport) -> tuple[Bilingual, ...]:
    found = []
    for style in report.styles:
        for number, box in enumerate(style.boxes, start=1):
            place = _archive_file(style, number)
            for contest, answer, ours, theirs in box.differences():
                who = f"{place}: {contest}, {_key(answer)}"
                found.append(
                    Bilingual(
                        f"{who}: күтілген {ours}, саналған {theirs}", f"{who}: ожидалось {ours}, насчитано {theirs}"
                    )
                )
            if not box.codes_agree:
                found.append(
                    Bilingual(f"{place}: тексеру кодтары сәйкес емес", f"{place}: контрольные коды не сошлись")
                )
            found += [Bilingual(f"{place}: {defect}", f"{place}: {defect}") for defect in box.defects]
    return tuple(found)


def _head(draft: Draft, now: datetime) -> PaperHead:
    definition = draft.definition
    return PaperHead(
        election=Bilingual(definition.title.kk, definition.title.ru),
        precinct=COMMISSION,
        place=COUNTRY,
        when=Bilingual(
            f"{format_date(now.date(), 'long', locale='kk')} {now:%H:%M}",
            f"{format_date(now.date(), 'long', locale='ru')} {now:%H:%M}",
        ),
        copy="1",
        duplicate=False,
        fingerprint=short_fingerprint(draft.digest),
        fingerprint_label=Bilingual("Сайлау таңбасы", "Отпечаток выборов"),
        training=definition.fictitious,
        day=now.date(),
    )
