"""Passwords and PINs cost next to nothing here: what a try costs is the subject of `tests/adapters` and `make bench`.

The commands themselves have no option for it, and must not have one.
"""

from collections.abc import Iterator

import pytest

from sailau.adapters.password import DEFAULT_COST

LIGHT = {"passes": 1, "memory_kib": 8, "lanes": 1}


@pytest.fixture(scope="package", autouse=True)
def passwords_cost_next_to_nothing() -> Iterator[None]:
    """Every default of the program is this one value, so it is changed in its place and put back."""
    before = {name: getattr(DEFAULT_COST, name) for name in LIGHT}
    _set(LIGHT)
    yield
    _set(before)


def _set(fields: dict[str, int]) -> None:
    for name, value in fields.items():
        object.__setattr__(DEFAULT_COST, name, value)
