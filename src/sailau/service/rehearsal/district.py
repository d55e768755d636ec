"""A whole district, told from the definition to the announced result (L 43(8)-(9), 44, 50-7; E45-E48, M50-M57).

Twelve precincts, each from its package to its record: most send over the line, one by a medium, one late; one gives
paper ballots too, one counts again, one record is altered on the way, one precinct is postponed and votes anew. The
commission takes in, waits, decides, fixes, announces, publishes.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.election.example_district import MIXED, postponed_to
from sailau.election.nouns import PrecinctNumber
from sailau.refusal import Text
from sailau.service.centre.publication import Extra, Published, publish
from sailau.service.rehearsal.before import Commissions, decide_for_all
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.district_centre import (
    Office,
    a_complaint_is_upheld,
    a_preliminary_table,
    altered_on_the_way,
    brought_on_a_medium,
    founded,
    on_the_line,
    results_are_announced,
    results_too_early,
    single_seat_district,
    the_district_sits,
    the_postponement_is_known,
    the_revision_is_entered,
    totals_are_fixed,
)
from sailau.service.rehearsal.district_days import Evening, HeldPrecinct, Way, hold_precinct
from sailau.service.rehearsal.narrator import Narrator, Silent
from sailau.service.rehearsal.offices import zone_of
from sailau.service.rehearsal.sent import Line
from sailau.service.rehearsal.stage import Plan, strike

BY_MEDIUM: Final = PrecinctNumber(3)
LATE: Final = PrecinctNumber(6)
RECOUNTED: Final = PrecinctNumber(7)
POSTPONED: Final = PrecinctNumber(9)
ALTERED: Final = PrecinctNumber(11)
POSTPONED_DAYS: Final = 14
CENTRE, SITE = "centre", "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDistrict:
    """What the story leaves: the commission's folder, the publication, the root certificate (DER)."""

    centre: Path
    site: Path
    root: bytes
    published: Published


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    plan: Plan
    folder: Path
    commissions: Commissions
    office: Office
    line: Line
    narrator: Narrator

    @property
    def numbers(self) -> tuple[PrecinctNumber, ...]:
        """The precincts of the election; a part of the story whose precinct it has not is left out."""
        return tuple(one.number for one in self.plan.definition.precincts)

    def hold(
        self,
        number: PrecinctNumber,
        evening: Evening = Evening.ORDINARY,
        carry: Callable[[Path], None] | None = None,
        between: Callable[[SimulatedClock], None] = lambda _: None,
    ) -> HeldPrecinct:
        """One precinct's day."""
        plan = replace(self.plan, precinct=number, seed=self.plan.seed + int(number))
        way = Way(line=self.line, carry=carry)
        return hold_precinct(plan, evening, self.commissions, self.folder / f"{number:02d}", way, between)

    def tell(self, article: str, line: Text) -> None:
        self.narrator.step(article, line)


def tell_district(plan: Plan, out: Path, narrator: Narrator, extras: tuple[Extra, ...] = ()) -> ToldDistrict:
    """Hold the election of `plan` in all precincts of its definition, under `out`, which must be absent or empty.

    Raises RehearsalError when the story goes otherwise than written, SailauError when anything fails.
    """
    out.mkdir(parents=True, exist_ok=True)
    zone = zone_of(plan.definition)
    evening = datetime.combine(plan.definition.date, time(20, 30), zone)
    with _workplace(out) as work:
        first = replace(plan, precinct=plan.definition.precincts[0].number)
        commissions = decide_for_all(first, work, out / "papers", narrator)
        clock = SimulatedClock(evening)
        with founded(out / CENTRE, commissions, clock, plan.seed) as office, on_the_line(office) as line:
            story = _Story(
                plan=plan,
                folder=out / "precincts",
                commissions=commissions,
                office=office,
                line=line,
                narrator=narrator,
            )
            _voting_day(story)
            _the_night(story)
            if POSTPONED in story.numbers:
                _another_day(story, work)
            published = _the_result(story, out / SITE, extras)
    root = commissions.pki.root.certificate.public_bytes(Encoding.DER)
    return ToldDistrict(centre=out / CENTRE, site=out / SITE, root=root, published=published)


