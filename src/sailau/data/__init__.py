"""Published figures of past elections, as real input: ballots to vote on, results to put to the winner rules.

Facts, not fixtures to hard-code: figures of other years are put to the same rules.
"""

from importlib.resources import files
from typing import Final

PRESIDENT_2005: Final = "president-2005.json"
MAJILIS_2021: Final = "majilis-2021.json"


def published(name: str) -> bytes:
    """The bytes of one of the files above, as published."""
    return files(__name__).joinpath(name).read_bytes()
