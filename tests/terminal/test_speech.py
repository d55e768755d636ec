"""A ballot by ear: the order of the screen, nothing without headphones, codes on request, every phrase rendered."""

import base64
import hashlib
import random
from dataclasses import replace
from functools import cache

import pytest

from sailau.election.ballot import questions
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district, president_2005
from sailau.election.nouns import Choices, Definition, Language
from sailau.formats.v1.package import names as package_names
from sailau.terminal.kiosk import Did, Input, Take, Walk, begin, step, targets
from sailau.terminal.refusals import EXPIRED
from sailau.terminal.screen_table import shipped_table
from sailau.terminal.shown import WHOLE_BALLOT, Frame, Shown
from sailau.terminal.speech import HEADINGS, STATEMENTS, all_phrases, script_of
from sailau.terminal.turn import Device, Ground, Turn, all_rows
from sailau.words.screens import screen_words, speech_words

FRAME = Frame(precinct=25, device=3, fingerprint="A1B2C3D4", training=False, slot="right")
TRACKER = base64.b64encode(hashlib.sha256(b"a ballot").digest()).decode().rstrip("=")
SHOWN = Shown(frame=FRAME, tracker=TRACKER, codes=((WHOLE_BALLOT, 4816),), refused=EXPIRED.text)
THREE = (Language.KK, Language.RU, Language.EN)


@cache
def several() -> Definition:
    """Two of five, blank votes allowed, and five more rows than a page holds."""
    made = party_and_district()
    return replace(
        made,
        languages=THREE,
        contests=tuple(replace(one, choices=Choices(minimum=2, maximum=3, blank=True)) for one in made.contests),
    )


def ground(definition: Definition | None = None, device: Device = Device.TERMINAL) -> Ground:
    made = definition or president_2005()
    return Ground(style=questions(made, EXAMPLE_PRECINCT), languages=made.languages, device=device, check=True)


GROUNDS = [
    pytest.param(president_2005(), Device.TERMINAL, id="one choice"),
    pytest.param(party_and_district(), Device.PORTABLE, id="parties and a seat, carried"),
    pytest.param(several(), Device.TERMINAL, id="several choices in three languages"),
]


def did(what: str) -> Did:
    return Did(what=what)


def after(place: Ground, *inputs: Input, turn: Turn | None = None) -> Turn:
    shown = turn or begin()
    for happened in inputs:
        shown, _ = step(place, shown, happened)
    return shown


def said(place: Ground, turn: Turn, shown: Shown = SHOWN) -> list[str]:
    return [phrase.name for phrase in script_of(place, turn, shown)]


KAZAKH = Did(what="choose-language", language=Language.KK)
LISTENING = (did("headphones-in"), did("card-in"), did("card-admitted"))
TO_BALLOT = (*LISTENING, KAZAKH)
TO_THANKS = (*TO_BALLOT, Did(what="choose", row=2), did("next"), did("confirm"), did("sealed"))


def test_every_screen_says_something() -> None:
    assert set(STATEMENTS) | set(HEADINGS) == set(shipped_table().screens)


def test_nothing_is_said_without_headphones_or_where_the_sound_is_off() -> None:
    place = ground()
    listening = after(place, *TO_BALLOT)
    assert said(place, listening)
    assert said(place, after(place, did("headphones-out"), turn=listening)) == []
    assert said(place, after(place, did("hear"), turn=listening)) == []
    assert said(place, after(place, did("hear"), did("sound"), turn=listening)), "the way back is spoken"


def test_screen_is_said_first_then_its_rows_in_the_order_of_the_ballot() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT)
    contest = place.style.contests[0]
    heard = [["kk-title-president", "kk-choose-candidate", "kk-lines-5", "kk-nothing-chosen"]]
    assert [said(place, turn)] == heard
    for row in all_rows(contest):
        turn = after(place, Walk(), turn=turn)
        name = f"kk-answer-president.{contest.answers[row - 1].id}"
        assert said(place, turn) == [name, f"kk-place-{row}", "kk-of-5", "kk-not-chosen", "kk-choose-it"]
    assert [said(place, after(place, *[Walk()] * steps, turn=turn))[0] for steps in (1, 2, 3)] == [
        "kk-back",
        "kk-next",
        "kk-larger-letters",
    ]


def test_position_is_that_in_the_whole_list_also_on_its_second_page() -> None:
    place = ground(several())
    turn = after(place, *TO_BALLOT, did("next"))
    assert (said(place, turn)[0], turn.page) == ("kk-next-page", 1)
    assert said(place, after(place, Walk(), turn=turn))[1:3] == ["kk-place-6", f"kk-of-{rows_of(place)}"]


def rows_of(place: Ground) -> int:
    return len(all_rows(place.style.contests[0]))


def test_choice_is_said_where_it_is_made_and_on_the_review() -> None:
    place = ground()
    chosen = after(place, *TO_BALLOT, Walk(), Walk(), Take())
    name = f"kk-answer-president.{place.style.contests[0].answers[1].id}"
    assert said(place, chosen) == [name, "kk-place-2", "kk-of-5", "kk-chosen", "kk-take-it-away"]
    review = after(place, did("next"), turn=chosen)
    assert said(place, review)[:4] == ["kk-check-choice", "kk-title-president", "kk-chosen", name]


def test_touch_that_changes_nothing_says_why() -> None:
    place = ground()
    assert said(place, after(place, *TO_BALLOT, did("next")))[0] == "kk-choose-candidate"
    many = ground(several())
    turn = after(many, *TO_BALLOT, *[step for _ in range(4) for step in (Walk(), Take())])
    assert said(many, turn)[0] == "kk-too-many-3"