def _voting_day(story: _Story) -> None:
    """Everybody votes; all but the late and the postponed precinct send."""
    story.narrator.chapter(Text("Дауыс беру күні", "День голосования", "The voting day"))
    special: Mapping[PrecinctNumber, Callable[[], object]] = {
        BY_MEDIUM: lambda: story.hold(BY_MEDIUM, carry=lambda bundle: brought_on_a_medium(story.office, bundle)),
        MIXED: lambda: story.hold(MIXED, Evening.MIXED),
        RECOUNTED: lambda: story.hold(RECOUNTED, Evening.RECOUNTED, between=lambda clock: _upheld(story, clock)),
        POSTPONED: lambda: story.hold(POSTPONED, Evening.POSTPONED),
        ALTERED: lambda: story.hold(ALTERED, carry=lambda bundle: _altered(story, bundle)),
    }
    on_time = [number for number in story.numbers if number != LATE]
    voting = Text("Учаскелер", "Участки", "Precincts")
    for number in story.narrator.progress(on_time, voting, len(on_time)):
        held = special.get(number)
        _ = story.hold(number) if held is None else held()
        story.tell(*_DAY.get(number, _SENT).said(number))


def _upheld(story: _Story, clock: SimulatedClock) -> None:
    taken = a_complaint_is_upheld(story.office, RECOUNTED)
    clock.wait(timedelta(hours=1))
    number = taken.decision.number
    story.tell(
        "L 20(6), 43(9)",
        Text(
            f"№ {RECOUNTED} учаске туралы арыз қанағаттандырылды, {number} шешім: қайта санау.",
            f"Жалоба по участку № {RECOUNTED} удовлетворена, решение {number}: пересчёт.",
            f"A complaint about precinct {RECOUNTED} is upheld, decision {number}: a recount.",
        ),
    )


def _altered(story: _Story, bundle: Path) -> None:
    story.narrator.refused(altered_on_the_way(story.office, bundle))
    brought_on_a_medium(story.office, bundle)


def _the_night(story: _Story) -> None:
    """The preliminary table; the late precinct; the result is held back for the postponed one."""
    story.narrator.chapter(Text("Түн", "Ночь", "The night"))
    if POSTPONED in story.numbers:
        _is_postponed(story)
    if set(story.numbers) - {LATE, POSTPONED}:
        _a_table_is_out(story)
    if LATE in story.numbers:
        story.office.clock.wait(timedelta(hours=6))
        story.hold(LATE)
        story.tell(*_DAY[LATE].said(LATE))
    if POSTPONED in story.numbers:
        story.narrator.refused(results_too_early(story.office))


def _a_table_is_out(story: _Story) -> None:
    table = a_preliminary_table(story.office)
    missing = ", ".join(str(one.precinct) for one in table.data.not_counted) or "–"
    story.tell(
        "L 44(5)",
        Text(
            f"Алдын ала кесте жарияланды; әлі жоқ учаскелер: {missing}.",
            f"Опубликована предварительная таблица; ещё нет участков: {missing}.",
            f"The preliminary table is out; precincts not there yet: {missing}.",
        ),
    )


def _is_postponed(story: _Story) -> None:
    until = story.plan.definition.date + timedelta(days=POSTPONED_DAYS)
    decided = the_postponement_is_known(story.office, POSTPONED, until).decision.number
    story.tell(
        "L 50-5(7), 50-7(2)",
        Text(
            f"{decided} шешім: № {POSTPONED} учаске {until:%d.%m.%Y} дауыс береді; округ оны күтеді.",
            f"Решение {decided}: участок № {POSTPONED} голосует {until:%d.%m.%Y}; округ ждёт его.",
            f"Decision {decided}: precinct {POSTPONED} votes on {until:%d.%m.%Y}; its districts wait for it.",
        ),
    )


def _another_day(story: _Story, work: Path) -> None:
    """The postponed precinct votes anew, under the revised definition."""
    story.narrator.chapter(Text("Кейінге қалдырылған дауыс беру", "Отложенное голосование", "The postponed voting"))
    day = story.plan.definition.date + timedelta(days=POSTPONED_DAYS)
    definition = postponed_to(story.plan.definition, [POSTPONED], day)
    plan = replace(story.plan, definition=definition, precinct=POSTPONED, seed=story.plan.seed + 100)
    folder = work / "revised"
    folder.mkdir(mode=0o700)
    commissions = decide_for_all(plan, folder, folder / "papers", Silent(), story.commissions)
    story.office.clock.move_to(day, time(20, 30), zone_of(definition))
    the_revision_is_entered(story.office, commissions.published)
    hold_precinct(plan, Evening.ORDINARY, commissions, story.folder / f"{POSTPONED:02d}-anew", Way(line=story.line))
    story.tell(
        "L 50-5(7), 50-7(2)",
        Text(
            f"№ {POSTPONED} учаске {day:%d.%m.%Y} қайта дауыс берді; жазбасы қабылданды.",
            f"Участок № {POSTPONED} проголосовал заново {day:%d.%m.%Y}; запись принята.",
            f"Precinct {POSTPONED} voted anew on {day:%d.%m.%Y}; its record is accepted.",
        ),
    )


