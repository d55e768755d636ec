"""The sound of a package as files (C14-C20; L 50-5(5)): an archive a language, and the list of what they hold.

    sound/kk.zip         kk-accepted.wav, kk-answer-president.baimenov.wav …: WAV, 16-bit PCM, not packed any further
    sound/phrases.json   what each of them says, and whether a voice or a person says it

The list is for those who listen it all through before it is used, and for those who record.
"""

import io
import threading
import wave
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from sailau.errors import FormatError, StoreError

SUFFIX: Final = ".wav"
ARCHIVE_SUFFIX: Final = ".zip"
LIST_FILE: Final = "phrases.json"
RATES: Final = (8_000, 48_000)
SECONDS_MAX: Final = 60
SAMPLE_BYTES: Final = 2
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


class SoundFiles:
    """The sounds of a folder, by the names of what they say; read by several threads."""

    def __init__(self, folder: Path) -> None:
        """Raises StoreError when an archive in the folder cannot be read; a folder that is not there has no sound."""
        self._lock = threading.Lock()
        self._archives: dict[str, zipfile.ZipFile] = {}
        for path in sorted(folder.glob(f"*{ARCHIVE_SUFFIX}")) if folder.is_dir() else ():
            try:
                archive = zipfile.ZipFile(path)
            except (OSError, zipfile.BadZipFile) as error:
                raise StoreError(f"sound/{path.name} cannot be read: {type(error).__name__}") from error
            names = (name for name in archive.namelist() if name.endswith(SUFFIX))
            self._archives.update({name.removesuffix(SUFFIX): archive for name in names})

    def __len__(self) -> int:
        return len(self._archives)

    def lacks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Which of these names have no sound, in their order."""
        return tuple(name for name in names if name not in self._archives)

    def read(self, name: str) -> bytes:
        """The sound of a name, as WAV. Raises StoreError when there is none, or it was damaged."""
        archive = self._archives.get(name)
        if archive is None:
            raise StoreError("there is no sound of that name")
        try:
            with self._lock:
                return archive.read(f"{name}{SUFFIX}")
        except (OSError, zipfile.BadZipFile) as error:
            raise StoreError("a sound cannot be read from its archive") from error


def archive_of(sounds: Mapping[str, bytes]) -> bytes:
    """An archive of sounds by their names; the same sounds give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(sounds.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}{SUFFIX}", _LONG_AGO), data)
    return made.getvalue()


def check_wav(data: bytes, name: str) -> float:
    """How many seconds a sound lasts. Raises FormatError when it is not 16-bit PCM, empty or longer than a minute."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            frames: int = sound.getnframes()
            rate: int = sound.getframerate()
            width, channels = sound.getsampwidth(), sound.getnchannels()
    except (wave.Error, EOFError) as error:
        raise FormatError(name, f"not a WAV file of PCM samples: {error}") from error
    if width != SAMPLE_BYTES or channels not in (1, 2) or not RATES[0] <= rate <= RATES[1]:
        raise FormatError(name, "must be WAV with 16 bits a sample, one or two channels, 8 to 48 kHz")
    if not 0 < frames <= rate * SECONDS_MAX:
        raise FormatError(name, f"must last up to {SECONDS_MAX} seconds, and is not to be empty")
    if len(data) < frames * width * channels:
        raise FormatError(name, "ends before its samples do")
    return frames / rate
