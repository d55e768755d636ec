"""A training set for precinct 25 on the voting day of 2005, made once."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.trust import Trust

ALMATY = timezone(timedelta(hours=5))
EVENING = datetime(2005, 12, 4, 21, 10, tzinfo=ALMATY)
PLAN = PrecinctPlan(election="president-2005", precinct="precinct-25", territory="almaty-city")


@pytest.fixture(scope="session")
def pki() -> PrecinctPki:
    return make_training_pki(PLAN, around(EVENING, before=timedelta(days=60), after=timedelta(days=400)))


@pytest.fixture(scope="session")
def other_pki() -> PrecinctPki:
    """Another root with the same names: what somebody else could make with the same program."""
    return make_training_pki(PLAN, around(EVENING, before=timedelta(days=60), after=timedelta(days=400)))


@pytest.fixture
def trust(pki: PrecinctPki) -> Trust:
    return Trust(
        root=pki.root.certificate,
        at=EVENING,
        training=True,
        election=PLAN.election,
        precinct=PLAN.precinct,
        territory=PLAN.territory,
    )


@pytest.fixture
def later(trust: Trust) -> Trust:
    """The same trust two years later, when every certificate has expired."""
    return replace(trust, at=EVENING + timedelta(days=730))
