"""The sound of a package: every phrase of a precinct's ballot, rendered by a voice or recorded by a person (C14-C20).

    TERRITORY/recordings/kk-answer-president.baimenov.wav    recordings, by the names of what they say; may be left out
    TERRITORY/precincts/25/sound/kk.zip                      a file a phrase: rendered, or the recording
    TERRITORY/precincts/25/sound/phrases.json                what each file says, and who says it; written last

A recording under a name that no ballot of the election has is refused: it would never be heard.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.sound_files import ARCHIVE_SUFFIX, LIST_FILE, SUFFIX, archive_of, check_wav
from sailau.adapters.speech import Voice
from sailau.election.definition import parse
from sailau.election.nouns import Definition, Language
from sailau.election.styles import styles
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.package import names
from sailau.service.ballot_sound import phrases_of
from sailau.service.package_layout import PRECINCTS, published_in
from sailau.service.package_medium import read_listed
from sailau.service.package_reading import PackageContents
from sailau.terminal.phrases import Phrase

FORMAT: Final = "sailau-sound/1"
RECORDINGS: Final = "recordings"
BY_VOICE, BY_PERSON = "voice", "recording"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMade:
    """The sound of one precinct: how many phrases, how many of them recorded, how long in all."""

    precinct: int
    phrases: int
    recorded: int
    seconds: float
    folder: Path


def make_sound(
    territory: Path, precincts: Sequence[int], voice: Voice, progress: Progress = lambda *_: None
) -> tuple[SoundMade, ...]:
    """Make the sound of these precincts; what several of them say is rendered once.

    Raises StoreError (the disk, the voice, no folder of that precinct), DefinitionError, FormatError (a recording).
    """
    definition = parse(published_in(territory).definition, "definition.json")
    recordings = read_recordings(territory / RECORDINGS, definition)
    rendered: dict[tuple[Language, str], bytes] = {}
    made = []
    for precinct in precincts:
        folder = territory / PRECINCTS / str(precinct)
        if not folder.is_dir():
            raise StoreError(f"there is no folder {PRECINCTS}/{precinct} in {territory.name}")
        phrases = phrases_of(definition, precinct)
        for number, phrase in enumerate(phrases, start=1):
            if phrase.name not in recordings and (phrase.language, phrase.text) not in rendered:
                rendered[phrase.language, phrase.text] = voice.speak(phrase.text, phrase.language)
            progress(number, len(phrases))
        sounds = {one.name: recordings.get(one.name) or rendered[one.language, one.text] for one in phrases}
        made.append(_written(folder / names.SOUND, precinct, phrases, sounds, recordings, voice))
    return tuple(made)


def read_recordings(folder: Path, definition: Definition) -> dict[str, bytes]:
    """Recordings by the names of what they say. Raises FormatError for what is no sound, or of no phrase's name."""
    known = {
        phrase.name for style in styles(definition) for phrase in phrases_of(definition, style.precincts[0].number)
    }
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = f"{RECORDINGS}/{path.name}"
        if path.suffix != SUFFIX or path.stem not in known:
            raise FormatError(name, f"no phrase of this election has this name (the names: {LIST_FILE})")
        found[path.stem] = read_file(path)
        check_wav(found[path.stem], name)
    return found


def require_sound(territory: Path, precincts: Iterable[int]) -> None:
    """Raise StoreError when one of these precincts has no sound, or one that was cut short."""
    for precinct in precincts:
        folder = territory / PRECINCTS / str(precinct)
        if folder.is_dir() and not (folder / names.SOUND / LIST_FILE).is_file():
            raise StoreError(
                f"{PRECINCTS}/{precinct}/{names.SOUND} holds no sound, or an unfinished one: make it by "
                "`sailau package sound`, or give --without-sound"
            )


def give_sound(contents: PackageContents, folder: Path) -> int:
    """Put the package's sound into a booth device's folder; how many files.

    Each is held against the signed manifest as it is read. Raises StoreError, AlteredFileError.
    """
    listed = contents.manifest.files
    paths = sorted(path for path in listed if path.startswith(f"{names.SOUND}/"))
    if paths:
        (folder / names.SOUND).mkdir(exist_ok=True)
    for path in paths:
        write_atomically(folder / path, read_listed(contents.folder, path, listed))
    return len(paths)


def _written(
    folder: Path,
    precinct: int,
    phrases: Sequence[Phrase],
    sounds: Mapping[str, bytes],
    recordings: Mapping[str, bytes],
    voice: Voice,
) -> SoundMade:
    """Write the archives in place of what is there; the list falls first and comes last."""
    folder.mkdir(exist_ok=True)
    for path in (folder / LIST_FILE, *folder.glob(f"*{ARCHIVE_SUFFIX}")):
        path.unlink(missing_ok=True)
    lasts = {name: check_wav(data, name) for name, data in sounds.items()}
    for language in sorted({phrase.language for phrase in phrases}):
        spoken = {phrase.name: sounds[phrase.name] for phrase in phrases if phrase.language is language}
        write_atomically(folder / f"{language.value}{ARCHIVE_SUFFIX}", archive_of(spoken))
    entries = [
        _entry(one, sounds[one.name], lasts[one.name], recorded=one.name in recordings)
        for one in sorted(phrases, key=lambda phrase: phrase.name)
    ]
    said = {"format": FORMAT, "precinct": precinct, "voice": voice.name(), "phrases": entries}
    write_atomically(folder / LIST_FILE, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    recorded = sum(phrase.name in recordings for phrase in phrases)
    return SoundMade(
        precinct=precinct, phrases=len(phrases), recorded=recorded, seconds=sum(lasts.values()), folder=folder
    )


def _entry(phrase: Phrase, data: bytes, seconds: float, *, recorded: bool) -> dict[str, Any]:
    return {
        "name": phrase.name,
        "language": phrase.language.value,
        "text": phrase.text,
        "by": BY_PERSON if recorded else BY_VOICE,
        "seconds": round(seconds, 2),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
