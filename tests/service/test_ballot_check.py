"""What a machine sees in a ballot that texts alone do not show: fonts, the terminal's row, the clock."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sailau.adapters.pdf.glyphs import missing_letters, width_px
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Definition, Party, Words
from sailau.election.order import KAZAKH_ALPHABET
from sailau.service.ballot_check import NAME_PX, ROW_PX, check_ballot, lines_needed

BEFORE, FROZEN = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 20, 1, tzinfo=UTC)


def with_party_name(name: str) -> Definition:
    definition = party_and_district()
    contest = definition.contests[0]
    first = contest.answers[0]
    assert isinstance(first, Party)
    answers = (replace(first, name=Words(name, first.name.ru, first.name.en)), *contest.answers[1:])
    return replace(definition, contests=(replace(contest, answers=answers), *definition.contests[1:]))


def codes(definition: Definition, now: datetime = BEFORE) -> list[str]:
    return [finding.code for finding in check_ballot(definition, now=now).findings]


def test_the_fonts_have_every_kazakh_letter_and_not_every_character() -> None:
    assert missing_letters(KAZAKH_ALPHABET + KAZAKH_ALPHABET.lower() + "«»№—’ ₸ Nur Otan") == ""
    assert missing_letters("Дала 草原") == "草原"


def test_a_letter_that_the_ballots_font_lacks_stops_a_proof() -> None:
    checked = check_ballot(with_party_name("«Дала草» партиясы"))
    assert "letter-not-in-font" in [finding.code for finding in checked.stops]
    (finding,) = [one for one in checked.findings if one.code == "letter-not-in-font"]
    assert "草 (U+8349)" in finding.text.ru
    assert finding.place == "contests[0].parties[0].name.kk"


@pytest.mark.parametrize(
    ("words", "code"),
    [(1, None), (4, "name-in-two-lines"), (9, "name-too-long")],
)
def test_a_name_longer_than_the_terminals_row_is_found(words: int, code: str | None) -> None:
    found = codes(with_party_name("«Дала» " + "демократиялық " * words + "партиясы"))
    assert (code in found) if code else not {"name-in-two-lines", "name-too-long"} & set(found)


def test_lines_are_counted_by_the_width_of_the_words() -> None:
    assert width_px("Ж", NAME_PX) > width_px("і", NAME_PX) > 0
    word = "М" * int(ROW_PX / width_px("М", NAME_PX))
    assert lines_needed(word, "", NAME_PX) == 1
    assert lines_needed(word, word, NAME_PX) == 2
    assert lines_needed(word * 3, "", NAME_PX) == 3


def test_the_real_ballot_fits_and_the_clock_decides() -> None:
    assert codes(president_2005(), datetime(2005, 11, 1, tzinfo=UTC)) == []
    assert codes(party_and_district(), BEFORE) == ["no-patronymic"]
    assert codes(party_and_district(), FROZEN) == ["ballot-frozen", "no-patronymic"]
