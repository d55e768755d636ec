"""The kiosk's one form: every target is a button named `do`, its value says which input it is (L 50-5(5)).

`choose:3` is row 3, `choose-language:kk` a language, `change:0` the first contest; every other input is its name.
"""

from typing import Final

from sailau.election.nouns import Language
from sailau.terminal.kiosk import OF_PEOPLE, Did

FIELD: Final = "do"
BEGIN: Final = "card-in"
"""On a portable device a touch of the member begins a turn; a device with a slot must not take it from a form."""
_BETWEEN: Final = ":"


def value_of(did: Did) -> str:
    """The value of the button that makes this input."""
    match did:
        case Did(what="choose", row=int(row)):
            return f"choose{_BETWEEN}{row}"
        case Did(what="change", contest=int(contest)):
            return f"change{_BETWEEN}{contest}"
        case Did(what="choose-language", language=Language() as language):
            return f"choose-language{_BETWEEN}{language}"
        case _:
            return did.what


def did_of(value: str) -> Did | None:
    """The input that a button's value says; None for a value that no button has: cards and clocks fill in no form."""
    what, _, detail = value.partition(_BETWEEN)
    match what:
        case "choose" if _is_number(detail):
            return Did(what=what, row=int(detail))
        case "change" if _is_number(detail):
            return Did(what=what, contest=int(detail))
        case "choose-language" if detail in set(Language):
            return Did(what=what, language=Language(detail))
        case "choose" | "change" | "choose-language" | "":
            return None
    return Did(what=value) if value in OF_PEOPLE or value == BEGIN else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4
