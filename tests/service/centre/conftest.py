"""What the tests of a commission share: the store, in turn SQLite and PostgreSQL, and papers that are printed once.

A paper's layout costs most of such a test, and the same paper is the same file (tests/adapters/pdf): what the run on
SQLite printed, the run on PostgreSQL takes. Should the two stores give other papers, the second is printed too.
"""

from collections.abc import Iterator
from functools import lru_cache

import pytest

from sailau.adapters.pdf import page
from tests.service.centre.stores import STORES, Store, store_of

PAPERS_KEPT = 32


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    """Whatever a test writes and reads of registers, it does on both."""
    return store_of(request)


@pytest.fixture
def sqlite() -> Store:
    """For a test that tells nothing of the store."""
    return Store()


@pytest.fixture(scope="package", autouse=True)
def printed_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page, "render", lru_cache(PAPERS_KEPT)(page.render))
        patched.setattr(page, "height_mm", lru_cache(PAPERS_KEPT)(page.height_mm))
        yield
