"""The kiosk's table and its one step: nothing is left open, nothing of a voter stays, every screen is reached."""

from dataclasses import replace
from functools import cache

import pytest
from tools.draw_kiosk import PICTURE, picture

from sailau.election.ballot import BLANK, BallotStyle, questions
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.election.nouns import Choices, ContestId, Definition, Language
from sailau.errors import FormatError
from sailau.terminal.kiosk import (
    CHANGES,
    CONDITIONS,
    EFFECTS,
    OF_MACHINE,
    OF_PEOPLE,
    OF_SOUND,
    TUNING,
    Did,
    Input,
    Passed,
    Take,
    Walk,
    begin,
    names_used,
    seconds_left,
    step,
    targets,
)
from sailau.terminal.screen_table import Phase, ScreenTable, parse_table, shipped_table
from sailau.terminal.turn import BLANK_ROW, SPEEDS, VOLUMES, Device, Ground, Notice, Turn, pages, reviewed, rows_shown

FIRST, SECOND = ContestId("president"), ContestId("second")
ONE = Choices()
LANGUAGES = (Language.KK, Language.RU)


def definition() -> Definition:
    return president_2005(voters=30, terminals=2)


@cache
def style(first: Choices = ONE, second: Choices | None = None) -> BallotStyle:
    made = definition()
    contest = replace(made.contests[0], choices=first)
    both = (contest,) if second is None else (contest, replace(contest, id=SECOND, choices=second))
    return questions(replace(made, contests=both), EXAMPLE_PRECINCT)


def ground(device: Device = Device.TERMINAL, check: bool = True, **choices: Choices) -> Ground:
    return Ground(style=style(**choices), languages=LANGUAGES, device=device, check=check)


def after(place: Ground, *inputs: Input, turn: Turn | None = None) -> Turn:
    shown = turn or begin()
    for happened in inputs:
        shown, _ = step(place, shown, happened)
    return shown


def did(what: str) -> Did:
    return Did(what=what)


def row(number: int) -> Did:
    return Did(what="choose", row=number)


KAZAKH = Did(what="choose-language", language=Language.KK)
TO_BALLOT = (did("card-in"), did("card-admitted"), KAZAKH)
TO_THANKS = (*TO_BALLOT, row(2), did("next"), did("confirm"), did("sealed"))


def source() -> str:
    return (PICTURE.parent.parent / "src/sailau/terminal/screens.toml").read_text(encoding="utf-8")


# The table.


def test_every_state_answers_every_input() -> None:
    table = shipped_table()
    assert all(set(screen.on) == set(table.inputs) for screen in table.screens.values())


def test_every_condition_change_and_effect_of_the_table_is_there_and_used() -> None:
    assert names_used(shipped_table()) == (frozenset(CONDITIONS), frozenset(CHANGES), EFFECTS)
    assert set(shipped_table().inputs) >= OF_PEOPLE


def test_picture_in_the_documents_is_what_the_table_says() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(shipped_table())


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ('stays = ["card-in", "sealed", ', 'stays = ["card-in", ', "inputs left open: sealed"),
        ('stays = ["card-in", "sealed", ', 'stays = ["card-out", "card-in", "sealed", ', "answered twice"),
        ('on.card-refused = { to = "refused" }', 'on.card-refused = { to = "rejected" }', "there is no state rejected"),
        ('on.recorder-found = { to = "waiting" }', "on.recorder-found = {}", "a dead end"),
        ("final = true\n", "", "a dead end"),
        (
            'when = "check-allowed", to = "check", do',
            'when = "check-allowed", do',
            "states that nothing leads to: challenged, challenging, check",
        ),
        ('{ do = ["choose"] }]', '{ when = "too-few", do = ["choose"] }]', "without a condition"),
        ("quiet = 30\n", "", "a time of quiet"),
        ('offers = ["hide", "finish", ', 'offers = ["hide", "next", ', "does nothing: next"),
    ],
)
def test_broken_table_is_refused(before: str, behind: str, said: str) -> None:
    assert source().count(before) >= 1
    with pytest.raises(FormatError, match=said):
        parse_table(source().replace(before, behind, 1))


def test_every_way_out_of_an_unconfirmed_turn_wipes_the_choices() -> None:
    table: ScreenTable = shipped_table()
    for screen in table.screens.values():
        if screen.phase is not Phase.OPEN:
            continue
        for ways in screen.on.values():
            for way in ways:
                gone = way.to in table.screens and table.screens[way.to].phase is not Phase.OPEN
                by_card = screen.name in {"put-back", "help"} and way.to in {"reading", "waiting"}
                assert not gone or by_card or {"wipe-turn", "wipe-choices"} & set(way.do), (screen.name, way)


