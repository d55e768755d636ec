"""The voice: real eSpeak NG, in three languages, the same bytes for the same text."""

import io
import wave

import pytest

from sailau.adapters.sound_files import check_wav
from sailau.adapters.speech import ESPEAK, PAUSE_SECONDS, Voice
from sailau.election.nouns import Language
from sailau.errors import StoreError

TEXTS = {
    Language.KK: "Әбілқасымов Ерасыл, таңдалды",
    Language.RU: "Елеусизов Мэлс Хамзаевич",
    Language.EN: "You are invited to vote",
}


@pytest.fixture(scope="module")
def voice() -> Voice:
    return Voice()


@pytest.mark.parametrize("language", list(Language))
def test_text_is_spoken_and_made_anew_to_the_byte(voice: Voice, language: Language) -> None:
    made = voice.speak(TEXTS[language], language)
    assert 1 < check_wav(made, "spoken") < 6
    assert voice.speak(TEXTS[language], language) == made


def test_languages_speak_differently_and_more_text_lasts_longer(voice: Voice) -> None:
    kazakh, russian = (voice.speak("Рахмет", language) for language in (Language.KK, Language.RU))
    assert kazakh != russian
    assert check_wav(voice.speak("Рахмет, рахмет, рахмет", Language.KK), "long") > 2 * check_wav(kazakh, "short")


def test_sound_begins_with_the_word_and_ends_with_a_short_pause(voice: Voice) -> None:
    with wave.open(io.BytesIO(voice.speak("бес", Language.KK))) as sound:
        rate, samples = sound.getframerate(), sound.readframes(sound.getnframes())
    pause = int(rate * PAUSE_SECONDS) * 2
    assert set(samples[-pause:]) == {0}
    assert any(samples[:20])
    assert any(samples[-pause - 20 : -pause])


def test_text_is_never_taken_for_a_word_of_the_command(voice: Voice) -> None:
    assert check_wav(voice.speak("-v", Language.EN), "option") > 0
    assert check_wav(voice.speak("--version", Language.EN), "option") > 0.5


def test_text_without_a_sound_is_told_without_the_text(voice: Voice) -> None:
    with pytest.raises(StoreError, match="says nothing for a text in kk"):
        voice.speak("…", Language.KK)


def test_machine_without_the_program_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(StoreError, match=f"install Debian's package {ESPEAK}"):
        Voice()


def test_voice_says_its_version(voice: Voice) -> None:
    assert voice.name().startswith("eSpeak NG 1.")
