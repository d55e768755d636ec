"""The precinct's stores open with the sealed password alone, and for one process alone (E27, E28; L 50-5(2))."""

import json
import os
from pathlib import Path

import pytest

from sailau.adapters.password import PasswordCost, WrongPasswordError
from sailau.adapters.sqlite import (
    STORE_NAMES,
    FixedTable,
    GrowingTable,
    StoreLayouts,
    create_keys,
    create_stores,
    open_keys,
    open_stores,
)
from sailau.errors import StoreError
from tests.adapters.faulty import Counting, InterruptionError, KillingAt, RaisingAt, run_and_be_killed

LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PASSWORD = b"QW7K-39PX-M2TD-8HRC"
LAYOUTS = StoreLayouts(
    checkin=[FixedTable("admissions", 40, 64)],
    box=[FixedTable("ballots", 10, 2000)],
    cards=[FixedTable("cards", 30, 200)],
    day=[GrowingTable("state"), GrowingTable("acts")],
)


def test_stores_open_with_the_sealed_password_and_keep_what_they_held(tmp_path: Path) -> None:
    with create_stores(tmp_path, PASSWORD, LAYOUTS, cost=LIGHT) as stores:
        with stores.checkin.transaction() as tx:
            tx.insert("admissions", b"voter", b"admitted")
        with stores.day.transaction() as tx:
            tx.put("state", b"day", b"open")
    assert sorted(path.name for path in tmp_path.glob("*.db")) == sorted(f"{name}.db" for name in STORE_NAMES)
    with open_stores(tmp_path, PASSWORD, LAYOUTS) as stores:
        with stores.checkin.transaction() as tx:
            assert tx.get("admissions", b"voter") == b"admitted"
        with stores.day.transaction() as tx:
            assert tx.get("state", b"day") == b"open"


def test_wrong_password_is_a_clear_error_that_repeats_no_password(tmp_path: Path) -> None:
    create_stores(tmp_path, PASSWORD, LAYOUTS, cost=LIGHT).close()
    with pytest.raises(WrongPasswordError, match="not the sealed password") as raised:
        open_stores(tmp_path, b"another password", LAYOUTS)
    assert "another" not in raised.value.diagnostics()
    assert raised.value.__cause__ is None
    with open_stores(tmp_path, PASSWORD, LAYOUTS):
        pass


def test_second_process_is_refused_while_the_first_has_the_stores(tmp_path: Path) -> None:
    stores = create_stores(tmp_path, PASSWORD, LAYOUTS, cost=LIGHT)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            open_stores(tmp_path, PASSWORD, LAYOUTS)
            os.write(writing, b"opened")
        except StoreError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert b"in use by another process" in os.read(reading, 1000)
    stores.close()
    open_stores(tmp_path, PASSWORD, LAYOUTS).close()


def test_stores_of_a_killed_process_open_again(tmp_path: Path) -> None:
    create_stores(tmp_path, PASSWORD, LAYOUTS, cost=LIGHT).close()

    def work() -> None:
        stores = open_stores(tmp_path, PASSWORD, LAYOUTS, faults=KillingAt(3))
        with stores.box.transaction() as tx:
            tx.insert("ballots", b"credential", b"ballot")

    assert run_and_be_killed(work, tmp_path / "log")
    with open_stores(tmp_path, PASSWORD, LAYOUTS) as stores, stores.box.transaction() as tx:
        assert tx.items("ballots") == ((b"credential", b"ballot"),)


def test_making_cut_short_at_any_point_is_begun_anew_and_never_opened_half(tmp_path: Path) -> None:
    counting = Counting()
    create_stores(tmp_path / "whole", PASSWORD, LAYOUTS, cost=LIGHT, faults=counting).close()
    assert len(counting.names) >= 6
    for n in range(len(counting.names)):
        folder = tmp_path / str(n)
        with pytest.raises(InterruptionError):
            create_stores(folder, PASSWORD, LAYOUTS, cost=LIGHT, faults=RaisingAt(n))
        with pytest.raises(StoreError):
            open_stores(folder, PASSWORD, LAYOUTS)
        create_stores(folder, PASSWORD, LAYOUTS, cost=LIGHT).close()
        open_stores(folder, PASSWORD, LAYOUTS).close()


