"""A store is sealed, tells no order, and each of its transactions is whole or did not happen (L 50-2(2), 50-2(4))."""

import sqlite3
import tempfile
import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sailau.adapters.sqlite import FixedTable, GrowingTable, SqliteStore
from sailau.errors import InvariantError, StoreError
from sailau.ports import DuplicateKeyError, Faults
from sailau.ports.faults import NO_FAULTS
from tests.adapters.faulty import Counting, InterruptionError, KillingAt, RaisingAt, run_and_be_killed

KEY = bytes(range(32))
BALLOTS = FixedTable("ballots", 24, 3000)
TABLES = (BALLOTS, FixedTable("voids", 4, 40), GrowingTable("notes"))


def make(path: Path, faults: Faults = NO_FAULTS) -> SqliteStore:
    return SqliteStore(path, "box", KEY, TABLES, faults, create=True)


def reopen(path: Path, faults: Faults = NO_FAULTS) -> SqliteStore:
    return SqliteStore(path, "box", KEY, TABLES, faults)


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    store = make(tmp_path / "box.db")
    with store.transaction() as tx:
        tx.insert("ballots", b"b", b"two")
        tx.insert("ballots", b"a", b"one")
        tx.put("notes", b"state", b"open")
    with store.transaction() as tx:
        tx.put("notes", b"state", b"closed")
        assert tx.delete("ballots", b"b")
        assert not tx.delete("ballots", b"b")
        assert not tx.delete("notes", b"absent")
    store.close()
    store = reopen(tmp_path / "box.db")
    with store.transaction() as tx:
        assert tx.items("ballots") == ((b"a", b"one"),)
        assert tx.items("notes") == ((b"state", b"closed"),)
        assert tx.get("ballots", b"b") is None
        assert tx.get("notes", b"absent") is None
    store.close()


@pytest.mark.parametrize("table", ["ballots", "notes"])
def test_second_insert_of_a_key_is_refused_and_undoes_its_transaction(tmp_path: Path, table: str) -> None:
    store = make(tmp_path / "box.db")
    with store.transaction() as tx:
        tx.insert(table, b"credential", b"first")
    with pytest.raises(DuplicateKeyError) as raised, store.transaction() as tx:
        tx.put("voids", b"other", b"x")
        tx.insert(table, b"credential", b"second")
    assert "credential" not in str(raised.value)
    with store.transaction() as tx:
        assert tx.get(table, b"credential") == b"first"
        assert tx.items("voids") == ()
    store.close()


def test_items_come_in_order_of_key_whatever_the_order_of_insertion(tmp_path: Path) -> None:
    store = make(tmp_path / "box.db")
    for key in (b"m", b"c", b"z", b"a"):
        with store.transaction() as tx:
            tx.insert("ballots", key, b"v")
            tx.insert("notes", key, b"v")
    with store.transaction() as tx:
        assert [key for key, _ in tx.items("ballots")] == [b"a", b"c", b"m", b"z"]
        assert [key for key, _ in tx.items("notes")] == [b"a", b"c", b"m", b"z"]
    store.close()


def test_full_table_and_long_value_are_refused(tmp_path: Path) -> None:
    store = make(tmp_path / "box.db")
    with store.transaction() as tx:
        for i in range(4):
            tx.put("voids", bytes([i]), b"x" * 40)
    with pytest.raises(StoreError, match="full"), store.transaction() as tx:
        tx.put("voids", b"fifth", b"x")
    with pytest.raises(StoreError, match="too long"), store.transaction() as tx:
        tx.put("voids", b"\0", b"x" * 41)
    with store.transaction() as tx:
        tx.delete("voids", b"\2")
        tx.put("voids", b"fifth", b"x")
        assert [key for key, _ in tx.items("voids")] == [b"\0", b"\1", b"\3", b"fifth"]
    store.close()


def test_raw_files_show_no_key_no_value_and_no_table_in_use(tmp_path: Path) -> None:
    store = make(tmp_path / "box.db")
    secret = b"910312300456 surname-of-a-voter"
    with store.transaction() as tx:
        tx.put("ballots", b"key-of-a-voter", secret)
        tx.put("notes", b"key-of-a-voter", secret)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.close()
    raw += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"key-of-a-voter" not in raw
    assert b"surname" not in raw


