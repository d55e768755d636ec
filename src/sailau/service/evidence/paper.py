"""The paper of an evidence pack: what a court reads first (E49, L 50-8(1)). All of it stands in the pack's data too."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from babel.dates import format_date

from sailau.adapters.pdf.evidence import Cell, DayPicture, EvidenceDocument, RecorderPart, Rows, render_evidence
from sailau.commission.custody import FINDING_TEXTS, Custody, Link
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.nouns import Definition
from sailau.formats.v1.evidence.pack import AGREES, DIFFERS, NOT_THERE, EvidencePack, PackedFinding, RecorderJudged
from sailau.protocol.document import Bilingual, Fact, Fingerprint, PaperHead, Signatory
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.session import INTERVAL
from sailau.recorder.timeline import LANE_NAMES, Timeline, lane_of
from sailau.refusal import Text
from sailau.service.act_paper import DEFINITION_PRINT, YES_NO, article_named
from sailau.service.evidence.picture import days_of, row_of
from sailau.service.evidence.texts import NAMES
from sailau.words import Language

PAPER_LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru")
NOTABLE_MAX: Final = 200
"""So many notable entries of a recorder stand on paper; the table of the pack has all of them."""

_TITLE: Final = Bilingual("ДӘЛЕЛДЕМЕЛЕР ЖИНАҒЫ", "ПАКЕТ ДОКАЗАТЕЛЬСТВ")
_SECRET: Final = Bilingual(
    "Жарияланбайды: жазбаларда уақыт бар. Тек шағымды қарайтын комиссия мен сот үшін. Дауыстар жазылмаған.",
    "Не публикуется: в записях есть время. Только для комиссии и суда, рассматривающих жалобу. Голосов в записях нет.",
)
_GOES: Final = Bilingual("шағымның істеріне қоса беріледі", "прилагается к делу по жалобе")
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
    AGREES: "✓ иә / да",
    DIFFERS: "✗ жоқ / нет",
    NOT_THERE: "– описте жоқ / нет в описи",
}


def pack_paper(
    pack: EvidencePack,
    custody: Custody,
    timelines: Sequence[Timeline],
    definition: Definition,
    signatories: Sequence[Signatory],
) -> bytes:
    """The PDF. `pack` is what will be signed, but for the hash of this very file."""
    return render_evidence(
        EvidenceDocument(
            head=_head(pack, definition),
            title=_TITLE,
            number=f"{pack.precinct}-{pack.packet}",
            about=Bilingual(
                f"шағым бойынша: {pack.asked_by.by}, № {pack.asked_by.number}, {pack.asked_by.day}",
                f"по жалобе: {pack.asked_by.by}, № {pack.asked_by.number}, {pack.asked_by.day}",
            ),
            secret=_SECRET,
            facts=_facts(pack, custody),
            tables=(_custody_rows(custody), *_finding_rows(pack.findings)),
            recorders=tuple(
                _part(judged, timeline) for judged, timeline in zip(pack.recorders, timelines, strict=True)
            ),
            fingerprints=_prints(pack),
            signatories=tuple(signatories),
            articles=article_named("L 50-8(1), 50-8(2), 50-9"),
            hangs=_GOES,
        )
    )


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


def _facts(pack: EvidencePack, custody: Custody) -> tuple[Fact, ...]:
    sealed = "–" if pack.seal is None else pack.seal
    return (
        Fact(label=Bilingual("Пакет кімде", "Пакет находится у"), value=pack.holder),
        Fact(label=Bilingual("Қазіргі мөр", "Печать сейчас"), value=sealed),
        Fact(label=Bilingual("Сақтау тізбегі үзілмеген", "Цепочка хранения не нарушена"), value=YES_NO[pack.unbroken]),
        Fact(
            label=Bilingual("Учаске жазбасын тексеру", "Проверка отчёта участка"),
            value="✓ дұрыс / верен" if pack.verification == "sound" else "✗ ақау бар / есть дефекты",
        ),
        Fact(
            label=Bilingual("Құрылғылар сақталады (қоса алғанда)", "Устройства хранятся по (включительно)"),
            value="–" if pack.kept_until is None else pack.kept_until.isoformat(),
        ),
        Fact(
            label=Bilingual("Пакеттегі жазу құрылғылары", "Устройства записи в пакете"),
            value=", ".join(recorder.device for recorder in custody.recorders),
        ),
    )


def _custody_rows(custody: Custody) -> Rows:
    return Rows(
        heading=Bilingual("Сақтау тізбегі", "Цепочка хранения"),
        columns=(
            (Bilingual("№", "№"), 8),
            (Bilingual("Уақыты", "Время"), 24),
            (Bilingual("Не болды", "Что произошло"), 46),
            (Bilingual("Мөр: табылды → кейін", "Печать: найдена → после"), 38),
            (Bilingual("Кімде", "У кого"), 22),
            (Bilingual("Қол қойғандар", "Подписали"), 40),
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
        Bilingual(name.kk, f"{name.ru}{on}"),
        f"{found}{link.data.seal or '–'}",
        link.data.holder,
        ", ".join(identity.holder.name for identity in link.signers),
    )


def _finding_rows(findings: Sequence[PackedFinding]) -> tuple[Rows, ...]:
    if not findings:
        return ()
    return (
        Rows(
            heading=Bilingual("Назар аударатын жайттар", "На что обратить внимание"),
            columns=((Bilingual("Қайда", "Где"), 50), (Bilingual("Не", "Что"), 128)),
            rows=tuple((finding.place, _said(finding.code)) for finding in findings),
        ),
    )


def _said(code: str) -> Bilingual:
    said = PACK_FINDINGS[code]
    return Bilingual(said.kk, said.ru)


def _part(judged: RecorderJudged, timeline: Timeline) -> RecorderPart:
    return RecorderPart(
        heading=Bilingual(f"Жазу құрылғысы: {judged.device}", f"Устройство записи: {judged.device}"),
        facts=(
            Fact(label=Bilingual("Жазбалар", "Записей"), value=str(judged.entries)),
            Fact(label=Bilingual("Бірінші жазба", "Первая запись"), value=judged.begins),
            Fact(label=Bilingual("Соңғы жазба", "Последняя запись"), value=judged.ends),
            Fact(
                label=Bilingual("Қол қойылған таңбаға сай", "Согласуется с подписанным отпечатком"),
                value=_MANIFEST[judged.manifest],
            ),
        ),
        pictures=tuple(
            DayPicture(svg=svg, seen=f"{judged.device}, {day.day}: {len(day.marks)} + {len(day.bars)}")
            for day, svg in days_of(timeline, PAPER_LANGUAGES)
        ),
        tables=(_notable_rows(timeline), _count_rows(timeline)),
    )


def _notable_rows(timeline: Timeline) -> Rows:
    rest = len(timeline.notable) - NOTABLE_MAX
    note = None
    if rest > 0:
        note = Bilingual(f"Тағы {rest} жазба: timeline.csv", f"Ещё записей: {rest}, см. timeline.csv")
    rows: list[tuple[Cell, ...]] = []
    for entry in timeline.notable[:NOTABLE_MAX]:
        seq, time, _, code, _, fields = row_of(entry, ("ru",))
        meaning = CATALOGUE[entry.event].meaning
        rows.append((seq, time, code, Bilingual(meaning.kk, meaning.ru), fields))
    return Rows(
        heading=Bilingual("Назар аударатын жазбалар", "Записи, на которые следует обратить внимание"),
        columns=(
            (Bilingual("№", "№"), 14),
            (Bilingual("Уақыты", "Время"), 34),
            (Bilingual("Оқиға", "Событие"), 30),
            (Bilingual("Мағынасы", "Значение"), 62),
            (Bilingual("Мәліметтер", "Данные"), 38),
        ),
        rows=tuple(rows),
        note=note,
    )


def _count_rows(timeline: Timeline) -> Rows:
    rows: list[tuple[Cell, ...]] = []
    for event, count in timeline.counts.items():
        if event != INTERVAL:
            kind = CATALOGUE[event]
            lane = LANE_NAMES[lane_of(kind)]
            meaning = Bilingual(kind.meaning.kk, kind.meaning.ru)
            rows.append((Bilingual(lane.kk, lane.ru), event, meaning, str(count)))
    return Rows(
        heading=Bilingual("Оқиғалардың саны", "Число событий"),
        columns=(
            (Bilingual("Бағыты", "О чём"), 40),
            (Bilingual("Оқиға", "Событие"), 36),
            (Bilingual("Мағынасы", "Значение"), 84),
            (Bilingual("Саны", "Число"), 18),
        ),
        rows=tuple(rows),
    )


def _prints(pack: EvidencePack) -> tuple[Fingerprint, ...]:
    heads = tuple(
        Fingerprint(
            label=Bilingual(f"{judged.device}: соңғы жазба", f"{judged.device}: последняя запись"), value=judged.head
        )
        for judged in pack.recorders
    )
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(pack.files.items()))
    whole = Fingerprint(
        label=Bilingual("Жинақтың файлдары (SHA-256 тізімі)", "Файлы пакета (список SHA-256)"),
        value=hashlib.sha256(listed.encode()).hexdigest(),
    )
    return (whole, *heads)
