"""The sound of a package: every phrase has its file, a recording replaces it, what is unfinished is not packed."""

import hashlib
import io
import json
import shutil
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.adapters.sound_files import LIST_FILE, SoundFiles, check_wav
from sailau.adapters.speech import Voice
from sailau.cli.main import main
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import Candidate, CommissionId, Definition, Language, PrecinctNumber
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.package import names
from sailau.service.ballot_sound import phrases_of
from sailau.service.package_making import files_below
from sailau.service.package_sound import make_sound, require_sound

PRECINCTS = (25, 26)


def definition() -> Definition:
    one = president_2005(voters=8, terminals=1)
    places = tuple(
        replace(one.precincts[0], number=PrecinctNumber(n), commission=CommissionId(f"precinct-{n}")) for n in PRECINCTS
    )
    return replace(one, precincts=places, languages=(Language.KK, Language.RU))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory with the sound of precinct 25, rendered by the real voice."""
    territory = tmp_path_factory.mktemp("territory")
    (territory / "definition" / "proof").mkdir(parents=True)
    (territory / "definition" / names.DEFINITION).write_bytes(canonical(definition()))
    (territory / "definition" / names.signature_name(names.DEFINITION)).write_bytes(b"not judged here")
    for precinct in PRECINCTS:
        (territory / "precincts" / str(precinct)).mkdir(parents=True)
    make_sound(territory, [25], Voice())
    return territory


@pytest.fixture
def territory(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "territory"))


def sound(territory: Path, precinct: int = 25) -> Path:
    return territory / "precincts" / str(precinct) / names.SOUND


def recording(seconds: float = 1.0, rate: int = 16_000, width: int = 2) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(bytes(range(1, 251)) * (int(seconds * rate * width) // 250))
    return made.getvalue()


def record(territory: Path, name: str, data: bytes) -> None:
    (territory / "recordings").mkdir(exist_ok=True)
    (territory / "recordings" / name).write_bytes(data)


class Silent(Voice):
    """Notes what it is asked to speak, and hums."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Language]] = []

    def speak(self, text: str, language: Language) -> bytes:
        self.asked.append((text, language))
        return recording(rate=8_000)


def test_every_phrase_of_the_ballot_has_its_sound_and_none_is_surplus(made: Path) -> None:
    phrases = phrases_of(definition(), 25)
    assert SoundFiles(sound(made)).lacks(phrase.name for phrase in phrases) == ()
    assert len(SoundFiles(sound(made))) == len(phrases)
    files = files_below(sound(made))
    assert set(files) == {"kk.zip", "ru.zip", LIST_FILE}
    assert sum(len(data) for data in files.values()) < 40_000_000


def test_list_says_what_each_sound_says_and_who_says_it(made: Path) -> None:
    listed, sounds = json.loads((sound(made) / LIST_FILE).read_bytes()), SoundFiles(sound(made))
    assert listed["voice"].startswith("eSpeak NG")
    by_name = {entry["name"]: entry for entry in listed["phrases"]}
    assert by_name["kk-accepted"]["text"] == "Дауысыңыз қабылданды"
    assert {entry["by"] for entry in listed["phrases"]} == {"voice"}
    for name, entry in by_name.items():
        data = sounds.read(name)
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert 0.3 < check_wav(data, name) < 30, name


def test_full_names_of_all_candidates_are_spoken(made: Path) -> None:
    texts = {entry["name"]: entry["text"] for entry in json.loads((sound(made) / LIST_FILE).read_bytes())["phrases"]}
    for answer in definition().contests[0].answers:
        assert isinstance(answer, Candidate)
        assert texts[f"kk-answer-president.{answer.id}"] == answer.text(Language.KK)


