"""Whatever stands in a recorder's files or on its socket: read, or an error that says where; never a traceback."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sailau.adapters.recorder_wire import Inbox, packed
from sailau.errors import SailauError
from sailau.recorder import begin, next_entry
from sailau.recorder.checkpoint import Checkpoint, open_checkpoint, parse_vkey, sign_checkpoint, verifier_of
from sailau.recorder.salted import Salted, parse_salted

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
NOTE = sign_checkpoint(Checkpoint(origin="sailau/desk-1", size=5, root=bytes(32)), KEY)
ENTRY = next_entry(begin("desk-1"), "card-activated", {"member": 3}, datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
LINE = Salted(salt=bytes(32), uptime_us=7, entry=ENTRY).line()[:-1]


@st.composite
def spoilt(draw: st.DrawFn, good: bytes) -> bytes:
    """Some part of `good` exchanged for something else."""
    first = draw(st.integers(0, len(good)))
    last = draw(st.integers(first, min(len(good), first + 12)))
    other = draw(st.one_of(st.binary(max_size=12), st.sampled_from(PIECES)))
    return good[:first] + other + good[last:]


PIECES = [
    b'"',
    b"{}",
    b"[]",
    b"null",
    b"-1",
    b"1e999",
    b"9" * 5000,
    b"\\ud800",
    b"NaN",
    b"\n",
    b"\n\n",
    b" ",
    b"\xff",
    b"[" * 3000,
]


@settings(max_examples=300, deadline=None)
@given(line=spoilt(LINE))
@example(line=LINE.replace(b'"member":3', b'"member":' + b"9" * 5000))
@example(line=LINE.replace(b'"seq":0', b'"seq":' + b"9" * 30))
@example(line=LINE.replace(b"2026-11-22T02", b"0001-01-01T00").replace(b"+00:00", b"+23:59"))
@example(line=LINE.replace(b"desk-1", b"\\ud800"))
def test_a_spoilt_line_is_read_or_refused(line: bytes) -> None:
    try:
        parsed = parse_salted(line, "line 1")
    except SailauError as error:
        assert error.diagnostics().startswith("line 1")
    else:
        assert parsed.line() == line + b"\n"


@settings(max_examples=300, deadline=None)
@given(note=spoilt(NOTE))
def test_a_spoilt_note_is_refused(note: bytes) -> None:
    try:
        opened = open_checkpoint(note, verifier_of("sailau/desk-1", KEY))
    except SailauError:
        return
    assert opened == Checkpoint(origin="sailau/desk-1", size=5, root=bytes(32)), "only lines of others were changed"


@settings(max_examples=200, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=80), spoilt(verifier_of("a", KEY).vkey().encode()).map(lambda b: b.decode("latin1"))
    )
)
def test_a_spoilt_verifier_key_is_refused(text: str) -> None:
    try:
        assert parse_vkey(text).vkey() == text.strip()
    except SailauError as error:
        assert "vkey" in error.diagnostics()


@settings(max_examples=200, deadline=None)
@given(noise=st.lists(spoilt(packed({"do": "record", "event": "device-started", "fields": {}})), max_size=4))
def test_noise_on_the_wire_is_messages_or_an_error(noise: list[bytes]) -> None:
    inbox = Inbox()
    try:
        for data in noise:
            assert all(isinstance(message, dict) for message in inbox.take(data))
    except SailauError as error:
        assert "socket" in error.diagnostics()
