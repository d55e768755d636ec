"""A voter of the test deck presses what the screens offer, and the kiosk seals what she looked for."""

from collections.abc import Sequence

import pytest
from tools.gallery.ballots import nine, twenty_four, two

from sailau.election.ballot import BLANK, BallotStyle, ContestQuestion
from sailau.election.deck import Chosen
from sailau.election.nouns import ContestId, Language
from sailau.errors import InvariantError
from sailau.service.deck_run import terminal_screen
from sailau.service.deck_voter import HANDS, Hand, kiosk_of, vote_at_kiosk

LANGUAGES = tuple(Language)


def wanted(style: BallotStyle, *rows: int) -> dict[ContestId, Chosen]:
    """The answers on those rows, as many as may be chosen in each contest, by their ids."""
    return {
        asked.contest.id: frozenset(asked.answers[row - 1].id for row in rows[: asked.question.maximum])
        for asked in style.contests
    }


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_of_any_page_are_found_and_sealed(hand: Hand, language: Language) -> None:
    for style, rows in ((nine(), (9,)), (twenty_four(), (2, 11, 24)), (two(), (3,))):
        sealed = vote_at_kiosk(kiosk_of(style, LANGUAGES), wanted(style, *rows), language, terminal_screen, hand)
        assert sealed == {asked.contest.id: frozenset(rows[: asked.question.maximum]) for asked in style.contests}


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_blank_vote_is_found_on_the_last_page(hand: Hand) -> None:
    style = twenty_four()
    only = style.contests[0].contest.id
    ground = kiosk_of(style, LANGUAGES)
    assert vote_at_kiosk(ground, {only: BLANK}, Language.KK, terminal_screen, hand) == {only: BLANK}


def test_rows_exchanged_on_the_screen_lead_to_the_other_answer() -> None:
    def exchanged(asked: ContestQuestion, language: Language) -> Sequence[str]:
        names = list(terminal_screen(asked, language))
        return [names[8], *names[1:8], names[0]]

    style = nine()
    sealed = vote_at_kiosk(kiosk_of(style, LANGUAGES), wanted(style, 1), Language.RU, exchanged, Hand.TOUCH)
    assert sealed == {style.contests[0].contest.id: frozenset({9})}


def test_name_that_is_on_no_screen_is_not_voted_for_silently() -> None:
    style = nine()
    with pytest.raises(InvariantError):
        vote_at_kiosk(
            kiosk_of(style, LANGUAGES), wanted(style, 1), Language.KK, lambda *_: ["nobody"] * 9, Hand.SWITCHES
        )