def test_recording_takes_the_place_of_the_voice(territory: Path) -> None:
    spoken = recording()
    record(territory, "kk-accepted.wav", spoken)
    (sound(territory) / "en.zip").write_bytes(b"of an earlier ballot")
    done = make_sound(territory, PRECINCTS, voice := Silent())
    assert [(one.precinct, one.recorded) for one in done] == [(25, 1), (26, 1)]
    assert len(set(voice.asked)) == len(voice.asked), "what two precincts or two phrases share is rendered once"
    assert ("Дауысыңыз қабылданды", Language.KK) not in voice.asked
    for precinct in PRECINCTS:
        assert SoundFiles(sound(territory, precinct)).read("kk-accepted") == spoken
        assert not (sound(territory, precinct) / "en.zip").exists()
        listed = json.loads((sound(territory, precinct) / LIST_FILE).read_bytes())["phrases"]
        assert [entry["name"] for entry in listed if entry["by"] == "recording"] == ["kk-accepted"]
    assert (sound(territory, 25) / "kk.zip").read_bytes() == (sound(territory, 26) / "kk.zip").read_bytes()


def test_damaged_archive_is_told_and_never_half_heard(territory: Path) -> None:
    archive = sound(territory) / "kk.zip"
    data = archive.read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    with pytest.raises(StoreError, match=r"sound/kk\.zip cannot be read"):
        SoundFiles(sound(territory))
    middle = data.index(b"data") + 2_000
    archive.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    sounds = SoundFiles(sound(territory))
    with pytest.raises(StoreError, match="cannot be read from its archive"):
        for phrase in phrases_of(definition(), 25):
            sounds.read(phrase.name)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("kk-acepted.wav", recording(), "no phrase of this election has this name"),
        ("kk-accepted.mp3", recording(), "no phrase of this election has this name"),
        ("kk-accepted.wav", b"ID3 a song", "not a WAV file"),
        ("kk-accepted.wav", recording(seconds=61), "must last up to 60 seconds"),
        ("kk-accepted.wav", recording(width=1), "16 bits a sample"),
        ("kk-accepted.wav", recording(rate=96_000), "8 to 48 kHz"),
        ("kk-accepted.wav", recording()[:-500], "ends before its samples do"),
    ],
    ids=["typing error", "other kind", "song", "too long", "8 bits", "96 kHz", "cut off"],
)
def test_recording_that_would_not_be_heard_is_refused_by_its_name(
    territory: Path, name: str, data: bytes, said: str
) -> None:
    record(territory, name, data)
    with pytest.raises(FormatError, match=said) as caught:
        make_sound(territory, [25], Silent())
    assert f"recordings/{name}" in caught.value.diagnostics()


def test_sound_that_was_cut_short_or_never_made_is_not_packed(territory: Path) -> None:
    require_sound(territory, [25])
    with pytest.raises(StoreError, match="precincts/26/sound holds no sound"):
        require_sound(territory, PRECINCTS)

    class Dying(Silent):
        def speak(self, text: str, language: Language) -> bytes:
            if len(self.asked) == 20:
                raise StoreError("the disk is full")
            return super().speak(text, language)

    with pytest.raises(StoreError, match="the disk is full"):
        make_sound(territory, [26], Dying())
    sound(territory, 26).mkdir(exist_ok=True)
    (sound(territory) / LIST_FILE).rename(sound(territory, 26) / "kk.zip")
    for precinct in PRECINCTS:
        with pytest.raises(StoreError, match="unfinished"):
            require_sound(territory, [precinct])


def test_command_tells_of_a_precinct_that_is_not_there(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["package", "sound", "--territory", str(made), "--precinct", "27"]) == 2
    assert "there is no folder precincts/27" in capsys.readouterr().err


def test_package_without_sound_is_made_only_when_that_is_said(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--territory", str(made), "--precinct", "26", "--out", str(tmp_path)]
    assert main(["package", "make", *where, "--sign", str(tmp_path / "key.p12"), "--pin-file", str(tmp_path)]) == 2
    assert "precincts/26/sound holds no sound" in capsys.readouterr().err
