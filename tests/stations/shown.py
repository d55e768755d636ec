"""What stands on a page, in whichever language it is shown."""

import re

from sailau.stations.keys import key_said
from sailau.words.screens import LANGUAGES


def key_shown(name: str) -> re.Pattern[str]:
    """A key where people sign in."""
    return re.compile(rf"^\s*({'|'.join(re.escape(key_said(name, language)) for language in LANGUAGES)})\s*$")