def _the_result(story: _Story, site: Path, extras: tuple[Extra, ...]) -> Published:
    story.narrator.chapter(Text("Қорытынды", "Итоги", "The result"))
    fixed = totals_are_fixed(story.office)
    place = MIXED if MIXED in story.numbers else story.numbers[0]
    sitting, _ = the_district_sits(story.office, single_seat_district(story.office), place)
    announced = results_are_announced(story.office)
    elected = ", ".join(f"{one.name.kk}" for outcome in announced.data.outcomes for one in outcome.elected[:3])
    story.tell(
        "L 43(8-1), 44, 50-7(1)",
        Text(
            f"{len(fixed)} округтің қорытындысы бекітілді; округтік комиссия № {place} учаскеде отырды "
            f"({sitting.notice.number} хабарлама); сайланғандар: {elected}…",
            f"Итоги {len(fixed)} округов зафиксированы; окружная комиссия заседала на участке № {place} (извещение "
            f"{sitting.notice.number}); избраны: {elected}…",
            f"Totals of {len(fixed)} districts are fixed; the district commission sat in precinct {place} (notice "
            f"{sitting.notice.number}); elected: {elected}…",
        ),
    )
    published = publish(story.office.centre, site, story.office.central, extras=extras)
    story.tell(
        "L 12(16-1), 44",
        Text(
            f"Жарияланды: {len(published.manifest.records)} жазба, {len(published.manifest.files)} файл.",
            f"Опубликовано: записей {len(published.manifest.records)}, файлов {len(published.manifest.files)}.",
            f"Published: {len(published.manifest.records)} records, {len(published.manifest.files)} files.",
        ),
    )
    return published


@dataclass(frozen=True, slots=True)
class _Line:
    """What is told of a precinct; `{0}` is its number."""

    article: str
    text: Text

    def said(self, number: PrecinctNumber) -> tuple[str, Text]:
        return self.article, Text(*(part.format(number) for part in (self.text.kk, self.text.ru, self.text.en)))


@contextmanager
def _workplace(out: Path) -> Iterator[Path]:
    """Where everything secret of the commissions lies; it is erased at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".work-", dir=out))
    try:
        yield folder
    finally:
        strike(folder)


_SENT: Final = _Line(
    "L 43(8), 50-7(1)",
    Text(
        "№ {0} учаске: жазба байланыс арқылы жіберіліп, қабылданды.",
        "Участок № {0}: запись передана по связи и принята.",
        "Precinct {0}: the record was sent over the link and accepted.",
    ),
)
_DAY: Final[Mapping[PrecinctNumber, _Line]] = {
    BY_MEDIUM: _Line(
        "L 50-7(1)",
        Text(
            "№ {0} учаске: байланыс жоқ, жазба тасығышпен жеткізіліп, қабылданды.",
            "Участок № {0}: связи нет, запись доставлена на носителе и принята.",
            "Precinct {0}: no link, the record was brought on a medium and accepted.",
        ),
    ),
    MIXED: _Line(
        "R 3, L 43(5)",
        Text(
            "№ {0} учаске: қағаз бюллетень де берілді; үш хаттама қабылданды.",
            "Участок № {0}: выдавались и бумажные бюллетени; приняты три протокола.",
            "Precinct {0}: paper ballots were given too; three protocols are accepted.",
        ),
    ),
    LATE: _Line(
        "L 43(8)",
        Text(
            "№ {0} учаске: жазба кешігіп келді, қабылданды.",
            "Участок № {0}: запись пришла с опозданием, принята.",
            "Precinct {0}: the record came late and is accepted.",
        ),
    ),
    RECOUNTED: _Line(
        "L 43(7-1), 43(9)",
        Text(
            "№ {0} учаске: қайта саналды; екі хаттама да сақталады, екіншісі есептеледі.",
            "Участок № {0}: голоса пересчитаны; оба протокола хранятся, считается второй.",
            "Precinct {0}: counted again; both protocols are kept, the second counts.",
        ),
    ),
    POSTPONED: _Line(
        "L 50-5(7)",
        Text(
            "№ {0} учаске: жабдық жарамсыз, дауыс беру кейінге қалдырылды.",
            "Участок № {0}: оборудование непригодно, голосование отложено.",
            "Precinct {0}: the equipment failed, the voting is postponed.",
        ),
    ),
    ALTERED: _Line(
        "L 43(8)",
        Text(
            "№ {0} учаске: жолда өзгертілген жазба қабылданбады, бүтіні қабылданды.",
            "Участок № {0}: запись, изменённая в пути, отвергнута; целая принята.",
            "Precinct {0}: a record altered on the way was refused, the true one accepted.",
        ),
    ),
}