def test_stores_are_not_made_over_present_ones(tmp_path: Path) -> None:
    create_stores(tmp_path, PASSWORD, LAYOUTS, cost=LIGHT).close()
    with pytest.raises(StoreError, match="there already"):
        create_stores(tmp_path, b"thief", LAYOUTS, cost=LIGHT)
    open_stores(tmp_path, PASSWORD, LAYOUTS).close()


def test_missing_folder_or_store_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no stores"):
        open_stores(tmp_path / "absent", PASSWORD, LAYOUTS)
    create_stores(tmp_path, PASSWORD, LAYOUTS, cost=LIGHT).close()
    (tmp_path / "cards.db").unlink()
    with pytest.raises(StoreError, match=r"cards\.db is missing"):
        open_stores(tmp_path, PASSWORD, LAYOUTS)


def test_each_store_has_its_own_key_and_none_shows_in_repr_or_file(tmp_path: Path) -> None:
    keys = create_keys(tmp_path / "keys.json", PASSWORD, LIGHT)
    four = {keys.checkin, keys.box, keys.cards, keys.day}
    assert len(four) == 4
    assert all(len(key) == 32 for key in four)
    assert repr(keys) == "PrecinctKeys()"
    raw = (tmp_path / "keys.json").read_bytes()
    assert not any(key in raw or key.hex().encode() in raw for key in four)
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert open_keys(tmp_path / "keys.json", PASSWORD) == keys


def test_stores_exchanged_for_one_another_do_not_open(tmp_path: Path) -> None:
    same = StoreLayouts(**{name: [FixedTable("t", 2, 10)] for name in STORE_NAMES})
    create_stores(tmp_path, PASSWORD, same, cost=LIGHT).close()
    (tmp_path / "box.db").rename(tmp_path / "was-box")
    (tmp_path / "cards.db").rename(tmp_path / "box.db")
    (tmp_path / "was-box").rename(tmp_path / "cards.db")
    with pytest.raises(StoreError, match="altered"):
        open_stores(tmp_path, PASSWORD, same)


@pytest.mark.parametrize(
    "change",
    [
        {"passes": 2},
        {"memory_kib": 16},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="},
    ],
)
def test_altered_cost_or_salt_looks_like_a_wrong_password(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "keys.json"
    create_keys(path, PASSWORD, LIGHT)
    box = json.loads(path.read_bytes())
    box["stores"] |= change
    path.write_text(json.dumps(box))
    with pytest.raises(WrongPasswordError):
        open_keys(path, PASSWORD)


@pytest.mark.parametrize(
    "change",
    [
        {"passes": 0},
        {"passes": 10**9},
        {"memory_kib": 2**40},
        {"lanes": 0},
        {"lanes": True},
        {"kdf": "md5"},
        {"salt": "not base64!"},
        {"salt": "AAAA"},
        {"sealed": "AAAA"},
        {"more": 1},
    ],
)
def test_key_file_of_another_form_or_cost_out_of_bounds_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "keys.json"
    create_keys(path, PASSWORD, LIGHT)
    box = json.loads(path.read_bytes())
    box["stores"] |= change
    path.write_text(json.dumps(box))
    with pytest.raises(StoreError) as raised:
        open_keys(path, PASSWORD)
    assert not isinstance(raised.value, WrongPasswordError)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"stores":{},"version":2}'])
def test_key_file_that_is_none_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(text)
    with pytest.raises(StoreError):
        open_keys(tmp_path / "keys.json", PASSWORD)


def test_empty_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="empty"):
        create_keys(tmp_path / "keys.json", b"", LIGHT)
