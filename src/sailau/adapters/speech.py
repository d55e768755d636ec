"""A voice that speaks a text in Kazakh, Russian or English: eSpeak NG, a program of the system (C14-C20).

The same text gives the same bytes with the same voice, so that sound can be made anew and compared. Text goes in by the
standard input, never as a word of the command.
"""

import io
import shutil
import struct
import subprocess
import wave
from typing import Final

from sailau.election.nouns import Language
from sailau.errors import StoreError

ESPEAK: Final = "espeak-ng"
WORDS_A_MINUTE: Final = 150
PAUSE_SECONDS: Final = 0.25
"""How much of the silence behind the last word is kept: the pause before what is said next."""
_VOICES: Final = {Language.KK: "kk", Language.RU: "ru", Language.EN: "en"}
_SILENT: Final = 64
_SAMPLE: Final = 2
_SECONDS_MAX: Final = 30


class Voice:
    """eSpeak NG with one voice a language. Raises StoreError where it is not installed."""

    def __init__(self) -> None:
        found = shutil.which(ESPEAK)
        if found is None:
            raise StoreError(f"there is no {ESPEAK} to make the sound with: install Debian's package {ESPEAK}")
        self._program = found

    def name(self) -> str:
        """Program and version: eSpeak NG 1.51."""
        said = self._run(["--version"], "").decode(errors="replace")
        return said.partition("Data at")[0].strip().replace(" text-to-speech:", "")

    def speak(self, text: str, language: Language) -> bytes:
        """The text spoken, as WAV of 16-bit samples. Raises StoreError when the program fails or says nothing."""
        words = ["-v", _VOICES[language], "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
        streamed = self._run(words, text)
        rate, samples = _samples(streamed)
        kept = _without_silence(samples, rate)
        if not kept:
            raise StoreError(f"{ESPEAK} says nothing for a text in {language.value}")
        made = io.BytesIO()
        with wave.open(made, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(_SAMPLE)
            sound.setframerate(rate)
            sound.writeframes(kept)
        return made.getvalue()

    def _run(self, words: list[str], text: str) -> bytes:
        try:
            done = subprocess.run(
                [self._program, *words], input=text.encode(), capture_output=True, timeout=_SECONDS_MAX, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StoreError(f"{ESPEAK} could not be run: {type(error).__name__}") from error
        if done.returncode != 0:
            raise StoreError(f"{ESPEAK} failed with {done.returncode}")
        return done.stdout


def _samples(streamed: bytes) -> tuple[int, bytes]:
    """Rate and samples of WAV that was written to a pipe: the lengths in its header are not known there."""
    if streamed[:4] != b"RIFF" or streamed[36:40] != b"data":
        raise StoreError(f"{ESPEAK} gave no WAV of mono samples")
    (rate,) = struct.unpack_from("<I", streamed, 24)
    samples = streamed[44:]
    return rate, samples[: len(samples) // _SAMPLE * _SAMPLE]


def _without_silence(samples: bytes, rate: int) -> bytes:
    """From the first to the last sound, and a short pause behind it."""
    levels = memoryview(samples).cast("h")
    first = next((place for place, level in enumerate(levels) if abs(level) > _SILENT), None)
    if first is None:
        return b""
    last = next(place for place in range(len(levels) - 1, -1, -1) if abs(levels[place]) > _SILENT)
    pause = bytes(int(rate * PAUSE_SECONDS) * _SAMPLE)
    return samples[first * _SAMPLE : (last + 1) * _SAMPLE] + pause
