"""The acceptance report on paper, in Kazakh and Russian; it is made from the report's data alone (E4, E6, E22).

Names of tests and obligations stand as they are in the data, in English: they are looked up there. The data are
attached, so the paper that is signed carries what it is about.
"""

import hashlib
from datetime import datetime
from typing import Final

from babel.dates import format_date

from sailau.election.definition import short_fingerprint
from sailau.errors import FormatError
from sailau.protocol.document import (
    Attachment,
    Bilingual,
    Fact,
    Fingerprint,
    Line,
    PaperDocument,
    PaperHead,
    PaperKind,
    Section,
    Signatory,
)
from sailau.service.acceptance.report import REPORT, Tree, count_rows, read_report
from sailau.service.acceptance.rows import Outcome
from sailau.signing.holder import Holder
from sailau.signing.pdf import field_of
from sailau.signing.roles import OFFICES
from sailau.words.numbers import in_words

OUTCOMES: Final = {
    Outcome.PASSED: Bilingual("өтті", "пройдено"),
    Outcome.FAILED: Bilingual("ӨТПЕДІ", "НЕ ПРОЙДЕНО"),
    Outcome.NOT_RUN: Bilingual("сынақ жүргізілмеді", "не испытано"),
    Outcome.SKIPPED: Bilingual("өткізіп жіберілді", "пропущено"),
    Outcome.PLANNED: Bilingual("әлі жасалмаған", "ещё не сделано"),
    Outcome.NOT_SOFTWARE: Bilingual("бағдарламаға қатысты емес", "не относится к программе"),
}
_ROWS: Final = Bilingual("Заң талаптары", "Требования закона")
_CASES: Final = Bilingual("Сынақ жағдайлары", "Случаи испытаний")
_PARTS: Final = Bilingual("Бағдарлама", "Программа")
_FOOT: Final = Bilingual("Сайлау туралы Конституциялық заң, 50-1-бап", "Конституционный закон о выборах, ст. 50-1")
_KEPT: Final = Bilingual("бағдарламамен бірге сақталады", "хранится вместе с программой")


def report_paper(data: bytes, holder: Holder) -> PaperDocument:
    """The paper of a report for its one signer. Raises FormatError when the data are not a whole report."""
    tree = read_report(data)
    try:
        return _paper(tree, data, holder)
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(REPORT, f"a member is missing or of another kind: {error}") from error


def _paper(tree: Tree, data: bytes, holder: Holder) -> PaperDocument:
    office = OFFICES[holder.role]
    return PaperDocument(
        kind=PaperKind.ACCEPTANCE_REPORT,
        head=_head(tree),
        title=Bilingual("ҚАБЫЛДАУ СЫНАҚТАРЫНЫҢ ЕСЕБІ", "ОТЧЁТ О ПРИЁМОЧНЫХ ИСПЫТАНИЯХ"),
        number=str(tree["software"]["version"]),
        about=Bilingual(
            "«Sailau» электрондық сайлау жүйесінің бағдарламасы туралы",
            "о программе электронной избирательной системы «Sailau»",
        ),
        statements=_statements(tree),
        sections=_sections(tree),
        decision=(),
        acts=(),
        signatures=(),
        fingerprints=_fingerprints(tree, data),
        articles=_FOOT,
        hangs=_KEPT,
        attachments=(Attachment(name=REPORT, data=data),),
        facts=(*_environment(tree), *_bench(tree), *map(_row, tree["rows"])),
        signatories=(Signatory(name=holder.name, office=Bilingual(office.kk, office.ru), field=field_of(holder)),),
    )


def _head(tree: Tree) -> PaperHead:
    at = datetime.fromisoformat(tree["at"])
    version = tree["software"]["version"]
    return PaperHead(
        election=Bilingual("«Sailau» электрондық сайлау жүйесі", "Электронная избирательная система «Sailau»"),
        precinct=Bilingual("Орталық сайлау комиссиясы", "Центральная избирательная комиссия"),
        place=Bilingual(f"{version} нұсқасы", f"версия {version}"),
        when=Bilingual(
            f"{format_date(at.date(), 'long', locale='kk')} {at:%H:%M}",
            f"{format_date(at.date(), 'long', locale='ru')} {at:%H:%M}",
        ),
        copy="1",
        duplicate=False,
        fingerprint=short_fingerprint(tree["software"]["fingerprint"]),
        fingerprint_label=Bilingual("Бағдарлама таңбасы", "Отпечаток программы"),
        training=tree["training"],
        day=at.date(),
    )


