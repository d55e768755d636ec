"""The members' sheet of a tour: names and signatures are on paper and nowhere on the device (M36, M37; L 41(6)).

It is printed by the precinct computer when the device is filled, goes with the two members, and is kept with the
applications. From it the desk enters, when the tour is back, who signed.
"""

from pathlib import Path

from sailau.adapters.files import write_atomically
from sailau.adapters.pdf.tour_sheet import SheetDocument, SheetVoter, render_tour_sheet
from sailau.checkin.state import Admitted, AppliedForHome
from sailau.checkin.voters import VoterEntry
from sailau.errors import impossible
from sailau.protocol.document import Bilingual, Line, Signatory
from sailau.refusal import Refusal
from sailau.service.act_paper import article_named
from sailau.service.desk import standing_of
from sailau.service.heads import head_now
from sailau.service.lost_tour import NO_SUCH_TOUR
from sailau.service.precinct import Precinct
from sailau.service.tour_rows import TourRow
from sailau.service.tours import tour_row
from sailau.signing.roles import OFFICES, Role
from sailau.words.numbers import in_words

_STATEMENTS = (
    Bilingual(
        "Сайлаушы мен бюллетень берген мүше осы парақ пен өтінішке қол қояды; құрылғы содан кейін беріледі.",
        "Избиратель и выдавший бюллетень член комиссии подписывают лист и заявление; затем даётся устройство.",
    ),
    Bilingual(
        "Құрылғыда аты-жөні жоқ. Әр сайлаушы – бір бюллетень: бюллетень өтініштен көп болса, сапардың бәрі жарамсыз.",
        "Имён в устройстве нет. Один избиратель – один бюллетень: если их больше, чем заявлений, недействительны все.",
    ),
)
_KEPT = Bilingual("өтініштермен бірге сақталады", "хранится с заявлениями")


def voters_of(precinct: Precinct, tour: int) -> list[VoterEntry]:
    """Who goes on the sheet: those on the tour, admitted on it or not yet, by number on the list."""
    found = []
    for entry in precinct.voters:
        match standing_of(precinct, entry.number):
            case AppliedForHome(tour=own) | Admitted(tour=own) if own == tour:
                found.append(entry)
    return found


def tour_sheet(precinct: Precinct, tour: int) -> bytes | Refusal:
    """The PDF of a tour's sheet. Raises StoreError when it cannot be printed."""
    row = tour_row(precinct, tour)
    if row is None:
        return NO_SUCH_TOUR
    place = precinct.definition.precinct(precinct.installed.precinct)
    document = SheetDocument(
        head=head_now(precinct),
        number=str(tour),
        about=Bilingual(
            f"«{row.device}» құрылғысымен, {place.name.kk}", f"с устройством «{row.device}», {place.name.ru}"
        ),
        statements=_STATEMENTS,
        lines=_lines(row),
        voters=tuple(
            SheetVoter(
                number=str(entry.number),
                name=" ".join(filter(None, (entry.surname, entry.name, entry.patronymic))),
                address=entry.address,
            )
            for entry in voters_of(precinct, tour)
        ),
        members=tuple(_signatory(precinct, member) for member in row.members),
        articles=article_named("L 41(6)"),
        hangs=_KEPT,
    )
    return render_tour_sheet(document)


def write_sheet(precinct: Precinct, folder: Path, row: TourRow) -> None:
    """Write the sheet of a tour that was begun to `folder`, as `tour-N.pdf`. Raises StoreError."""
    pdf = tour_sheet(precinct, row.tour)
    if isinstance(pdf, Refusal):
        impossible("a tour that was begun has a sheet")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(folder / f"tour-{row.tour}.pdf", pdf)


def _lines(row: TourRow) -> tuple[Line, ...]:
    figures = (
        (Bilingual("Өтініштер", "Заявлений"), row.applications),
        (
            Bilingual("Құрылғыға берілген бюллетеньдер (құқықтар)", "Выдано бюллетеней (прав голоса)"),
            len(row.credentials),
        ),
    )
    return tuple(
        Line(number=str(place), label=label, value=value, words=Bilingual(in_words(value, "kk"), in_words(value, "ru")))
        for place, (label, value) in enumerate(figures, start=1)
    )


def _signatory(precinct: Precinct, member: str) -> Signatory:
    official = precinct.official(member)
    office = OFFICES[Role(official.role)]
    return Signatory(name=official.name, office=Bilingual(office.kk, office.ru))
