"""What a key is called where people sign in: whose it is, in the language of the page (E22).

The file of a key is named after its holder's place in the commission, `member-4`; any other name stays as it is.
"""

import re
from typing import Final

from sailau.refusal import Text
from sailau.words.numbers import Language

_PLACES: Final = {
    "member": Text("{}-мүше", "Член комиссии № {}", "Member {}"),
    "technician": Text("{}-техник", "Техник № {}", "Technician {}"),
}
_NAME: Final = re.compile(r"(member|technician)-([1-9][0-9]?)")


def key_said(name: str, language: Language) -> str:
    """The name of a key in words."""
    found = _NAME.fullmatch(name)
    if found is None:
        return name
    said: str = getattr(_PLACES[found[1]], language)
    return said.format(found[2])
