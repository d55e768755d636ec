"""Who holds the mandates is published, follows from notices and decisions, and stands on the site (M56, M66, M68)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sailau.commission.mandates import Announced
from sailau.commission.published import published_mandates
from sailau.election.nouns import AnswerId, ContestId
from sailau.formats.v1.notice import (
    NOTICE_DATA,
    Count,
    Counts,
    Elected,
    Figures,
    Issuer,
    NamedUnit,
    NoticeData,
    Outcome,
    Row,
)
from sailau.formats.v1.publication import COUNTRY, DECISION_FILE, NOTICE_FILE, NoticePaper, Unit, names
from sailau.formats.v1.publication.mandates import MANDATES_FILE, FormerHolder, MandatesNow
from sailau.refusal import Text
from sailau.service.country.report import CountryReport
from sailau.signing.cms import sign_detached
from sailau.stations.results.pages import unit_page
from sailau.stations.results.rendering import render
from sailau.stations.results.seen import see
from tests.country.altered import signed_anew
from tests.country.made import NIGHT, Country
from tests.country.test_verify_country import Looked

LATER = NIGHT + timedelta(hours=2)
WORD = Text("сөз", "слово", "word")
KIM = Elected(
    answer="kim",
    name=Text("Ким Лев", "Ким Лев Львович", "Kim Lev"),
    birth_year=1961,
    post=WORD,
    residence=WORD,
    party=None,
    nationality=None,
)
CONTEST = ContestId("president")
ANNOUNCED = {CONTEST: Announced(notice=1, elected=(KIM,), mandates={AnswerId("kim"): 1})}


@pytest.fixture
def mirror(country: Country, first_run: tuple[CountryReport, Path], tmp_path: Path) -> Looked:
    return Looked(country, first_run[1], tmp_path)


def signed(mirror: Looked, path: str, data: bytes) -> None:
    """A paper of the central commission, as it stands in its publication."""
    file = mirror.folder / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
    signature = sign_detached(data, mirror.country.pki.signers["central"], LATER)
    file.with_name(f"{file.name}.p7s").write_bytes(signature)


def announced(mirror: Looked, change: Callable[[MandatesNow], MandatesNow] | None = None) -> set[tuple[int, str, str]]:
    """The results are announced, and mandates.json says what follows, or something else; what is found of them."""
    definition = mirror.country.definition
    figures = Figures(listed=0, received=0, voted=0, out_of_premises=0, contests=())
    unit = Unit(kind=COUNTRY, id="")
    data = NoticeData(
        date=definition.date,
        definition_sha256="0" * 64,
        issuer=Issuer(role="central_commission", commission="central", name=WORD),
        due=None,
        counts=Counts(districts=1, candidates=2, parties=0, repeat_districts=0),
        contests=(),
        total=Row(
            unit=NamedUnit(unit=unit, name=WORD), precincts=0, counted=0, total=figures, electronic=None, paper=None
        ),
        rows=(),
        outcomes=(
            Outcome(
                contest="president",
                state="decided",
                elected=(KIM,),
                mandates=(Count(answer="kim", number=1),),
                repeat_vote=(),
                steps=(),
            ),
        ),
        not_counted=(),
        decisions=(),
        fixed=None,
        sitting=None,
        signers=(),
    )
    notice = NoticePaper(
        election=str(definition.id),
        number=1,
        kind="results",
        commission="central",
        at=LATER.replace(microsecond=0),
        article="L 44(5)",
        unit=unit,
        title=WORD,
        rows=(),
        data=NOTICE_DATA.encode(data),
    )
    signed(mirror, names.notice_file(1, "results"), NOTICE_FILE.write(notice))
    if change is not None:
        made = published_mandates(definition, LATER.replace(microsecond=0), ANNOUNCED, ())
        assert made is not None
        (mirror.folder / names.MANDATES).write_bytes(MANDATES_FILE.write(change(made)))
    signed_anew(mirror.country, mirror.folder, published=LATER.replace(microsecond=0))
    return {found for found in mirror.defects() if found[2].startswith((names.MANDATES, names.DECISIONS))}


def test_what_the_notice_gave_is_sound_and_stands_on_the_site(mirror: Looked) -> None:
    assert announced(mirror, lambda made: made) == set()
    seen = see(mirror.folder, mirror.country.root)
    country = next(unit for unit in seen.units if unit.kind.value == COUNTRY)
    # an elected candidate who holds the seat stands above already
    assert "У кого мандаты сейчас" not in render("unit.html", unit_page(seen, country, "ru"))
    [held] = seen.mandates["president"]
    assert held.holders[0].person == KIM
    left = FormerHolder(name=KIM.name, since=LATER.date(), decision=2)
    after = replace(seen, mandates={"president": (replace(held, holders=(), vacant=1, left=(left,)),)})
    page = render("unit.html", unit_page(after, country, "ru"))
    for words in (
        "У кого мандаты сейчас",
        "Свободных мандатов: 1",
        "Ким Лев Львович",
        'href="../data/decisions/002.pdf"',
    ):
        assert words in page


def test_who_holds_the_mandates_is_left_out(mirror: Looked) -> None:
    assert announced(mirror) == {(6, "file-missing", names.MANDATES)}


def test_another_person_is_said_to_hold_the_mandate(mirror: Looked) -> None:
    def other(made: MandatesNow) -> MandatesNow:
        [one] = made.mandates
        person = replace(KIM, name=Text("Басқа", "Другой", "Another"))
        return replace(made, mandates=(replace(one, holders=(replace(one.holders[0], person=person),)),))

    assert announced(mirror, other) == {(6, "sums-differ", f"{names.MANDATES}: mandates president kim holders")}


def test_mandates_are_told_of_that_no_notice_gave(mirror: Looked) -> None:
    made = published_mandates(mirror.country.definition, NIGHT, ANNOUNCED, ())
    assert made is not None
    (mirror.folder / names.MANDATES).write_bytes(MANDATES_FILE.write(made))
    signed_anew(mirror.country, mirror.folder)
    assert {(step, code) for step, code, _ in mirror.defects()} == {(6, "sums-differ")}


def test_a_commission_declares_the_office_of_president_a_vacant_seat(mirror: Looked) -> None:
    def vacated(paper: Any) -> Any:
        data = {"contest": "president", "answer": "kim", "since": "2005-12-04", "term_ends": "2012-12-04"}
        at = LATER.replace(microsecond=0) + timedelta(minutes=1)
        return replace(paper, number=2, kind="seat_vacant", at=at, data=data)

    first = DECISION_FILE.read((mirror.folder / names.decision_file(1)).read_bytes())
    signed(mirror, names.decision_file(2), DECISION_FILE.write(vacated(first)))
    assert (6, "decision-unlawful", names.decision_file(2)) in announced(mirror, lambda made: made)