# Every state is reached by really stepping, on both devices, and waiting (or the final state) from each.


WITHOUT_CARD = {
    "reader-lost",
    "damaged",
    "put-back",
    "check",
    "challenging",
    "challenged",
    "forgotten",
    "removed",
    "abandoned",
}
"""States that a portable device never shows, since nothing is put into it."""
SETTINGS = {"text-size", "contrast", *OF_SOUND, *OF_MACHINE}
"""They change no state: left out where every way is walked."""
OF_SLOTS = {"card-out", "card-voted", "undecided", "write-failed", "challenge-written", "reader-lost", "reader-found"}


def everything(place: Ground, turn: Turn) -> list[Input]:
    plain = [did(name) for name in shipped_table().inputs if name not in SETTINGS]
    if place.device is Device.PORTABLE:
        plain = [one for one in plain if one.what not in OF_SLOTS]
    known = [one for one in plain if one.what not in {"choose", "choose-language", "change"}]
    return [*known, *(one for one in targets(place, turn) if one.what not in {"choose", *SETTINGS}), row(1), row(2)]


@pytest.mark.parametrize("device", list(Device))
def test_every_state_is_reached_and_leads_back_to_waiting(device: Device) -> None:
    place = ground(device, check=device is Device.TERMINAL, second=Choices(minimum=1, maximum=2))
    never: set[str] = WITHOUT_CARD if device is Device.PORTABLE else set()
    start = begin()
    seen: dict[str, Turn] = {repr((start, start.choices)): start}
    comes_from: dict[str, set[str]] = {}
    ahead = [start]
    while ahead:
        turn = ahead.pop()
        for happened in everything(place, turn):
            shown, effects = step(place, turn, happened)
            assert set(effects) <= EFFECTS
            name = repr((shown, dict(shown.choices)))
            comes_from.setdefault(name, set()).add(repr((turn, dict(turn.choices))))
            if name not in seen:
                seen[name] = shown
                ahead.append(shown)
    assert {turn.screen for turn in seen.values()} == set(shipped_table().screens) - never
    good = {name for name, turn in seen.items() if turn.screen in {"waiting", "codes-used-up"}}
    ways = list(good)
    while ways:
        fresh = comes_from.get(ways.pop(), set()) - good
        good |= fresh
        ways += fresh
    assert {seen[name].screen for name in set(seen) - good} == set()
    assert all(not turn.choices for turn in seen.values() if turn.screen in {"waiting", "removed", "refused", "thanks"})


# The voter's way.


def test_vote_from_card_to_thanks() -> None:
    place = ground()
    turn, effects = step(place, after(place, *TO_BALLOT, row(2), did("next")), did("confirm"))
    assert (turn.screen, effects) == ("sealing", ("seal",))
    assert turn.choices == {FIRST: frozenset({2})}
    thanks = after(place, did("sealed"), turn=turn)
    assert (thanks.screen, dict(thanks.choices)) == ("thanks", {})
    assert after(place, did("card-out"), turn=thanks) == begin()


def test_single_choice_moves_and_is_taken_away_by_a_second_touch() -> None:
    place = ground()
    moved = after(place, *TO_BALLOT, row(1), row(3))
    assert moved.choices == {FIRST: frozenset({3})}
    assert after(place, row(3), turn=moved).choices == {FIRST: frozenset()}


def test_several_choices_are_counted_and_the_one_too_many_is_not_taken() -> None:
    place = ground(first=Choices(minimum=1, maximum=2))
    turn = after(place, *TO_BALLOT, row(1), row(2), row(3))
    assert (turn.choices, turn.notice) == ({FIRST: frozenset({1, 2})}, Notice.TOO_MANY)
    freed = after(place, row(1), row(3), turn=turn)
    assert (freed.choices, freed.notice) == ({FIRST: frozenset({2, 3})}, Notice.NONE)


def test_next_without_a_choice_says_so_and_moves_the_focus_to_the_list() -> None:
    turn = after(ground(), *TO_BALLOT, did("next"))
    assert (turn.screen, turn.notice, turn.focus) == ("contest", Notice.TOO_FEW, 0)


