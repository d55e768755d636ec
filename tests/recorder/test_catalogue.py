"""The catalogue of events is data, and cannot name a voter, a card, a credential, a tracker or a choice (E18, R 12)."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from sailau.recorder import CATALOGUE, EventKind
from sailau.recorder.catalogue import catalogue_source
from sailau.recorder.values import KINDS, is_of_kind

ROWS = list(CATALOGUE.values())
NAMING = re.compile(
    r"voter|iin|surname|patronymic|birth|address|document|number|serial|chip|credential|tracker|ballot_id|choice|"
    r"answer|candidate|party|language|code$|name$|nonce|random|key|secret|pin$|password"
)
COUNTED = {"credentials", "voters", "codes"}
"""Fields that count such things; they must be counts."""


def fields_of(kind: EventKind) -> Iterator[tuple[str, object]]:
    yield from kind.fields.items()


NOT_IN_A_TURN = {
    # what the recorder itself says
    *("recorder-begun", "recorder-reopened", "recorder-gap", "clock-stepped", "media-levelled"),
    *("session-begun", "stream-begun", "interval-sealed", "stream-ended"),
    # what happens to the device, before voters come, between them or after them
    *("device-started", "device-stopped", "software-checked", "setup-fixed", "head-witnessed", "restart-made"),
    *("password-entered", "password-locked", "refusal-shown", "closing-card-signed", "device-secrets-erased"),
    *("portable-filled", "portable-emptied", "copy-missing", "copy-made-anew"),
}
"""Every other event of a terminal or a portable device has a number in a session's sealed stream."""


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.code)
def test_event_has_no_field_that_could_name_a_person_card_or_choice(kind: EventKind) -> None:
    for name, of in fields_of(kind):
        if name in COUNTED:
            assert of == "count"
        else:
            assert NAMING.search(name) is None, f"{kind.code}.{name}"
        assert isinstance(of, tuple) or of in KINDS, "there is no kind of free text"
        if isinstance(of, tuple):
            assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in of), "closed lists are of plain words"


def test_no_kind_of_value_can_hold_an_iin_a_credential_or_a_tracker() -> None:
    iin, tracker = "910312300456", "x5aSqB1fIs0gEXnlOXfMiGnIJ0E9gvbJ8x0Rz0nBn9g"
    for kind in KINDS:
        assert not is_of_kind(iin, kind)
        assert not is_of_kind(int(iin), kind)
        assert not is_of_kind(tracker, kind)
        assert not is_of_kind("Әлия Нұрланқызы", kind)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.code)
def test_devices_that_meet_a_voter_record_no_digest_but_their_own(kind: EventKind) -> None:
    if set(kind.devices) & {"desk", "terminal", "portable", "accumulator"}:
        assert "digest" not in kind.fields.values()
    if "any" in kind.devices:
        digests = {name for name, of in fields_of(kind) if of == "digest"}
        assert digests <= {"software", "setup", "head"}


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.code)
def test_counts_at_devices_that_meet_a_voter_are_of_closing_and_tours_only(kind: EventKind) -> None:
    if set(kind.devices) & {"desk", "terminal", "accumulator"} and "count" in kind.fields.values():
        assert kind.code in {"closing-card-signed", "portable-filled", "portable-emptied", "home-tour-sent"}


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.code)
def test_event_says_what_it_means_in_three_languages_and_cites_an_article(kind: EventKind) -> None:
    texts = (kind.meaning.kk, kind.meaning.ru, kind.meaning.en)
    assert len(set(texts)) == 3
    assert all(len(text) > 8 for text in texts)
    assert not re.search(r"[әғқңөұүһі]", kind.meaning.ru.lower())
    assert re.fullmatch(r"(L [0-9]+(-[0-9]+)?|R [0-9]+(-[0-9]+)?)(\([0-9]+(-[0-9]+)?\))*", kind.article)


def test_whatever_a_kiosk_can_record_in_a_voters_turn_is_sealed() -> None:
    at_a_kiosk = {kind.code for kind in ROWS if set(kind.devices) & {"any", "terminal", "portable"}}
    assert {code for code in at_a_kiosk if CATALOGUE[code].sealed is None} == NOT_IN_A_TURN


def test_catalogue_is_the_file_itself() -> None:
    rows = tomllib.loads(catalogue_source().decode())["event"]
    assert [row["code"] for row in rows] == list(CATALOGUE)
    allowed = {"code", "devices", "article", "kk", "ru", "en", "fields", "sealed"}
    assert all(set(row) <= allowed for row in rows)


def test_every_device_of_the_house_has_events() -> None:
    for device in ("precinct", "desk-1", "terminal-2", "portable-1", "accumulator-1"):
        assert sum(kind.allows(device) for kind in ROWS) > 12
    assert not any(kind.allows("kettle-1") and kind.devices != ("any",) for kind in ROWS)
