"""What the recorder is told of an input: everything that reaches the device, nothing of where on the ballot (E18)."""

from itertools import pairwise

import pytest

from sailau.election.nouns import Choices, Language
from sailau.recorder.catalogue import CATALOGUE
from sailau.terminal.kiosk import Did, Input, Passed, Take, Walk, begin, step
from sailau.terminal.moments import Source, input_made, is_turn, is_turn_over, moments_of
from sailau.terminal.screen_table import shipped_table
from sailau.terminal.turn import Device, Ground, Turn
from tests.terminal.test_kiosk import KAZAKH, TO_BALLOT, TO_THANKS, after, did, everything, ground, row

TOUCH = Source.TOUCH
PEOPLE = {"choose", "next", "confirm", "back", "change", "choose-language", "help", "button-1", "button-2", "hide"}
SCREENS = {"review-shown", "thanks-shown", "code-shown"}


def told(place: Ground, turn: Turn, happened: Input, source: Source | None = TOUCH) -> list[str]:
    """The events of one input, with the word that an event has."""
    behind, _ = step(place, turn, happened)
    return [
        ":".join((event, *map(str, fields.values())))
        for event, fields in moments_of(place, turn, happened, behind, source)
    ]


def whole(place: Ground, *inputs: Input) -> list[str]:
    """The events of a whole turn by touch."""
    turn, found = begin(), list[str]()
    for happened in inputs:
        person = isinstance(happened, Did) and happened.what in PEOPLE
        found += told(place, turn, happened, TOUCH if person else None)
        turn, _ = step(place, turn, happened)
    return found


def test_whole_vote_is_told_input_by_input_and_without_the_choice() -> None:
    place = ground(second=Choices())
    vote = (*TO_BALLOT, row(2), did("next"), row(3), did("next"), did("confirm"), did("sealed"))
    touch = "input-made:touch"
    assert whole(place, *vote, did("button-1"), did("button-2"), did("hide"), did("card-out")) == [
        *(touch, "language-touched"),
        *(touch, "answer-touched:1", touch),
        *(touch, "answer-touched:2", touch, "review-shown"),
        *(touch, "thanks-shown"),
        *(touch, touch, "code-shown", touch, "thanks-shown"),
    ]


def test_two_votes_that_differ_in_the_answer_are_told_alike() -> None:
    place = ground()
    one = whole(place, *TO_BALLOT, row(1), did("next"), did("confirm"), did("sealed"))
    other = whole(place, *TO_BALLOT, row(4), did("next"), did("confirm"), did("sealed"))
    assert one == other


def test_key_switch_and_touch_are_told_apart_and_what_they_took_is_the_same() -> None:
    place = ground()
    ballot = after(place, *TO_BALLOT)
    assert told(place, ballot, Walk(), Source.SWITCH_ONE) == ["input-made:switch-one", "help-used:keys"]
    walked = after(place, Walk(), turn=ballot)
    assert told(place, walked, Walk(), Source.KEYBOARD) == ["input-made:keyboard"]
    assert told(place, walked, Take(), Source.SWITCH_TWO) == ["input-made:switch-two", "answer-touched:1"]
    assert told(place, ballot, row(1)) == ["input-made:touch", "answer-touched:1"]


def test_input_that_changes_nothing_is_told_too() -> None:
    place = ground()
    ballot = after(place, *TO_BALLOT)
    for happened in (did("confirm"), row(99), did("hide"), did("begin-again")):
        if happened.what in shipped_table().inputs:
            assert told(place, ballot, happened) == ["input-made:touch"]
    assert input_made(Source.BESIDE) == ("input-made", {"source": "touch-beside"})


def test_one_answer_too_many_is_a_touch_of_the_ballot_as_any() -> None:
    place = ground(first=Choices(minimum=1, maximum=2))
    full = after(place, *TO_BALLOT, row(1), row(2))
    assert told(place, full, row(3)) == ["input-made:touch", "answer-touched:1"]


def test_key_at_the_question_whether_the_voter_is_there_touches_no_answer() -> None:
    place = ground()
    asleep = after(place, *TO_BALLOT, Walk(), Passed(120.0))
    assert asleep.screen == "still-there"
    assert told(place, asleep, Take(), Source.KEYBOARD) == ["input-made:keyboard"]
    assert told(place, asleep, row(1)) == ["input-made:touch"]


def test_time_that_runs_out_is_an_input_and_time_that_passes_is_none() -> None:
    place = ground()
    ballot = after(place, *TO_BALLOT)
    assert told(place, ballot, Passed(119.0), None) == []
    assert told(place, ballot, Passed(120.0), None) == ["input-made:time-out"]
    assert told(place, begin(), Passed(9e9), None) == []


@pytest.mark.parametrize(
    ("what", "aid"),
    [("text-size", "large-text"), ("contrast", "contrast"), ("sound", "speech"), ("help", "instruction")],
)
def test_aid_is_told_however_it_was_reached(what: str, aid: str) -> None:
    place = ground()
    ballot = after(place, *TO_BALLOT)
    assert told(place, ballot, did(what)) == ["input-made:touch", f"help-used:{aid}"]
    walked = ballot
    while not (told(place, walked, Take(), Source.KEYBOARD)[-1] == f"help-used:{aid}" and walked.focus is not None):
        walked, _ = step(place, walked, Walk())
    assert told(place, walked, Take(), Source.KEYBOARD) == ["input-made:keyboard", f"help-used:{aid}"]


@pytest.mark.parametrize("device", list(Device))
def test_whatever_happens_anywhere_fits_the_catalogue_and_is_sealed(device: Device) -> None:
    place = ground(device)
    seen, ahead, found = set[str](), [begin()], set[str]()
    while ahead:
        turn = ahead.pop()
        for happened in everything(place, turn):
            behind, _ = step(place, turn, happened)
            for event, fields in moments_of(place, turn, happened, behind, Source.KEYBOARD):
                assert CATALOGUE[event].fits(fields)
                assert CATALOGUE[event].sealed is not None
                assert CATALOGUE[event].allows(f"{device.value}-1")
                found.add(event)
            name = repr((behind, dict(behind.choices)))
            if name not in seen:
                seen.add(name)
                ahead.append(behind)
    assert found == {"input-made", "language-touched", "answer-touched", "help-used", *SCREENS}


def test_turn_is_over_when_thanks_are_gone_and_not_while_the_card_is_read_again() -> None:
    place = ground()
    turns = [begin()]
    for happened in (*TO_THANKS[:-1], did("undecided"), did("card-in"), did("card-voted"), did("card-out")):
        turns.append(step(place, turns[-1], happened)[0])
    over = [is_turn_over(before, behind) for before, behind in pairwise(turns)]
    assert over == [False] * (len(over) - 1) + [True]
    assert [is_turn(turn) for turn in turns][-5:] == [True, True, False, True, False]


def test_help_that_is_called_at_no_turn_is_none() -> None:
    place = ground()
    assert not is_turn(after(place, did("help")))
    assert is_turn(after(place, did("card-in"), did("card-admitted"), did("help")))


def test_language_that_the_election_does_not_have_is_not_touched() -> None:
    place = ground()
    asked = after(place, did("card-in"), did("card-admitted"))
    assert told(place, asked, KAZAKH) == ["input-made:touch", "language-touched"]
    assert told(place, asked, Did(what="choose-language", language=Language.EN)) == ["input-made:touch"]