def test_next_turns_the_page_until_the_last_has_been_shown() -> None:
    place = ground(first=Choices(blank=True))
    first = after(place, *TO_BALLOT, row(1))
    assert (rows_shown(place, first), pages(first, place.style.contests[0])) == ((1, 2, 3, 4, 5), 2)
    last = after(place, did("next"), turn=first)
    assert (last.screen, rows_shown(place, last)) == ("contest", (BLANK_ROW,))
    assert after(place, did("next"), turn=last).screen == "review"
    assert after(place, row(BLANK_ROW), turn=last).choices == {FIRST: BLANK}


def test_row_that_is_not_on_the_page_changes_nothing() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT, did("text-size"))
    assert rows_shown(place, turn) == (1, 2, 3)
    for number in (4, 6, -1, BLANK_ROW):
        assert after(place, row(number), turn=turn).choices == {}


def test_larger_letters_keep_the_first_row_on_the_page() -> None:
    place = ground()
    second = after(place, *TO_BALLOT, did("text-size"), did("next"))
    assert rows_shown(place, second) == (4, 5)
    assert rows_shown(place, after(place, did("text-size"), turn=second)) == (1, 2, 3, 4, 5)


def test_change_of_mind_from_the_review_comes_back_to_the_review() -> None:
    place = ground(second=Choices())
    review = after(place, *TO_BALLOT, row(1), did("next"), row(2), did("next"))
    changed = after(place, Did(what="change", contest=0), row(3), did("next"), turn=review)
    assert (review.screen, changed.screen) == ("review", "review")
    assert changed.choices == {FIRST: frozenset({3}), SECOND: frozenset({2})}


def test_choice_taken_away_after_the_review_is_asked_for_again() -> None:
    place = ground(second=Choices())
    review = after(place, *TO_BALLOT, row(1), did("next"), row(2), did("next"))
    skipped = after(place, Did(what="change", contest=0), row(1), did("back"), KAZAKH, turn=review)
    turn, effects = step(place, replace(skipped, screen="review"), did("confirm"))
    assert (turn.screen, turn.contest, turn.notice, effects) == ("contest", 0, Notice.TOO_FEW, ())


def test_card_pulled_before_confirming_wipes_the_choices() -> None:
    place = ground()
    turn, effects = step(place, after(place, *TO_BALLOT, row(2)), did("card-out"))
    assert (turn.screen, dict(turn.choices), effects) == ("removed", {}, ("forget", "note-abandoned"))


def test_card_pulled_while_it_is_written_is_decided_by_the_card() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT, row(2), did("next"), did("confirm"), did("card-out"), did("undecided"))
    assert (turn.screen, dict(turn.choices)) == ("put-back", {})
    assert after(place, did("card-in"), did("card-voted"), turn=turn).screen == "thanks"
    assert after(place, did("card-in"), did("card-admitted"), turn=turn).screen == "language"


def test_card_that_took_no_write_is_sent_to_the_table_and_not_called_unvoted() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT, row(2), did("next"), did("confirm"), did("write-failed"))
    assert (turn.screen, dict(turn.choices)) == ("damaged", {})
    challenged = after(place, *TO_THANKS, did("check"), did("confirm"), did("write-failed"))
    assert challenged.screen == "damaged"


def test_quiet_voter_is_asked_then_the_card_is_wiped() -> None:
    place = ground()
    asked = after(place, *TO_BALLOT, row(2), Passed(119.5), Passed(0.5))
    assert (asked.screen, seconds_left(asked)) == ("still-there", 60)
    turn, effects = step(place, asked, Passed(60))
    assert (turn.screen, dict(turn.choices), effects) == ("abandoning", {}, ("abandon",))
    assert after(place, did("wiped"), turn=turn).screen == "abandoned"


@pytest.mark.parametrize("key", [did("go-on"), did("next"), row(1), Walk(), Take()], ids=lambda key: repr(key))
def test_any_key_goes_on_where_the_voter_was(key: Input) -> None:
    place = ground()
    back = after(place, *TO_BALLOT, row(2), Passed(120), key)
    assert (back.screen, back.choices, back.quiet_seconds) == ("contest", {FIRST: frozenset({2})}, 0)


def test_inputs_of_the_machine_do_not_begin_the_time_of_quiet_anew() -> None:
    turn = after(ground(), *TO_BALLOT, Passed(100), did("reader-found"), did("recorder-found"))
    assert turn.quiet_seconds == 100


