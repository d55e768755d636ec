"""A precinct whose evening is over: its record, the recorders of two devices with sealed sessions, everybody's keys."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.adapters.recorder_media import RecorderMedia
from sailau.formats.v1.record import RECORDER_TAG, Manifest, RecorderHead, names
from sailau.formats.v1.recorder_key import RECORDER_KEY, RecorderContext, RecorderKey, parties_of
from sailau.recorder.chain import Head
from sailau.recorder.values import FieldValue
from sailau.sealing.recorder_key import combine, make_share, wrap
from sailau.service.recorder.sessions import BEGINS, Sessions
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from tests.records.day import cast_all, counted
from tests.records.folder import Edits, write_record
from tests.records.world import EVENING, PRECINCT, UUID, ZONE, World, make_world, small_definition

MORNING = datetime(2005, 12, 4, 6, 30, tzinfo=ZONE)
LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = b"481502"
TERRITORY = "aqsamal"
PARTIES = parties_of(3)
Event = tuple[str, Mapping[str, FieldValue]]

VOTED: Sequence[Event] = (
    ("language-touched", {}),
    ("answer-touched", {"contest": 1}),
    ("confirmed", {}),
    ("card-written", {}),
    ("card-removed", {}),
)
CHALLENGED: Sequence[Event] = (("confirmed", {}), ("challenge-written", {}), ("card-removed", {}))
LEFT: Sequence[Event] = (("language-touched", {}), ("session-abandoned", {"stage": "answers"}))
BROKEN: Sequence[Event] = (("confirmed", {}), ("card-write-failed", {"outcome": "undecided"}))


class Clocks:
    """A wall clock and an uptime that go on together."""

    def __init__(self) -> None:
        self.wall, self.up_us = MORNING, 10**9

    def now(self) -> datetime:
        return self.wall

    def uptime(self) -> int:
        return self.up_us

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.up_us += round(seconds * 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everything lies."""

    world: World
    record: Path
    media: Mapping[str, tuple[Path, Path]]
    key: RecorderKey
    stores: Path

    @property
    def key_file(self) -> Path:
        return self.stores / "recorder-key.json"

    def store(self, party: str) -> MemberKeyStore:
        return MemberKeyStore.open(self.stores / f"{party}.key", PIN)


def make_place(folder: Path) -> Place:
    """A whole precinct; the record is made by the real parts, its manifest names the recorders' heads."""
    world = make_world(pki=_pki())
    key = _keys(folder / "stores", world)
    media = {device: _media(folder / device) for device in ("terminal-1", "accumulator-1")}
    heads = {
        "terminal-1": record_terminal(media["terminal-1"], key),
        "accumulator-1": _record_accumulator(media["accumulator-1"]),
    }
    record = folder / "record"
    edits = Edits(values={names.MANIFEST: lambda manifest: with_heads(world, manifest, heads)})
    for name, data in write_record(counted(cast_all(world)), edits).items():
        (record / name).parent.mkdir(parents=True, exist_ok=True)
        (record / name).write_bytes(data)
    return Place(world=world, record=record, media=media, key=key, stores=folder / "stores")


def with_heads(world: World, manifest: Manifest, heads: Mapping[str, Head]) -> Manifest:
    """The manifest with these heads, each signed by its device."""
    bare = [
        RecorderHead(device=device, entries=head.entries, head=head.hash, signature="")
        for device, head in sorted(heads.items())
    ]
    signed = [replace(head, signature=world.sign_raw(head.device, RECORDER_TAG, head.message).hex()) for head in bare]
    return replace(manifest, recorders=tuple(signed))


def record_terminal(media: tuple[Path, Path], key: RecorderKey) -> Head:
    """A day of a terminal with six turns, each begun a quarter of a minute before the full one, so that there are few
    frames; returns the head at closing, after which it goes on a little."""
    clocks = Clocks()

    def wrapped(session: str) -> tuple[bytes, str]:
        sealed, fresh = wrap(key.public, key.context, session)
        return fresh, base64.b64encode(sealed).decode()

    sessions = Sessions("terminal-1", wrapped, 0)
    with RecorderMedia(media, "terminal-1", clocks, uptime=clocks.uptime) as recorder:
        recorder.record("device-started")
        for gap, turn in ((1860, VOTED), (900, VOTED), (2400, CHALLENGED), (9000, LEFT), (7200, BROKEN), (600, VOTED)):
            clocks.pass_by(gap + (45 - clocks.wall.second) % 60)
            recorder.record("card-inserted", state="activated")
            _turn(recorder, sessions, clocks, turn)
        recorder.record("card-refused", reason="expired")
        recorder.record("fault-reported", part="card-reader")
        clocks.pass_by(3600)
        closing = recorder.head()
        recorder.record("device-stopped")
    return closing


def _turn(recorder: RecorderMedia, sessions: Sessions, clocks: Clocks, turn: Sequence[Event]) -> None:
    recorder.record(BEGINS)
    recorder.append(list(sessions.begin(clocks.wall, clocks.up_us)))
    for event, fields in turn:
        clocks.pass_by(2)
        recorder.append([planned for planned, _, _ in sessions.due(clocks.up_us)])
        sessions.take(event, fields, clocks.up_us)
    recorder.append([planned for planned, _, _ in sessions.finish(clocks.up_us)])
    clocks.pass_by(90)


def _record_accumulator(media: tuple[Path, Path]) -> Head:
    clocks = Clocks()
    with RecorderMedia(media, "accumulator-1", clocks, uptime=clocks.uptime) as recorder:
        recorder.record("device-started")
        for minutes in (40, 5, 7, 200):
            clocks.pass_by(60 * minutes)
            recorder.record("ballot-taken")
        recorder.record("ballot-refused", reason="bad-proof")
        return recorder.head()


def _media(folder: Path) -> tuple[Path, Path]:
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
    return folder / "a", folder / "b"


def _pki() -> PrecinctPki:
    """Certificates that are good for decades, so that a program with the machine's own clock can sign."""
    definition = small_definition()
    plan = PrecinctPlan(
        election=definition.id,
        precinct=definition.precinct(PRECINCT).commission,
        territory=TERRITORY,
        members=3,
        terminals=1,
    )
    return make_training_pki(plan, around(EVENING, before=timedelta(days=60), after=timedelta(days=12_000)))


def _keys(folder: Path, world: World) -> RecorderKey:
    folder.mkdir(parents=True)
    context = RecorderContext(election=str(world.definition.id), precinct=PRECINCT, uuid=UUID)
    pairs = {party: make_share(context, party) for party in PARTIES}
    for number, party in _numbered():
        secret = pairs[party][0].reveal()
        seed = b"a seed of the count" if number else None
        store = MemberKeyStore.create(folder / f"{party}.key", PIN, member=number, seed=seed, cost=LIGHT)
        store.keep_recorder_share(context.text, secret)
    key = combine(context, [share for _, share in pairs.values()], PARTIES)
    (folder / "recorder-key.json").write_bytes(RECORDER_KEY.write(key))
    return key


def _numbered() -> Iterator[tuple[int, str]]:
    for party in PARTIES:
        number = party.removeprefix("member-")
        yield (int(number) if number.isdigit() else 0), party
