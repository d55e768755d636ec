"""The commission's store, on SQLite and on a real PostgreSQL: the same tests, and the same answers."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from sailau.adapters.centre import open_centre_store
from sailau.errors import InvariantError, StoreError
from sailau.formats.v1.acknowledgement import Standing
from sailau.ports.centre_store import CentreStore, EntryThereError, StoredBundle
from sailau.ports.faults import NO_FAULTS, Faults
from tests.postgres import PostgresServer

ELECTION = "president-2005"
AT = datetime(2005, 12, 4, 23, 15, 42, tzinfo=UTC)
Opens = Callable[..., CentreStore]

BUNDLE = StoredBundle(
    digest="ab" * 32,
    precinct=25,
    uuid="ConformancePrecinct25",
    version=1,
    replaces=None,
    act=None,
    manifest_sha256="cd" * 32,
    head_sha256="ef" * 32,
    size=3_000_000_000,
    received=AT,
)


@pytest.fixture(params=["sqlite", "postgres"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Opens:
    """Open the same store once more, as another process would."""
    if request.param == "sqlite":
        setting = "sqlite:centre.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        assert server.version >= 15
        setting = server.database()

    def opened(election: str = ELECTION, faults: Faults = NO_FAULTS) -> CentreStore:
        return open_centre_store(setting, tmp_path, election, faults, create=True)

    return opened


@pytest.fixture
def store(opens: Opens) -> Iterator[CentreStore]:
    made = opens()
    yield made
    made.close()


def test_a_bundle_is_there_after_the_store_was_opened_anew(store: CentreStore, opens: Opens) -> None:
    with store.transaction() as tx:
        tx.add_bundle(BUNDLE)
    store.close()
    again = opens()
    with again.transaction() as tx:
        assert tx.bundle(BUNDLE.digest) == BUNDLE
        assert tx.bundle("00" * 32) is None
        assert tx.bundles() == tx.bundles(25) == (BUNDLE,)
        assert tx.bundles(26) == ()
    again.close()


def test_bundles_come_by_precinct_version_and_moment(store: CentreStore) -> None:
    late = replace(BUNDLE, digest="01" * 32, received=AT + timedelta(hours=1))
    other = replace(BUNDLE, digest="02" * 32, precinct=3)
    again = replace(BUNDLE, digest="03" * 32, version=2, replaces=BUNDLE.digest, act=7)
    with store.transaction() as tx:
        for one in (again, late, BUNDLE, other):
            tx.add_bundle(one)
    with store.transaction() as tx:
        assert tx.bundles() == (other, BUNDLE, late, again)


def test_nothing_received_is_received_or_judged_twice(store: CentreStore) -> None:
    with store.transaction() as tx:
        tx.add_bundle(BUNDLE)
        tx.judge_bundle(BUNDLE.digest, Standing.ACCEPTED, AT, b'{"a":"\x00"}', b"figures")
    for standing in (Standing.REFUSED, Standing.ACCEPTED):
        with pytest.raises(EntryThereError, match="judged already"), store.transaction() as tx:
            tx.judge_bundle(BUNDLE.digest, standing, AT, b"other", b"")
    with pytest.raises(EntryThereError), store.transaction() as tx:
        tx.add_bundle(replace(BUNDLE, precinct=99))
    with pytest.raises(StoreError, match="not in the store"), store.transaction() as tx:
        tx.judge_bundle("00" * 32, Standing.REFUSED, AT, b"", b"")
    with store.transaction() as tx:
        judged = tx.bundle(BUNDLE.digest)
    accepted = replace(BUNDLE, standing=Standing.ACCEPTED, judged=AT, report=b'{"a":"\x00"}', figures=b"figures")
    assert judged == accepted


def test_entries_of_a_register_are_numbered_from_one_and_stay(store: CentreStore) -> None:
    with store.transaction() as tx:
        first = tx.add_entry("decisions", "a", AT, b"\x00\xff", b"signed")
        second = tx.add_entry("decisions", "b", AT, "Қазақстан ? %s".encode())
        elsewhere = tx.add_entry("notices", "a", AT, b"")
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    with pytest.raises(EntryThereError), store.transaction() as tx:
        tx.add_entry("decisions", "a", AT, b"other")
    with store.transaction() as tx:
        assert tx.entries("decisions") == (first, second)
        assert tx.entry("notices", "a") == elsewhere
        assert tx.entry("decisions", "c") is None
        assert tx.entries("complaints") == ()


def test_what_is_cut_off_did_not_happen(store: CentreStore) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.add_bundle(BUNDLE)
        tx.add_entry("decisions", "a", AT, b"")
        raise ZeroDivisionError
    with store.transaction() as tx:
        assert (tx.bundles(), tx.entries("decisions")) == ((), ())
        assert tx.add_entry("decisions", "a", AT, b"").number == 1


class Falls:
    """Fails at the n-th point."""

    def __init__(self, at: int) -> None:
        self.left = at

    def point(self, name: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(name)


@pytest.mark.parametrize("at", range(1, 6))
def test_wherever_a_transaction_fails_it_is_whole_or_did_not_happen(opens: Opens, at: int) -> None:
    opens().close()
    falls = Falls(0)
    failing = opens(faults=falls)
    falls.left = at
    done = 5  # begin, two writes, commit, committed
    try:
        with failing.transaction() as tx:
            tx.add_bundle(BUNDLE)
            tx.add_entry("decisions", "a", AT, b"")
    except OSError as error:
        assert (str(error) == "centre:committed") is (at == done)
    with failing.transaction() as tx:
        found = (len(tx.bundles()), len(tx.entries("decisions")))
    failing.close()
    assert found == ((1, 1) if at == done else (0, 0))


def test_two_processes_take_turns_and_no_number_is_given_twice(opens: Opens) -> None:
    stores = [opens() for _ in range(3)]

    def enter(store: CentreStore, who: int) -> None:
        for turn in range(8):
            with store.transaction() as tx:
                tx.add_entry("incidents", f"{who}-{turn}", AT, b"")

    threads = [threading.Thread(target=enter, args=(store, who)) for who, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].transaction() as tx:
        numbers = [one.number for one in tx.entries("incidents")]
    assert numbers == list(range(1, 25))
    for store in stores:
        store.close()


def test_of_two_that_race_for_one_bundle_one_is_told_that_it_is_there(opens: Opens) -> None:
    stores, told = [opens(), opens()], list[str]()
    start = threading.Barrier(2)

    def add(store: CentreStore) -> None:
        start.wait()
        try:
            with store.transaction() as tx:
                tx.add_bundle(BUNDLE)
            told.append("taken")
        except EntryThereError:
            told.append("there")

    threads = [threading.Thread(target=add, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["taken", "there"]
    for store in stores:
        store.close()


def test_the_store_of_another_election_is_refused(store: CentreStore, opens: Opens) -> None:
    with pytest.raises(StoreError, match="another election's"):
        opens("mazhilis-2021")


def test_a_closed_store_and_a_nested_transaction_are_refused(store: CentreStore) -> None:
    with store.transaction(), pytest.raises(InvariantError), store.transaction():
        pass
    store.close()
    with pytest.raises(StoreError, match="closed"), store.transaction():
        pass


def test_a_store_that_is_missing_or_nonsense_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing: centre\.db"):
        open_centre_store("sqlite:centre.db", tmp_path, ELECTION)
    for setting in ("sqlite:", "mysql://x", ""):
        with pytest.raises(StoreError, match="a store is sqlite:PATH or postgresql"):
            open_centre_store(setting, tmp_path, ELECTION)


def test_a_server_that_is_away_or_a_wrong_password_is_told_without_the_password(postgres: PostgresServer) -> None:
    wrong = postgres.address().replace(postgres.password, "wrong-password")
    away = postgres.address().replace(str(postgres.port), "1")
    for setting in (wrong, away):
        with pytest.raises(StoreError, match="the commission's store: OperationalError") as caught:
            open_centre_store(setting, Path(), ELECTION)
        assert "wrong-password" not in caught.value.diagnostics()
        assert postgres.password not in caught.value.diagnostics()


def test_a_connection_that_was_lost_is_made_anew(postgres: PostgresServer) -> None:
    address = postgres.database()
    store = open_centre_store(address, Path(), ELECTION, create=True)
    with psycopg.connect(postgres.address(), autocommit=True) as other:
        name = address.rpartition("/")[2]
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    with pytest.raises(StoreError), store.transaction() as tx:
        tx.entries("decisions")
    with store.transaction() as tx:
        assert tx.entries("decisions") == ()
    store.close()
