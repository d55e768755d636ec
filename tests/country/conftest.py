"""One small country for all tests of this folder: seconds to make, and nobody changes it."""

from pathlib import Path

import pytest

from sailau.adapters.runners import RunHere
from sailau.service.country.report import CountryReport
from sailau.service.country.verify import verify_country
from tests.country.made import Country, make_country


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return make_country(tmp_path_factory.mktemp("country"))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture(scope="session")
def first_run(country: Country, tmp_path_factory: pytest.TempPathFactory) -> tuple[CountryReport, Path]:
    """What was said of the untouched publication, and the journal in which every record stands."""
    path = tmp_path_factory.mktemp("judged") / "journal"
    return verify_country(country.publication, RunHere(), journal=path, root=country.root), path
