"""How `sailau election` speaks: texts to stderr in the chosen language, values to stdout as JSON."""

import json
import sys
from typing import Any

from sailau.refusal import Refusal, Text


def say(line: str) -> None:
    """One line for people."""
    sys.stderr.write(line + "\n")


def in_language(text: Text, language: str) -> str:
    """The text in kk, ru or en."""
    return {"kk": text.kk, "ru": text.ru, "en": text.en}[language]


def tell(text: Text, language: str, value: dict[str, Any], *, as_json: bool) -> None:
    """What was done: JSON alone, or the text."""
    if as_json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    else:
        say(in_language(text, language))


def tell_refusal(refusal: Refusal, language: str, *, as_json: bool) -> None:
    """A lawful no, with its article."""
    value = {
        "refused": refusal.code,
        "article": refusal.article,
        "text": {"kk": refusal.text.kk, "ru": refusal.text.ru, "en": refusal.text.en},
    }
    tell(
        Text(*(f"{words} [{refusal.code}, {refusal.article}]" for words in value_texts(refusal))),
        language,
        value,
        as_json=as_json,
    )


def value_texts(refusal: Refusal) -> tuple[str, str, str]:
    """The refusal's texts in the order kk, ru, en."""
    return refusal.text.kk, refusal.text.ru, refusal.text.en
