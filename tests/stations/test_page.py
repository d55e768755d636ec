"""The kiosk's pages: what can be touched is what the targets say, equal is equal, and nothing is shown too early."""

import re
from dataclasses import replace
from functools import cache

import pytest
from tools.gallery.ballots import five, twenty_four
from tools.gallery.scenes import Scene, all_pages, ground_of, scene, scenes

from sailau.election.ballot import ContestQuestion
from sailau.election.nouns import Language, Words
from sailau.stations.kiosk.form import BEGIN, did_of, value_of
from sailau.stations.kiosk.page import page_of
from sailau.stations.kiosk.rendering import TEMPLATES, render
from sailau.stations.site import static_files
from sailau.terminal.kiosk import OF_PEOPLE, Did, step, targets
from sailau.terminal.screen_table import Phase, shipped_table
from sailau.terminal.shown import code_digits, seal_number
from sailau.terminal.turn import Device, Turn

TARGET = re.compile(r'data-target="(\d+)"')
BUTTON = re.compile(r"<button .*?</button>", re.DOTALL)
VALUE = re.compile(r'value="([^"]+)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@cache
def pages() -> tuple[tuple[Scene, str], ...]:
    return tuple((one, render(one.page())) for one in scenes())


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", TAG.sub(" ", html.partition("<body>")[2]))


def test_every_state_has_a_page() -> None:
    assert {one.turn.screen for one, _ in pages()} == set(shipped_table().screens)


def test_buttons_stand_in_the_order_of_the_targets_and_none_is_missing() -> None:
    for one, html in pages():
        if one.turn.screen_off:
            continue
        ahead = targets(one.ground, one.turn)
        assert [int(place) for place in TARGET.findall(html)] == list(range(len(ahead))), one.name
        named = [VALUE.search(button) for button in BUTTON.findall(html) if TARGET.search(button)]
        assert [found[1] for found in named if found] == [value_of(did) for did in ahead], one.name


def test_every_button_makes_the_input_that_its_value_says() -> None:
    for one, html in pages():
        for button in BUTTON.findall(html):
            found = VALUE.search(button)
            assert found is not None
            did = did_of(found[1])
            assert did is not None, (one.name, found[1])
            assert value_of(did) == found[1]


@pytest.mark.parametrize(
    "value",
    ["", "sealed", "card-out", "choose", "choose:", "choose:-1", "choose:x", "choose:99999", "change:٣", "next:1",
     "choose-language:de", "recorder-found", "wiped"],
)  # fmt: skip
def test_value_that_no_button_has_is_no_input(value: str) -> None:
    assert did_of(value) is None


def test_form_makes_inputs_of_people_and_the_members_begin_only() -> None:
    plain = {name for name in shipped_table().inputs if did_of(name) is not None}
    assert plain == OF_PEOPLE - {"choose", "choose-language", "change"} | {BEGIN}


def test_page_has_one_focus_at_most_and_it_is_the_turns() -> None:
    for one, html in pages():
        found = re.findall(r'data-target="(\d+)" data-focus', html)
        focus = one.turn.focus
        expected = [] if focus is None or focus >= len(targets(one.ground, one.turn)) else [str(focus)]
        assert found == expected, one.name


def test_at_most_one_button_is_filled_and_none_that_wipes_or_voids() -> None:
    for one, html in pages():
        filled = [button for button in BUTTON.findall(html) if 'class="button go"' in button]
        assert len(filled) <= 1, one.name
        named = [found[1] for button in filled if (found := VALUE.search(button))]
        assert not {"leave", "check"} & set(named)
        assert one.turn.screen != "check" or not filled


def test_no_button_is_ever_dead() -> None:
    assert not [one.name for one, html in pages() if "disabled" in html]
    nothing = next(one for one, _ in pages() if one.name == "contest-none-kk")
    assert step(nothing.ground, nothing.turn, Did(what="next"))[0] != nothing.turn


def test_next_says_which_answers_follow_until_the_last_page() -> None:
    place = ground_of(twenty_four())
    first = scene("list", place, "contest", Language.EN, choices={}).turn
    said = [
        page_of(place, turn, scene("list", place, "contest", Language.EN).shown) for turn in all_pages(place, first)
    ]
    words = [page.foot.onward.said[0].text for page in said if page.foot.onward]
    assert words == ["More: 6–10", "More: 11–15", "More: 16–20", "More: 21–24", "Next"]
    assert [page.foot.onward.kind for page in said if page.foot.onward][-1] == "quiet"


def test_all_answers_of_a_page_look_alike() -> None:
    for one, html in pages():
        if one.turn.screen != "contest" or one.turn.choices or one.turn.focus is not None:
            continue
        rows = [button for button in BUTTON.findall(html) if 'class="button row' in button]
        bare = {
            re.sub(r"choose:\d+|data-target=\"\d+\"|<b>.*?</b>( <span class=\"rest\">.*?</span>)?", "", row)
            for row in rows
        }
        assert len(rows) > 1 or one.turn.page
        assert len(bare) == 1, one.name


def test_templates_have_no_words_of_their_own() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        left = TAG.sub("", DJANGO.sub("", path.read_text(encoding="utf-8")))
        assert not re.search(r"\w", left), (path.name, left.strip())


def test_page_has_neither_script_nor_style_inside() -> None:
    for one, html in pages():
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html), one.name