@pytest.mark.parametrize("buttons", [("button-1", "button-2"), ("button-2", "button-1")])
def test_both_buttons_in_either_order_show_the_code_until_it_hides_itself(buttons: tuple[str, str]) -> None:
    place = ground()
    one = after(place, *TO_THANKS, did(buttons[0]), did(buttons[0]))
    assert one.screen == "thanks"
    shown = after(place, did(buttons[1]), turn=one)
    assert shown.screen == "code"
    assert after(place, Passed(30), turn=shown).screen == "thanks"


def test_check_of_the_machine_is_offered_only_where_the_election_allows_it() -> None:
    allowed, forbidden = ground(), ground(check=False)
    assert did("check") in targets(allowed, after(allowed, *TO_THANKS))
    assert did("check") not in targets(forbidden, after(forbidden, *TO_THANKS))
    assert after(forbidden, *TO_THANKS, did("check")).screen == "thanks"
    turn, effects = step(allowed, after(allowed, *TO_THANKS, did("check")), did("confirm"))
    assert (turn.screen, effects) == ("challenging", ("challenge",))


def test_card_left_in_the_terminal_forgets_code_and_seal_number() -> None:
    turn, effects = step(ground(), after(ground(), *TO_THANKS), Passed(120))
    assert (turn.screen, effects) == ("forgotten", ("forget",))


def test_codes_used_up_ends_the_service_of_the_device() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT, row(2), did("next"), did("confirm"), did("codes-used-up"))
    assert (turn.screen, dict(turn.choices)) == ("codes-used-up", {})
    assert after(place, did("card-out"), did("card-in"), turn=turn).screen == "codes-used-up"


def test_two_switches_cast_a_whole_vote() -> None:
    place = ground()
    turn = after(place, did("card-in"), did("card-admitted"), Walk(), Take())
    turn = after(place, Walk(), Walk(), Take(), turn=turn)
    assert turn.choices == {FIRST: frozenset({2})}
    turn = after(place, Walk(-1), Walk(-1), Walk(-1), Walk(-1), Walk(-1), turn=turn)
    while targets(place, turn)[turn.focus or 0].what != "next":
        turn = after(place, Walk(), turn=turn)
    turn = after(place, Take(), turn=turn)
    while turn.focus is None or targets(place, turn)[turn.focus].what != "confirm":
        turn = after(place, Walk(), turn=turn)
    assert after(place, Take(), turn=turn).screen == "sealing"


def test_settings_are_within_reach_of_two_switches() -> None:
    place = ground()
    for turn in (begin(), after(place, *TO_BALLOT), after(place, *TO_THANKS)):
        while turn.focus is None or targets(place, turn)[turn.focus].what != "contrast":
            turn = after(place, Walk(), turn=turn)
        assert after(place, Take(), turn=turn).contrast


def test_only_the_portable_device_is_begun_by_a_touch() -> None:
    carried, fixed = ground(Device.PORTABLE), ground()
    assert did("card-in") in targets(carried, begin())
    assert did("card-in") not in targets(fixed, begin())


def test_help_without_a_turn_has_nothing_to_leave() -> None:
    place = ground()
    assert did("leave") not in targets(place, after(place, did("help")))
    assert did("leave") in targets(place, after(place, *TO_BALLOT, did("help")))


def test_next_voter_finds_the_settings_of_the_start() -> None:
    place = ground()
    changed = (did("text-size"), did("contrast"), did("sound"))
    assert after(place, *TO_THANKS, *changed, did("card-out")) == begin()


def test_next_voter_finds_the_sound_of_the_start_and_the_screen_on() -> None:
    place = ground()
    start = after(place, did("headphones-in"))
    changed = [did(name) for name in ("louder", "louder", "faster", "hear", "screen-off", "repeat", "sound")]
    tuned = after(place, did("headphones-in"), *TO_THANKS, *changed)
    assert (tuned.volume, tuned.speed, tuned.sound, tuned.screen_off, tuned.tuning) == (4, 2, False, True, True)
    for end in ([did("card-out")], [Passed(120), did("card-out")]):
        assert after(place, *end, turn=tuned) == start


def test_volume_and_speed_stay_within_their_steps() -> None:
    place = ground()
    most = after(place, *[did("louder"), did("faster")] * 20)
    least = after(place, *[did("softer"), did("slower")] * 20)
    assert (VOLUMES[most.volume], SPEEDS[most.speed]) == (1.0, 2.0)
    assert (VOLUMES[least.volume], SPEEDS[least.speed]) == (VOLUMES[0], 0.75)


