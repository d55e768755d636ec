"""A recorder's files as somebody left them: opened, they are what was recorded, or the error says what is wrong.

Whole files and whole media here, opened by the recorder itself, checked, exported and read by the command; single
lines, notes and the socket's messages are `tests/recorder/test_noise.py`. What no chain can see in its own file is a
last line that was changed into another lawful one, or cut off: signed heads and the second medium see it.
"""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sailau.adapters.recorder_file import RecorderFile, read_record
from sailau.adapters.recorder_media import RecorderMedia, read_media
from sailau.cli.main import main
from sailau.errors import InvariantError, SailauError
from sailau.recorder.chain import Entry
from sailau.service.recorder.evidence import export_evidence
from tests.service.day import SetClock

DEVICE = "desk-1"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
EVENTS = 12
PIECES = (b"", b"\0" * 512, b"\n", b"\n\n", b'"', b"{}", b"[" * 3000, b"9" * 5000, b"\xff\xfe", b"null", b" ", b"\r")
Spoil = Callable[[bytes], bytes]


@st.composite
def spans(draw: st.DrawFn) -> Spoil:
    """Some bytes exchanged for others."""
    at, length, new = draw(st.floats(0, 1)), draw(st.integers(0, 40)), draw(st.sampled_from(PIECES) | st.binary())
    return lambda text: text[: int(at * len(text))] + new + text[int(at * len(text)) + length :]


@st.composite
def line_games(draw: st.DrawFn) -> Spoil:
    """Lines left out, doubled, exchanged, put elsewhere, cut off."""
    one, two = draw(st.integers(0, EVENTS)), draw(st.integers(0, EVENTS))
    how = draw(st.sampled_from(["drop", "double", "swap", "cut", "move"]))

    def play(text: bytes) -> bytes:
        lines = text.splitlines(keepends=True)
        if not lines:
            return text
        a, b = one % len(lines), two % len(lines)
        if how == "drop":
            del lines[a]
        elif how == "double":
            lines.insert(b, lines[a])
        elif how == "swap":
            lines[a], lines[b] = lines[b], lines[a]
        elif how == "move":
            lines.insert(b, lines.pop(a))
        else:
            lines = lines[:a]
        return b"".join(lines)

    return play


spoils = st.lists(spans() | line_games(), min_size=1, max_size=3)


def spoilt(text: bytes, how: Sequence[Spoil]) -> bytes:
    for one in how:
        text = one(text)
    return text


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in a file and one on two media, each of so many events."""
    folder: Path = tmp_path_factory.mktemp("records")
    clock = SetClock(START)
    with RecorderFile(folder / "recorder.jsonl", DEVICE, clock) as recorder:
        for number in range(EVENTS):
            recorder.record("card-activated", member=1 + number % 7)
    media = (folder / "a", folder / "b")
    for medium in media:
        medium.mkdir()
    with RecorderMedia(media, DEVICE, clock) as recorder:
        for number in range(EVENTS):
            recorder.record("card-activated", member=1 + number % 7)
    return folder


def tells(error: SailauError) -> None:
    assert not isinstance(error, InvariantError)
    assert error.diagnostics()


def is_what_was(before: bytes, now: bytes) -> bool:
    """Whether every line but the last is one that was there, in its place."""
    return before.startswith(b"".join(now.splitlines(keepends=True)[:-1]))


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(how=spoils)
@example(how=[lambda text: b""])
@example(how=[lambda text: b"\n"])
@example(how=[lambda text: text + b"\0" * 4096])
@example(how=[lambda text: text.replace(b"desk-1", b"desk-2")])
def test_a_recorders_file_is_what_was_recorded_or_refused(whole: Path, tmp_path: Path, how: list[Spoil]) -> None:
    good, path = (whole / "recorder.jsonl").read_bytes(), tmp_path / "recorder.jsonl"
    path.write_bytes(spoilt(good, how))
    seen: list[Entry] = []
    try:
        read_record(path, DEVICE, seen.append)
    except SailauError as error:
        tells(error)
    else:
        assert is_what_was(good, path.read_bytes())
    try:
        with RecorderFile(path, DEVICE, SetClock(START)) as recorder:
            assert recorder.verify().entries >= 1
            length = recorder.head().entries
    except SailauError as error:
        tells(error)
        return
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == length
    assert is_what_was(good, b"".join(lines[:-1])), "an altered record was gone on with"
    path.unlink()


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(how=spoils, medium=st.sampled_from("ab"), resync=st.booleans())
@example(how=[lambda text: b""], medium="a", resync=True)
@example(how=[lambda text: text[:-1]], medium="b", resync=False)
@example(how=[lambda text: text + text.splitlines(keepends=True)[-1]], medium="b", resync=True)
def test_one_medium_of_two_that_was_altered_is_levelled_to_what_was_recorded_or_refused(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, how: list[Spoil], medium: str, resync: bool
) -> None:
    folder: Path = tmp_path_factory.mktemp("media")
    media = (folder / "a", folder / "b")
    good = (whole / "a" / f"{DEVICE}.record").read_bytes()
    for one in media:
        one.mkdir()
        (one / f"{DEVICE}.record").write_bytes(spoilt(good, how) if one.name == medium else good)
    as_it_was = {one: (one / f"{DEVICE}.record").read_bytes() for one in media}
    try:
        export_evidence(media, DEVICE, folder / "evidence", generated=START, election="e")
    except SailauError as error:
        tells(error)
        assert not (folder / "evidence").exists()
    else:
        assert as_it_was[media[0]] == as_it_was[media[1]]
    try:
        with RecorderMedia(media, DEVICE, SetClock(START), resync=resync) as recorder:
            recorder.verify()
    except SailauError as error:
        tells(error)
        assert (media[0 if medium == "b" else 1] / f"{DEVICE}.record").read_bytes() == good, "the good medium was hurt"
        return
    texts = {(one / f"{DEVICE}.record").read_bytes() for one in media}
    assert len(texts) == 1
    assert texts.pop().startswith(good)
    assert read_media(media, DEVICE).log.head.entries > EVENTS
    shutil.rmtree(folder)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(how=spoils, verb=st.sampled_from(["verify", "export", "resync"]))
def test_the_command_says_what_is_wrong_with_the_media_and_never_a_traceback(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, how: list[Spoil], verb: str
) -> None:
    folder: Path = tmp_path_factory.mktemp("command")
    good = (whole / "a" / f"{DEVICE}.record").read_bytes()
    words = ["recorder", verb, "--device", DEVICE, "--out", str(folder / "out")]
    for name in "ab":
        (folder / name).mkdir()
        (folder / name / f"{DEVICE}.record").write_bytes(spoilt(good, how))
        words += ["--media", str(folder / name)]
    code = main(words)
    assert code in (0, 1, 2)
    if code == 0:
        assert is_what_was(good, spoilt(good, how)) or verb == "resync"
    shutil.rmtree(folder)