def test_file_of_fixed_tables_has_one_size_all_day_and_changes_only_in_the_place_of_the_entry(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    store = SqliteStore(path, "box", KEY, [BALLOTS], create=True)
    before = path.read_bytes()
    cells = {place: before.find(sealed[:40]) for place, sealed in rows(path)}
    for i in range(BALLOTS.capacity):
        with store.transaction() as tx:
            tx.insert("ballots", bytes([i]) * 20, bytes(2000 + i))
        after = path.read_bytes()
        assert len(after) == len(before)
        changed = [at for at in range(0, len(after), 4096) if after[at : at + 4096] != before[at : at + 4096]]
        assert 1 <= len(changed) <= 3, "the entry's own pages, and the file's header"
        assert log_bytes(tmp_path) == 0
        before = after
    store.close()
    after = path.read_bytes()
    assert {place: after.find(sealed[:40]) for place, sealed in rows(path)} == cells


def test_places_of_ballots_do_not_follow_the_order_of_their_coming(tmp_path: Path) -> None:
    orders: list[list[bytes]] = []
    for name in ("one.db", "two.db"):
        store = SqliteStore(tmp_path / name, "box", KEY, [BALLOTS], create=True)
        for i in range(BALLOTS.capacity):
            with store.transaction() as tx:
                tx.insert("ballots", bytes([i]), b"ballot")
        places = sorted((place, key) for key, place in store._places["ballots"].used.items())
        orders.append([key for _, key in places])
        store.close()
    assert orders[0] != orders[1]
    assert [bytes([i]) for i in range(24)] not in orders


def test_erased_entry_is_overwritten_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    store = make(path)
    with store.transaction() as tx:
        tx.put("ballots", b"k", b"ballot")
        tx.put("notes", b"k", b"note")
    places = {"ballots": store._places["ballots"].used[b"k"], "notes": store._cipher.place("notes", b"k")}
    sealed = [dict(rows(path, table, copy=tmp_path / "copy"))[place] for table, place in places.items()]
    assert all(s[:64] in path.read_bytes() for s in sealed)
    with store.transaction() as tx:
        tx.delete("ballots", b"k")
        tx.delete("notes", b"k")
    assert not any(s[:64] in path.read_bytes() for s in sealed)
    assert log_bytes(tmp_path) == 0
    store.close()


def test_altered_entry_is_found_at_opening(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    make(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(
            "UPDATE ballots SET sealed = zeroblob(length(sealed)) WHERE place = (SELECT max(place) FROM ballots)"
        )
    with pytest.raises(StoreError, match="altered"):
        reopen(path)


def test_entry_moved_to_another_place_or_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    store = make(path)
    with store.transaction() as tx:
        tx.put("notes", b"a", b"one")
        tx.put("notes", b"b", b"two")
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (first, _), (_, second) = db.execute("SELECT place, sealed FROM notes ORDER BY place").fetchall()
        db.execute("UPDATE notes SET sealed = ? WHERE place = ?", (second, first))
    store = reopen(path)
    with pytest.raises(StoreError, match="altered"), store.transaction() as tx:
        tx.items("notes")
    store.close()


def test_store_under_another_key_does_not_open(tmp_path: Path) -> None:
    make(tmp_path / "box.db").close()
    with pytest.raises(StoreError, match="another key"):
        SqliteStore(tmp_path / "box.db", "box", bytes(32), TABLES)


def test_store_of_another_name_does_not_open(tmp_path: Path) -> None:
    make(tmp_path / "box.db").close()
    with pytest.raises(StoreError):
        SqliteStore(tmp_path / "box.db", "cards", KEY, TABLES)


def test_missing_store_is_not_made_silently_and_a_present_one_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="missing"):
        reopen(tmp_path / "box.db")
    assert not (tmp_path / "box.db").exists()
    make(tmp_path / "box.db").close()
    with pytest.raises(StoreError, match="there already"):
        make(tmp_path / "box.db")


def test_file_that_is_no_store_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "box.db").write_bytes(b"not a database, but long enough to look like a file" * 100)
    with pytest.raises(StoreError):
        reopen(tmp_path / "box.db")


def test_use_after_the_end_of_a_transaction_or_inside_another_stops_the_program(tmp_path: Path) -> None:
    store = make(tmp_path / "box.db")
    with store.transaction() as tx:
        pass
    with pytest.raises(InvariantError):
        tx.get("notes", b"k")
    with pytest.raises(InvariantError), store.transaction(), store.transaction():
        pass
    with pytest.raises(InvariantError), store.transaction() as tx:
        tx.get("no_such_table", b"k")
    with store.transaction() as tx:
        assert tx.get("notes", b"k") is None
    store.close()
    with pytest.raises(StoreError, match="stopped"), store.transaction():
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    store = make(tmp_path / "box.db")

    def add() -> None:
        for _ in range(10):
            with store.transaction() as tx:
                count = int.from_bytes(tx.get("notes", b"n") or b"\0", "big")
                tx.put("notes", b"n", (count + 1).to_bytes(2, "big"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.transaction() as tx:
        assert tx.get("notes", b"n") == (40).to_bytes(2, "big")
    store.close()


# A day of four transactions, each over three tables, cut short at every point.


def day(path: Path, faults: Faults, done: Path) -> None:
    with closing(reopen(path, faults)) as store:
        for i in range(1, 5):
            with store.transaction() as tx:
                tx.insert("ballots", b"ballot %d" % i, b"v" * i)
                tx.put("voids", b"count", b"%d" % i)
                tx.put("notes", b"count", b"%d" % i)
                tx.delete("ballots", b"ballot %d" % (i - 2))
            done.write_bytes(b"%d" % i)


def assert_whole(path: Path, done: int) -> int:
    store = reopen(path)
    with store.transaction() as tx:
        count = int(tx.get("notes", b"count") or b"0")
        assert count in (done, done + 1)
        assert int(tx.get("voids", b"count") or b"0") == count
        expected = {b"ballot %d" % i: b"v" * i for i in (count - 1, count) if i > 0}
        assert dict(tx.items("ballots")) == expected
    store.close()
    return count


def points_of_a_day(tmp_path: Path) -> list[str]:
    counting = Counting()
    make(tmp_path / "count.db").close()
    day(tmp_path / "count.db", counting, tmp_path / "done")
    (tmp_path / "done").unlink()
    return counting.names


def test_transaction_killed_at_any_point_is_whole_or_did_not_happen(tmp_path: Path) -> None:
    names = points_of_a_day(tmp_path)
    assert {name.split(":")[1] for name in names} == {"begin", "write", "commit", "committed", "checkpointed"}
    seen = set()
    for n in range(len(names)):
        folder = tmp_path / str(n)
        folder.mkdir()
        path, done = folder / "box.db", folder / "done"
        make(path).close()
        assert run_and_be_killed(partial(day, path, KillingAt(n), done), folder / "log")
        finished = int(done.read_bytes()) if done.exists() else 0
        seen.add(assert_whole(path, finished) - finished)
    assert seen == {0, 1}, "some kills fell before the commit and some after it"


def test_transaction_interrupted_at_any_point_is_whole_or_did_not_happen(tmp_path: Path) -> None:
    for n in range(len(points_of_a_day(tmp_path))):
        folder = tmp_path / str(n)
        folder.mkdir()
        path, done = folder / "box.db", folder / "done"
        make(path).close()
        with pytest.raises(InterruptionError):
            day(path, RaisingAt(n), done)
        assert_whole(path, int(done.read_bytes()) if done.exists() else 0)


def test_store_goes_on_after_an_interruption_before_the_commit_and_stops_after_it(tmp_path: Path) -> None:
    make(tmp_path / "box.db").close()
    store = reopen(tmp_path / "box.db", RaisingAt(1))
    with pytest.raises(InterruptionError), store.transaction() as tx:
        tx.put("ballots", b"k", b"v")
    with store.transaction() as tx:
        assert tx.items("ballots") == ()
        tx.put("ballots", b"k", b"v")
    store.close()
    store = reopen(tmp_path / "box.db", RaisingAt(3))
    with pytest.raises(InterruptionError), store.transaction() as tx:
        tx.put("ballots", b"k", b"w")
    with pytest.raises(StoreError, match="stopped"), store.transaction():
        pass
    store.close()
    store = reopen(tmp_path / "box.db")
    with store.transaction() as tx:
        assert tx.get("ballots", b"k") == b"w"
    store.close()


class StoreAgainstDictionary(RuleBasedStateMachine):
    """Whatever is done, commits and undoings included, the store says what a dictionary says."""

    keys = st.sampled_from([b"a", b"b", b"c", b"d"])
    values = st.binary(max_size=60)

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "s.db"
        self.tables = (FixedTable("fixed", 3, 60), GrowingTable("growing"))
        self.store = SqliteStore(self.path, "s", KEY, self.tables, create=True)
        self.model: dict[str, dict[bytes, bytes]] = {"fixed": {}, "growing": {}}

    @rule(
        table=st.sampled_from(["fixed", "growing"]),
        steps=st.lists(st.tuples(st.sampled_from(["put", "insert", "delete"]), keys, values), max_size=5),
        undo=st.booleans(),
    )
    def transact(self, table: str, steps: list[tuple[str, bytes, bytes]], undo: bool) -> None:
        entries = dict(self.model[table])
        try:
            with self.store.transaction() as tx:
                for verb, key, value in steps:
                    if verb == "delete":
                        assert tx.delete(table, key) == (entries.pop(key, None) is not None)
                        continue
                    if verb == "insert":
                        tx.insert(table, key, value)
                        assert key not in entries
                    else:
                        tx.put(table, key, value)
                    entries[key] = value
                    assert tx.get(table, key) == value
                if undo:
                    raise InterruptionError
        except (InterruptionError, StoreError):
            return
        self.model[table] = entries
        assert table == "growing" or len(entries) <= 3

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = SqliteStore(self.path, "s", KEY, self.tables)

    @invariant()
    def agrees(self) -> None:
        with self.store.transaction() as tx:
            for table, entries in self.model.items():
                assert tx.items(table) == tuple(sorted(entries.items()))

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestStoreAgainstDictionary = StoreAgainstDictionary.TestCase
TestStoreAgainstDictionary.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def rows(path: Path, table: str = "ballots", copy: Path | None = None) -> list[tuple[bytes, bytes]]:
    """Rows as they stand on the disk, read from a copy: the store itself is locked."""
    target = copy or path.with_suffix(".copy")
    target.write_bytes(path.read_bytes())
    db = sqlite3.connect(target)
    try:
        return db.execute(f"SELECT place, sealed FROM {table}").fetchall()
    finally:
        db.close()
        for left in target.parent.glob(target.name + "*"):
            left.unlink()


def log_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*-wal"))
