"""A commission's store in tests, by each of its settings: SQLite in its folder, PostgreSQL on a real server."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from sailau.adapters.centre import DEFAULT
from sailau.service.centre.centre import SETTINGS, SETTINGS_FILE
from tests.postgres import PostgresServer

STORES: Final = ("sqlite", "postgres")


@dataclass(frozen=True)
class Store:
    """A kind of store: `setting` names a new, empty one; without a server it is a file of the commission's folder."""

    server: PostgresServer | None = None

    def setting(self) -> str:
        """What `--store` of `commission new` is given."""
        return DEFAULT if self.server is None else self.server.database()

    def copy(self, centre: Path, target: Path) -> None:
        """A commission's folder once more, with all that its store holds; nobody has it open."""
        shutil.copytree(centre, target)
        if self.server is not None:
            settings = SETTINGS_FILE.read((centre / SETTINGS).read_bytes())
            copied = replace(settings, store=self.server.copy_of(settings.store))
            (target / SETTINGS).write_bytes(SETTINGS_FILE.write(copied))


def store_of(request: pytest.FixtureRequest) -> Store:
    """The store that a fixture's parameter names; the server starts with the first test that wants it."""
    return Store(request.getfixturevalue("postgres") if request.param == "postgres" else None)
