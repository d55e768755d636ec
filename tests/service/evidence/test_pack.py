"""What a court is given, and how it sees that something was altered (E49, L 50-8(1))."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sailau.errors import ProofError, SailauError, SignatureError, StoreError
from sailau.formats.v1.evidence.pack import PACK
from sailau.formats.v1.record import MANIFEST_FILE
from sailau.service.evidence.checking import check_pack
from sailau.service.evidence.packing import NOT_READ, judged
from sailau.service.evidence.reading import Source, read_recorder
from sailau.signing.pdf_text import read_pdf
from tests.records.world import EVENING
from tests.service.evidence.keeping import COURT, NEW_SEAL, Keeping, make
from tests.service.evidence.place import Place


def test_pack_holds_records_time_lines_custody_and_the_verifiers_report(read: Keeping) -> None:
    checked = read.checked()
    assert checked.sound, checked.defects
    pack = checked.pack
    assert (pack.verification, pack.unbroken, pack.findings, pack.seal) == ("sound", True, (), NEW_SEAL)
    assert {one.device: one.manifest for one in pack.recorders} == {"accumulator-1": "agrees", "terminal-1": "agrees"}
    record = (read.pack / "recorders" / "terminal-1" / "terminal-1.record").read_bytes()
    assert record == (read.place.media["terminal-1"][0] / "terminal-1.record").read_bytes()
    assert json.loads((read.pack / "verification.json").read_bytes())["verdict"] == "sound"
    with (read.pack / "recorders" / "terminal-1" / "timeline-ru.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["событие"] for row in rows].count("stream-ended") == 6
    assert {row["событие"] for row in rows} >= {"card-refused", "fault-reported"}


def test_paper_tells_a_court_the_whole_story_in_two_languages(read: Keeping) -> None:
    text = " ".join(read_pdf((read.pack / "pack.pdf").read_bytes()).text.split())
    for said in ("ПАКЕТ ДОКАЗАТЕЛЬСТВ", "ДӘЛЕЛДЕМЕЛЕР ЖИНАҒЫ", COURT.number, NEW_SEAL, "Терминал не принял карточку"):
        assert said in text
    picture = (read.pack / "recorders" / "terminal-1" / "timeline-kk.svg").read_text()
    assert picture.count("<rect") > 6
    assert "қалдырылды" in picture


def test_observer_who_reads_english_has_a_reading_copy_that_says_it_is_none_to_rely_on(read: Keeping) -> None:
    paper, copy = ((read.pack / name).read_bytes() for name in ("pack.pdf", "pack-en.pdf"))
    text = " ".join(read_pdf(copy).text.split())
    for said in ("READING COPY IN ENGLISH", "It is not signed", "EVIDENCE PACK", COURT.number, NEW_SEAL, "Page 1"):
        assert said in text
    assert "opened, read, sealed again" in text and "The terminal refused the card" in text
    assert sha256(paper).hexdigest() in text.replace(" ", "")
    own = text.replace(read.place.world.definition.title.kk, "")
    assert "ДӘЛЕЛДЕМЕЛЕР" not in own and "Печать" not in own
    listed = PACK.read((read.pack / "pack.json").read_bytes()).files
    assert listed["pack-en.pdf"] == sha256(copy).hexdigest()


def test_packet_that_nobody_opened_gives_no_pack(keeping: Keeping) -> None:
    assert make(keeping) == NOT_READ
    assert not keeping.pack.exists()


def test_recorder_that_was_kept_back_is_named(packed: Keeping) -> None:
    import shutil

    shutil.rmtree(packed.pack)
    make(packed, ("terminal-1",))
    checked = packed.checked()
    assert checked.sound
    assert [(one.code, one.place) for one in checked.pack.findings] == [
        ("recorder-not-given", "recorders/accumulator-1")
    ]


def _flip(name: str) -> Callable[[Path], None]:
    def change(pack: Path) -> None:
        data = bytearray((pack / name).read_bytes())
        data[len(data) // 2] ^= 1
        (pack / name).write_bytes(bytes(data))

    return change


ATTACKS: dict[str, Callable[[Path], None]] = {
    "a record altered": _flip("recorders/terminal-1/terminal-1.record"),
    "a time-line drawn anew": _flip("recorders/terminal-1/timeline-kk.svg"),
    "an act altered": _flip("custody/008-recorder_handed_over.json"),
    "an act left out": lambda pack: (pack / "custody" / "009-recorder_read.json").unlink(),
    "the manifest altered": _flip("record/manifest.json"),
    "a file put in": lambda pack: (pack / "recorders" / "note.txt").write_text("see"),
    "a file made a link": lambda pack: _linked(pack / "pack.pdf"),
    "the reading copy altered": _flip("pack-en.pdf"),
    "the verdict exchanged": _flip("verification.json"),
    "the pack's own list altered": _flip("pack.json"),
}


def _linked(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


@pytest.mark.parametrize("attack", ATTACKS)
def test_altered_pack_is_refused(packed: Keeping, attack: str) -> None:
    ATTACKS[attack](packed.pack)
    try:
        checked = packed.checked()
    except SailauError:
        assert attack == "the pack's own list altered", "a pack whose list is signed can be judged"
        return
    assert not checked.sound


def test_pack_by_another_root_is_refused(read: Keeping, place: Place) -> None:
    stranger = place.world.pki.territorial.certificate
    with pytest.raises(SignatureError):
        check_pack(read.pack, stranger)


def test_record_rewritten_after_the_day_does_not_agree_with_the_manifest(place: Place, tmp_path: Path) -> None:
    """Somebody who has the device writes a whole new record, each hash right: the signed head betrays it."""
    from tests.service.evidence.place import record_terminal

    folders = (tmp_path / "a", tmp_path / "b")
    for folder in folders:
        folder.mkdir()
    record_terminal(folders, place.key)
    read = read_recorder(Source(device="terminal-1", places=folders), generated=EVENING, election="e")
    manifest = MANIFEST_FILE.read((place.record / "manifest.json").read_bytes())
    assert judged(read, manifest).manifest == "differs"
    short = replace(read, entries=read.entries[:40])
    assert judged(short, manifest).manifest == "differs", "one that was cut off does not either"
    assert judged(read, replace(manifest, recorders=())).manifest == "no-head"


def test_media_that_differ_and_a_broken_chain_are_refused(place: Place, tmp_path: Path) -> None:
    first, second = place.media["accumulator-1"]
    text = (first / "accumulator-1.record").read_bytes()
    for name, data in (("a", text), ("b", text[:-9] + b"\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "accumulator-1.record").write_bytes(data)
    with pytest.raises(StoreError):
        read_recorder(
            Source(device="accumulator-1", places=(tmp_path / "a", tmp_path / "b")), generated=EVENING, election="e"
        )
    lines = text.splitlines(keepends=True)
    one = tmp_path / "one.record"
    one.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    with pytest.raises(ProofError):
        read_recorder(Source(device="accumulator-1", places=(one,)), generated=EVENING, election="e")
    assert second.is_dir()


def test_pack_tells_no_voter_and_no_choice(read: Keeping) -> None:
    """Whatever stands in the tables, no field can name a voter, a card or an answer; keys stay wrapped."""
    table = (read.pack / "recorders" / "terminal-1" / "timeline-en.csv").read_text()
    fields = {name for row in csv.DictReader(table.splitlines()) for name in json.loads(row["fields"] or "{}")}
    assert fields == {"session", "outcome", "state", "reason", "part"}
    assert PACK.read((read.pack / "pack.json").read_bytes()).recorders