def _statements(tree: Tree) -> tuple[Bilingual, ...]:
    name, tests, source = tree["wheel"]["name"], tree["tests"], tree["source"]
    commit, changed = source["commit"], source["changed"]
    where = (
        Bilingual("осы құжатты жасаған машинада жүргізілді", "проведены на машине, где составлен этот документ")
        if tests["run_here"]
        else Bilingual("басқа машинада жүргізілді, файлы берілді", "проведены на другой машине, файл предоставлен")
    )
    origin = Bilingual(f"Бастапқы мәтін: коммит {commit}.", f"Исходный текст: коммит {commit}.")
    if commit is None:
        origin = Bilingual("Бастапқы мәтін git-сіз берілді.", "Исходный текст предоставлен без git.")
    elif changed:
        origin = Bilingual(
            f"{origin.kk} Коммиттен өзгеше файлдар: {len(changed)}.",
            f"{origin.ru} Файлов, отличных от коммита: {len(changed)}.",
        )
    return (
        Bilingual(
            f"{name} пакеті әртүрлі жағдайда екі рет жасалды: екеуінің әрбір байты бірдей.",
            f"Пакет {name} собран дважды в разных условиях: оба раза совпал каждый байт.",
        ),
        origin,
        Bilingual(f"Сынақтар {where.kk} ({tests['begun']}).", f"Испытания {where.ru} ({tests['begun']})."),
        Bilingual(
            "Тексеру: sailau acceptance check БУМА --root ТҮБІР.pem --source КӨШІРМЕ (docs/acceptance.md).",
            "Проверка: sailau acceptance check ПАПКА --root КОРЕНЬ.pem --source КЛОН (docs/acceptance.md).",
        ),
    )


def _sections(tree: Tree) -> tuple[Section, ...]:
    rows, tests = count_rows(tree), tree["tests"]
    shown = [outcome for outcome in OUTCOMES if rows[outcome.value] or outcome in (Outcome.PASSED, Outcome.FAILED)]
    cases = (Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED)
    return (
        Section(heading=_ROWS, lines=_lines("1", [(OUTCOMES[item], rows[item.value]) for item in shown])),
        Section(heading=_CASES, lines=_lines("2", [(OUTCOMES[item], tests[item.value]) for item in cases])),
        Section(
            heading=_PARTS,
            lines=_lines(
                "3",
                [
                    (Bilingual("бағдарлама файлдары", "файлы программы"), tree["software"]["files"]),
                    (Bilingual("бастапқы мәтін файлдары", "файлы исходного текста"), tree["source"]["files"]),
                    (Bilingual("бөгде құрамдас бөліктер", "сторонние компоненты"), tree["sbom"]["components"]),
                ],
            ),
        ),
    )


def _lines(section: str, figures: list[tuple[Bilingual, int]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            number=f"{section}.{number}",
            label=label,
            value=value,
            words=Bilingual(in_words(value, "kk"), in_words(value, "ru")),
        )
        for number, (label, value) in enumerate(figures, start=1)
    )


def _fingerprints(tree: Tree, data: bytes) -> tuple[Fingerprint, ...]:
    values = (
        (Bilingual("Бағдарлама", "Программа"), tree["software"]["fingerprint"]),
        (Bilingual("Пакет (wheel)", "Пакет (wheel)"), tree["wheel"]["sha256"]),
        (Bilingual("Бастапқы мәтін (SOURCE-SHA256SUMS)", "Исходный текст"), tree["source"]["sums_sha256"]),
        (Bilingual("Құрамдас бөліктер тізімі (SBOM)", "Перечень компонентов (SBOM)"), tree["sbom"]["sha256"]),
        (Bilingual("Сынақ нәтижелері (tests.xml)", "Результаты испытаний (tests.xml)"), tree["tests"]["sha256"]),
        (Bilingual(f"Осы есептің деректері ({REPORT})", "Данные этого отчёта"), hashlib.sha256(data).hexdigest()),
    )
    return tuple(Fingerprint(label=label, value=value) for label, value in values)


def _environment(tree: Tree) -> tuple[Fact, ...]:
    machine = tree["environment"]
    listed = (
        (Bilingual("Python нұсқасы", "Версия Python"), machine["python"]),
        (Bilingual("Операциялық жүйе", "Операционная система"), f"{machine['os']}, {machine['machine']}"),
        (Bilingual("Жүйелік кітапханалар", "Системные библиотеки"), _named(machine["system"])),
        (Bilingual("Python кітапханалары", "Библиотеки Python"), _named(machine["libraries"])),
        (
            Bilingual("Бекітілген нұсқадан өзгешелері", "Отличаются от закреплённых"),
            ", ".join(machine["unlike_locks"]) or "–",
        ),
    )
    return tuple(Fact(label=label, value=value) for label, value in listed)


def _bench(tree: Tree) -> tuple[Fact, ...]:
    if tree["bench"] is None:
        return ()
    figures = "; ".join(f"{row['name']}: {row['median_us'] / 1000:.3f}" for row in tree["bench"]["rows"])
    machine = Fact(label=Bilingual("Өлшенген машина", "Машина замеров"), value=tree["bench"]["machine"])
    return (machine, Fact(label=Bilingual("Өлшемдер (мс)", "Замеры (мс)"), value=figures))


def _row(row: Tree) -> Fact:
    outcome = OUTCOMES[Outcome(row["outcome"])]
    tests = ", ".join(f"{test['test'].rpartition('::')[2]} ({test['cases']})" for test in row["tests"])
    reason = row["state"].partition(": ")[2]
    value = ". ".join(part for part in (row["obligation"], reason, tests) if part)
    return Fact(label=Bilingual(f"{row['id']} · {outcome.kk}", f"{row['id']} · {outcome.ru}"), value=value)


def _named(values: dict[str, str]) -> str:
    return ", ".join(f"{name} {values[name]}" for name in sorted(values))