def test_screen_is_off_only_while_headphones_are_in() -> None:
    place = ground()
    assert not after(place, *TO_BALLOT, did("screen-off")).screen_off
    off = after(place, did("headphones-in"), *TO_BALLOT, did("screen-off"))
    assert off.screen_off
    assert not after(place, did("screen-off"), turn=off).screen_off
    pulled = after(place, did("headphones-out"), turn=off)
    assert (pulled.screen_off, pulled.screen, pulled.headphones) == (False, "contest", False)


def test_controls_of_the_sound_lie_over_the_screen_and_keep_it_from_touches() -> None:
    place = ground()
    tuning = after(place, did("headphones-in"), *TO_BALLOT, did("sound"))
    assert targets(place, tuning) == tuple(did(name) for name in TUNING)
    assert after(place, row(2), turn=tuning) == replace(tuning, tuning=False)
    while tuning.focus is None or targets(place, tuning)[tuning.focus].what != "faster":
        tuning = after(place, Walk(), turn=tuning)
    faster = after(place, Take(), turn=tuning)
    assert (faster.speed, faster.tuning, faster.focus) == (2, True, tuning.focus)
    assert not after(place, did("sound"), turn=faster).tuning
    assert not after(place, did("card-out"), turn=faster).tuning


def test_headphones_told_at_every_tick_change_nothing_of_the_turn() -> None:
    place = ground(first=Choices(minimum=1, maximum=2))
    turn = after(place, did("headphones-in"), *TO_BALLOT, row(1), row(2), row(3), did("repeat"), Passed(100))
    assert after(place, did("headphones-in"), turn=turn) == turn
    assert (turn.notice, turn.asked) == (Notice.TOO_MANY, True)


def test_repeat_says_what_is_in_focus_and_then_the_whole_screen() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT, Walk(), Walk(), did("repeat"))
    assert (turn.focus, turn.asked) == (1, True)
    assert after(place, Walk(), turn=turn).asked is False
    whole = after(place, did("repeat"), turn=turn)
    assert (whole.focus, whole.asked, whole.screen) == (None, True, "contest")


def test_portable_device_ends_a_turn_by_handing_it_back() -> None:
    place = ground(Device.PORTABLE)
    assert after(place, *TO_THANKS, did("finish")) == begin()
    assert after(place, *TO_BALLOT, row(2), Passed(120), Passed(60), did("wiped")) == begin()


def test_choices_are_in_no_text_made_of_a_turn() -> None:
    place = ground()
    one, other = (after(place, *TO_BALLOT, row(number)) for number in (1, 2))
    assert repr(one) == repr(other)


# The review, where a ballot has many contests.


def many_contests(count: int) -> Ground:
    made = definition()
    contests = tuple(replace(made.contests[0], id=ContestId(f"contest-{place}")) for place in range(count))
    return Ground(
        style=questions(replace(made, contests=contests), EXAMPLE_PRECINCT),
        languages=LANGUAGES,
        device=Device.TERMINAL,
        check=False,
    )


def test_review_of_seven_contests_is_confirmed_only_when_all_of_it_was_seen() -> None:
    place = many_contests(7)
    first = after(place, *TO_BALLOT, *(one for _ in range(7) for one in (row(2), did("next"))))
    assert [one.contest for one in targets(place, first) if one.what == "change"] == [0, 1, 2, 3, 4]
    assert did("confirm") not in targets(place, first)
    last = after(place, did("next"), turn=first)
    assert [one.contest for one in targets(place, last) if one.what == "change"] == [5, 6]
    assert did("confirm") in targets(place, last) and did("next") not in targets(place, last)
    assert after(place, did("confirm"), turn=first) == last  # a form that confirms too early turns the page
    assert after(place, did("back"), turn=last).page == 0
    assert after(place, Did(what="change", contest=6), turn=first) == first
    assert step(place, last, did("confirm"))[1] == ("seal",)


def test_larger_letters_keep_the_contest_of_the_review_that_was_first_on_the_page() -> None:
    place = many_contests(7)
    inputs = (*TO_BALLOT, *(one for _ in range(7) for one in (row(2), did("next"))), did("next"))
    large = after(place, *inputs, did("text-size"))
    assert (large.page, reviewed(place, large)) == (2, (4, 5))
    assert reviewed(place, after(place, did("text-size"), turn=large)) == (0, 1, 2, 3, 4)
