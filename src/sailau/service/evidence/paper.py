"""The paper of an evidence pack: what a court reads first (E49, L 50-8(1)). All of it stands in the pack's data too.

It is in Kazakh and Russian, as every paper of a commission. For observers who read neither there is a reading copy in
English: the same facts, tables and pictures, marked as a translation, without a place to sign.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from babel.dates import format_date

from sailau.adapters.pdf.evidence import (
    PAPER,
    READING,
    Cell,
    DayPicture,
    EvidenceDocument,
    Languages,
    Print,
    RecorderPart,
    Rows,
    Told,
    render_evidence,
    render_reading_copy,
)
from sailau.commission.custody import FINDING_TEXTS, Custody, Link
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.nouns import Definition
from sailau.formats.v1.evidence.pack import AGREES, DIFFERS, NOT_THERE, EvidencePack, PackedFinding, RecorderJudged
from sailau.protocol.document import Bilingual, PaperHead, Signatory
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.session import INTERVAL
from sailau.recorder.timeline import LANE_NAMES, Timeline, lane_of
from sailau.refusal import Text
from sailau.service.act_paper import DEFINITION_PRINT, article_named
from sailau.service.evidence.picture import days_of, row_of
from sailau.service.evidence.texts import NAMES

NOTABLE_MAX: Final = 200
"""So many notable entries of a recorder stand on paper; the table of the pack has all of them."""

ARTICLES: Final = ("50-8(1)", "50-8(2)", "50-9")
_TITLE: Final = Text("ДӘЛЕЛДЕМЕЛЕР ЖИНАҒЫ", "ПАКЕТ ДОКАЗАТЕЛЬСТВ", "EVIDENCE PACK")
_SECRET: Final = Text(
    "Жарияланбайды: жазбаларда уақыт бар. Тек шағымды қарайтын комиссия мен сот үшін. Дауыстар жазылмаған.",
    "Не публикуется: в записях есть время. Только для комиссии и суда, рассматривающих жалобу. Голосов в записях нет.",
    "Not to be published: the records know times. For the commission and the court that hear the complaint alone. "
    "There are no votes in them.",
)
_GOES: Final = Text("шағымның істеріне қоса беріледі", "прилагается к делу по жалобе", "goes with the complaint's file")
_SOUND: Final = Text("✓ дұрыс", "верен", "✓ sound")
_DEFECTS: Final = Text("✗ ақау бар", "есть дефекты", "✗ has defects")
_YES_NO: Final = {True: Text("иә", "да", "yes"), False: Text("жоқ", "нет", "no")}
PACK_FINDINGS: Final[Mapping[str, Text]] = {
    **FINDING_TEXTS,
    "recorder-differs": Text(
        "жазба хаттамадағы қол қойылған таңбаға сай емес",
        "запись не согласуется с подписанным отпечатком в описи",
        "the record does not agree with the signed head in the manifest",
    ),
    "recorder-no-head": Text(
        "описте бұл құрылғының қол қойылған таңбасы жоқ",
        "в описи нет подписанного отпечатка этого устройства",
        "the manifest has no signed head of this device",
    ),
    "recorder-not-given": Text(
        "пакеттегі құрылғының жазбасы жинаққа берілмеген",
        "запись устройства из пакета не дана в этот пакет доказательств",
        "the record of a recorder of the packet was not given",
    ),
    "recorder-not-packed": Text(
        "бұл құрылғы орау актісінде аталмаған",
        "это устройство не названо в акте об упаковке",
        "the act on packing does not name this recorder",
    ),
    "record-refused": Text(
        "учаске жазбасын тексеру ақау тапты",
        "проверка отчёта участка нашла дефекты",
        "the verification of the precinct's record found defects",
    ),
}
"""What a finding of a pack says."""
_MANIFEST: Final = {
    AGREES: Text("✓ иә", "да", "✓ yes"),
    DIFFERS: Text("✗ жоқ", "нет", "✗ no"),
    NOT_THERE: Text("– описте жоқ", "нет в описи", "– not in the manifest"),
}


def pack_papers(
    pack: EvidencePack,
    custody: Custody,
    timelines: Sequence[Timeline],
    definition: Definition,
    signatories: Sequence[Signatory],
) -> tuple[bytes, bytes]:
    """The PDF, and its reading copy in English. `pack` is what will be signed, but for the hashes of these very files.

    Raises StoreError when they cannot be printed.
    """

    def document(languages: Languages) -> EvidenceDocument:
        return _document(pack, custody, timelines, definition, signatories, languages)

    paper = render_evidence(document(PAPER))
    return paper, render_reading_copy(document(READING), hashlib.sha256(paper).hexdigest())


def _document(
    pack: EvidencePack,
    custody: Custody,
    timelines: Sequence[Timeline],
    definition: Definition,
    signatories: Sequence[Signatory],
    languages: Languages,
) -> EvidenceDocument:
    """The paper; its pictures are labelled in `languages`, everything else stands there in all three."""
    articles = article_named(f"L {', '.join(ARTICLES)}")
    asked = f"{pack.asked_by.by}, № {pack.asked_by.number}, {pack.asked_by.day}"
    return EvidenceDocument(
        head=_head(pack, definition),
        under=tuple(_under(pack, definition)),
        title=_TITLE,
        number=f"{pack.precinct}-{pack.packet}",
        about=Text(f"шағым бойынша: {asked}", f"по жалобе: {asked}", f"on the complaint: {asked}"),
        secret=_SECRET,
        facts=_facts(pack, custody),
        tables=(_custody_rows(custody), *_finding_rows(pack.findings)),
        recorders=tuple(
            _part(judged, timeline, languages) for judged, timeline in zip(pack.recorders, timelines, strict=True)
        ),
        prints=_prints(pack),
        signatories=tuple(signatories),
        articles=Text(articles.kk, articles.ru, f"Constitutional Law on elections, articles {', '.join(ARTICLES)}"),
        hangs=_GOES,
    )


def _under(pack: EvidencePack, definition: Definition) -> Iterator[Text]:
    """The lines of the head."""
    place = definition.precinct(pack.precinct)
    for words in (definition.title, place.name, place.address):
        yield Text(words.kk, words.ru, words.en or words.kk)
    yield Text(_when(pack.at, "kk"), _when(pack.at, "ru"), _when(pack.at, "en"))


def _head(pack: EvidencePack, definition: Definition) -> PaperHead:
    place = definition.precinct(pack.precinct)
    return PaperHead(
        election=Bilingual(definition.title.kk, definition.title.ru),
        precinct=Bilingual(place.name.kk, place.name.ru),
        place=Bilingual(place.address.kk, place.address.ru),
        when=Bilingual(_when(pack.at, "kk"), _when(pack.at, "ru")),
        copy="1",
        duplicate=False,
        fingerprint=short_fingerprint(fingerprint(canonical(definition))),
        fingerprint_label=DEFINITION_PRINT,
        training=definition.fictitious,
        day=pack.at.date(),
    )


def _when(at: datetime, language: str) -> str:
    return f"{format_date(at.date(), 'long', locale=language)} {at:%H:%M}"


def _facts(pack: EvidencePack, custody: Custody) -> tuple[Told, ...]:
    sealed = "–" if pack.seal is None else pack.seal
    return (
        Told(label=Text("Пакет кімде", "Пакет находится у", "The packet is with"), value=pack.holder),
        Told(label=Text("Қазіргі мөр", "Печать сейчас", "Seal now"), value=sealed),
        Told(
            label=Text("Сақтау тізбегі үзілмеген", "Цепочка хранения не нарушена", "Chain of custody unbroken"),
            value=_YES_NO[pack.unbroken],
        ),
        Told(
            label=Text("Учаске жазбасын тексеру", "Проверка отчёта участка", "The precinct's record, verified"),
            value=_SOUND if pack.verification == "sound" else _DEFECTS,
        ),
        Told(
            label=Text(
                "Құрылғылар сақталады (қоса алғанда)",
                "Устройства хранятся по (включительно)",
                "Recorders are kept until (inclusive)",
            ),
            value="–" if pack.kept_until is None else pack.kept_until.isoformat(),
        ),
        Told(
            label=Text("Пакеттегі жазу құрылғылары", "Устройства записи в пакете", "Recorders in the packet"),
            value=", ".join(recorder.device for recorder in custody.recorders),
        ),
    )


def _custody_rows(custody: Custody) -> Rows:
    return Rows(
        heading=Text("Сақтау тізбегі", "Цепочка хранения", "Chain of custody"),
        columns=(
            (Text("№", "№", "No."), 8),
            (Text("Уақыты", "Время", "Time"), 24),
            (Text("Не болды", "Что произошло", "What happened"), 46),
            (Text("Мөр: табылды → кейін", "Печать: найдена → после", "Seal: found → after"), 38),
            (Text("Кімде", "У кого", "With"), 22),
            (Text("Қол қойғандар", "Подписали", "Signed by"), 40),
        ),
        rows=tuple(_custody_row(link) for link in custody.links),
    )


def _custody_row(link: Link) -> tuple[Cell, ...]:
    name, decided = NAMES[link.kind], link.data.decision
    on = "" if decided is None else f" ({decided.by}, № {decided.number}, {decided.day})"
    mark = {None: "", True: " ✓", False: " ✗"}[link.data.whole]
    found = "" if link.data.found is None else f"{link.data.found}{mark} → "
    return (
        str(link.data.link),
        f"{link.act.at:%Y-%m-%d %H:%M}",
        Text(name.kk, f"{name.ru}{on}", f"{name.en}{on}"),
        f"{found}{link.data.seal or '–'}",
        link.data.holder,
        ", ".join(identity.holder.name for identity in link.signers),
    )


def _finding_rows(findings: Sequence[PackedFinding]) -> tuple[Rows, ...]:
    if not findings:
        return ()
    return (
        Rows(
            heading=Text("Назар аударатын жайттар", "На что обратить внимание", "What to weigh"),
            columns=((Text("Қайда", "Где", "Where"), 50), (Text("Не", "Что", "What"), 128)),
            rows=tuple((finding.place, PACK_FINDINGS[finding.code]) for finding in findings),
        ),
    )


def _part(judged: RecorderJudged, timeline: Timeline, languages: Languages) -> RecorderPart:
    return RecorderPart(
        heading=Text(
            f"Жазу құрылғысы: {judged.device}", f"Устройство записи: {judged.device}", f"Recorder: {judged.device}"
        ),
        facts=(
            Told(label=Text("Жазбалар", "Записей", "Entries"), value=str(judged.entries)),
            Told(label=Text("Бірінші жазба", "Первая запись", "First entry"), value=judged.begins),
            Told(label=Text("Соңғы жазба", "Последняя запись", "Last entry"), value=judged.ends),
            Told(
                label=Text(
                    "Қол қойылған таңбаға сай", "Согласуется с подписанным отпечатком", "Agrees with the signed head"
                ),
                value=_MANIFEST[judged.manifest],
            ),
        ),
        pictures=tuple(
            DayPicture(svg=svg, seen=f"{judged.device}, {day.day}: {len(day.marks)} + {len(day.bars)}")
            for day, svg in days_of(timeline, languages)
        ),
        tables=(_notable_rows(timeline), _count_rows(timeline)),
    )


def _notable_rows(timeline: Timeline) -> Rows:
    rest = len(timeline.notable) - NOTABLE_MAX
    note = None
    if rest > 0:
        note = Text(
            f"Тағы {rest} жазба: timeline.csv",
            f"Ещё записей: {rest}, см. timeline.csv",
            f"{rest} more entries: timeline.csv",
        )
    rows: list[tuple[Cell, ...]] = []
    for entry in timeline.notable[:NOTABLE_MAX]:
        seq, time, _, code, _, fields = row_of(entry, ("ru",))
        rows.append((seq, time, code, CATALOGUE[entry.event].meaning, fields))
    return Rows(
        heading=Text("Назар аударатын жазбалар", "Записи, на которые следует обратить внимание", "Entries to look at"),
        columns=(
            (Text("№", "№", "No."), 14),
            (Text("Уақыты", "Время", "Time"), 34),
            (Text("Оқиға", "Событие", "Event"), 30),
            (Text("Мағынасы", "Значение", "Meaning"), 62),
            (Text("Мәліметтер", "Данные", "Fields"), 38),
        ),
        rows=tuple(rows),
        note=note,
    )


def _count_rows(timeline: Timeline) -> Rows:
    rows: list[tuple[Cell, ...]] = []
    for event, count in timeline.counts.items():
        if event != INTERVAL:
            kind = CATALOGUE[event]
            rows.append((LANE_NAMES[lane_of(kind)], event, kind.meaning, str(count)))
    return Rows(
        heading=Text("Оқиғалардың саны", "Число событий", "How many events"),
        columns=(
            (Text("Бағыты", "О чём", "Lane"), 40),
            (Text("Оқиға", "Событие", "Event"), 36),
            (Text("Мағынасы", "Значение", "Meaning"), 84),
            (Text("Саны", "Число", "Number"), 18),
        ),
        rows=tuple(rows),
    )


def _prints(pack: EvidencePack) -> tuple[Print, ...]:
    heads = tuple(
        Print(
            label=Text(
                f"{judged.device}: соңғы жазба", f"{judged.device}: последняя запись", f"{judged.device}: last entry"
            ),
            value=judged.head,
        )
        for judged in pack.recorders
    )
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(pack.files.items()))
    whole = Print(
        label=Text(
            "Жинақтың файлдары (SHA-256 тізімі)", "Файлы пакета (список SHA-256)", "Files of the pack (list of SHA-256)"
        ),
        value=hashlib.sha256(listed.encode()).hexdigest(),
    )
    return (whole, *heads)