def test_name_that_looks_like_markup_is_a_name() -> None:
    def renamed(asked: ContestQuestion) -> ContestQuestion:
        first = replace(asked.answers[0], surname=Words("<script>", "<b>x</b>", '"><i'))
        return replace(asked, answers=(first, *asked.answers[1:]))

    style = five()
    place = ground_of(replace(style, contests=(renamed(style.contests[0]),)))
    html = render(scene("markup", place, "contest", Language.KK).page())
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_training_is_said_on_every_screen_and_never_on_a_real_one() -> None:
    for one, html in pages():
        trained = replace(one, shown=replace(one.shown, frame=replace(one.shown.frame, training=True)))
        assert "training-bar" in render(trained.page()), one.name
        assert ("training-bar" in html) == one.shown.frame.training


def test_portable_device_never_speaks_of_a_card() -> None:
    told = [(one.name, words_of(html)) for one, html in pages() if one.ground.device is Device.PORTABLE]
    refused = {name for name, _ in told if "portable-refused" in name}
    assert len(told) >= 25
    assert [name for name, text in told if re.search(r"[Кк]арточк|[Cc]ard\b", text) and name not in refused] == []


def test_choice_is_seen_only_while_it_can_be_changed() -> None:
    names = [answer.text(language).split()[0] for answer in five().contests[0].answers for language in Language]
    for one, html in pages():
        if one.turn.screen in {"contest", "review"} and not (one.turn.screen_off or one.turn.tuning):
            continue
        assert not [name for name in names if name in words_of(html)], one.name


def test_codes_are_seen_on_their_own_screen_only() -> None:
    for one, html in pages():
        shown = [code_digits(code) for _, code in one.shown.codes]
        seen = [digits for digits in shown if " ".join(digits) in words_of(html)]
        assert (seen == shown) == (one.turn.screen == "code" or not shown), one.name
    hidden = [one for one, _ in pages() if one.turn.screen == "thanks"]
    assert hidden
    assert all(not one.shown.codes for one in hidden)


def test_screen_that_is_off_shows_nothing_of_a_vote() -> None:
    for one, _ in pages():
        if shipped_table().screens[one.turn.screen].phase is Phase.NONE:
            continue
        html = render(page_of(one.ground, replace(one.turn, screen_off=True, headphones=True), one.shown))
        assert "<button" not in html
        assert not re.search(r"\d\d|QR|data:image", words_of(html)), one.name


def test_texts_made_of_a_page_hold_no_choice_no_code_and_no_seal_number() -> None:
    for one, _ in pages():
        made = repr(one.page())
        assert not [code for _, code in one.shown.codes if code_digits(code) in made]
        assert not one.shown.tracker or (
            one.shown.tracker not in made and seal_number(one.shown.tracker)[0] not in made
        )
        if one.turn.screen in {"contest", "review"}:
            assert made == repr(replace(one, turn=_other_choice(one)).page()) or one.turn.screen == "review", one.name


def _other_choice(one: Scene) -> Turn:
    """The same turn with another row of the same page chosen, as many as before."""
    moved = {}
    for contest_id, choice in one.turn.choices.items():
        count = len(one.ground.style.contest(contest_id).answers)
        moved[contest_id] = (
            choice if not isinstance(choice, frozenset) else frozenset(row % count + 1 for row in choice)
        )
    return replace(one.turn, choices=moved)


def test_look_of_the_kiosk_is_the_packages_own() -> None:
    for sheet in ("sailau.css", "kiosk.css"):
        addresses = re.findall(r"url\(\"?([^)\"]+)", static_files()[sheet].read_text(encoding="utf-8"))
        assert all(address in static_files() for address in addresses)