def test_before_a_language_is_chosen_everything_is_said_in_each() -> None:
    place = ground()
    heard = [f"{language}-{name}" for language in THREE for name in ("insert-card", "secret")]
    assert said(place, after(place, did("headphones-in"))) == heard
    turn = after(place, *LISTENING, Walk(), Walk())
    assert said(place, turn) == ["ru-language-name", "ru-choose-it"]


def test_word_of_thanks_is_said_in_both_languages() -> None:
    place = ground()
    heard = said(place, after(place, *TO_THANKS))
    assert heard[:4] == ["kk-accepted", "kk-thank-you", "ru-thank-you", "kk-take-card"]


def test_code_and_seal_number_are_said_on_request_alone() -> None:
    place = ground()
    digits = ["kk-number-4", "kk-number-8", "kk-number-1", "kk-number-6"]
    thanks = after(place, *TO_THANKS)
    code = after(place, did("button-1"), did("button-2"), turn=thanks)
    assert not set(digits) & set(said(place, code))
    assert "kk-hear-code" in said(place, code)
    asked = after(place, did("repeat"), turn=code)
    assert said(place, asked)[1:5] == digits
    assert not set(digits) & set(said(place, after(place, Walk(), turn=asked)))
    assert "kk-seal-number" not in said(place, thanks)
    signs = said(place, after(place, did("repeat"), turn=thanks))
    assert sum(name.startswith(("kk-sign-", "kk-number-")) for name in signs) == 12


def test_reason_of_a_refused_card_is_said_and_a_strange_one_by_the_screens_word() -> None:
    place = ground()
    refused = after(place, did("headphones-in"), did("card-in"), did("card-refused"))
    assert said(place, refused)[:2] == ["kk-refusal-card-expired", "kk-take-card-to-member"]
    strange = replace(SHOWN, refused=replace(EXPIRED.text, kk="Басқа себеп"))
    assert said(place, refused, strange)[0] == "kk-card-not-taken"


def test_controls_of_the_sound_say_how_far_they_are() -> None:
    place = ground()
    turn = after(place, *TO_BALLOT, did("sound"))
    assert said(place, turn)[0] == "kk-sound-settings"
    louder = after(place, Walk(), Walk(), Take(), turn=turn)
    assert said(place, louder) == ["kk-louder", "kk-number-4", "kk-press-it"]


@pytest.mark.parametrize(("definition", "device"), GROUNDS)
def test_whatever_is_said_was_rendered(definition: Definition, device: Device) -> None:
    place = ground(definition, device)
    rendered = {phrase.name: phrase for phrase in all_phrases(place)}
    chance, screens = random.Random(4), set()
    inputs = [did(name) for name in shipped_table().inputs if name not in {"choose", "choose-language", "change"}]
    inputs = [one for one in inputs if one.what not in {"hear", "headphones-out"}]
    shown = replace(SHOWN, codes=tuple((asked.contest.id, 7) for asked in place.style.contests))
    starts = [after(place, *begun) for begun in (TO_BALLOT, TO_BALLOT[:-1], (did("headphones-in"),))]
    starts += [
        replace(starts[0], screen=name) for name in shipped_table().screens if name not in {"still-there", "help"}
    ]
    for walk in range(len(starts) * 12):
        turn = starts[walk % len(starts)]
        for _ in range(40):
            ahead = targets(place, turn)
            likely = [Walk(), Take(), *ahead, *(one for one in ahead if one.what in {"choose", "next", "change"})]
            turn, _ = step(place, turn, chance.choice(inputs) if chance.random() < 0.04 else chance.choice(likely))
            screens.add(turn.screen)
            for phrase in script_of(place, turn, shown):
                assert rendered[phrase.name] == phrase
    assert screens >= set(shipped_table().screens) - {"still-there"}


@pytest.mark.parametrize(("definition", "device"), GROUNDS)
def test_files_of_the_phrases_have_names_that_a_package_takes(definition: Definition, device: Device) -> None:
    phrases = all_phrases(ground(definition, device))
    for phrase in phrases:
        path = f"{package_names.SOUND}/{phrase.name}.wav"
        assert package_names.PATH.match(path)
        assert len(path) <= package_names.PATH_MAX
        assert phrase.text
        assert not set("«»“”№·") & set(phrase.text)
    assert len(phrases) < 800


def test_words_of_speech_are_all_said_and_none_is_a_screens() -> None:
    assert not set(speech_words().entries) & set(screen_words().entries)
    every = {phrase.name for phrase in all_phrases(ground(several()))}
    prefixes = {"place": "kk-place-1", "of": "kk-of-5", "lines": "kk-lines-", "contest-of": "kk-contest-1-of-2"}
    for entry in speech_words().entries:
        start = prefixes.get(entry, f"kk-{entry}")
        assert any(name.startswith(start) for name in every), entry


def test_numbers_are_spoken_with_the_endings_of_their_language() -> None:
    texts = {phrase.name: phrase.text for phrase in all_phrases(ground(several()))}
    assert texts["kk-place-2"] == "екінші"
    assert texts["ru-place-2"] == "строка вторая"
    assert texts["ru-too-few-2"] == "Сделайте не менее двух выборов"
    assert texts["ru-too-many-3"].startswith("Можно не более трёх выборов")
    assert texts["kk-sign-W"] == "дубль-вэ"


def test_text_of_a_script_tells_no_choice() -> None:
    place = ground()
    scripts = [script_of(place, after(place, *TO_BALLOT, Walk(), *more), SHOWN) for more in ((), (Take(),))]
    assert repr(scripts[0]) == repr(scripts[1])
