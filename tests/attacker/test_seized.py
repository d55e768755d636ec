"""A device that is seized after the day holds no code, no order, no credential, whoever knows the sealed password."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import cbor2
import pytest

from sailau.adapters.sqlite import GrowingTable
from sailau.adapters.sqlite import store as store_module
from sailau.adapters.sqlite.cipher import StoreCipher
from sailau.adapters.sqlite.store import SqliteStore
from sailau.card import is_clean
from sailau.sealing.codes import MAP_BYTES
from tests.attacker import pages
from tests.attacker.day import Held
from tests.attacker.devices import PORTABLE, TERMINALS
from tests.attacker.images import Image, StoreImage, recovered

BOOTHS = (*TERMINALS, PORTABLE)


def names_of(held: Held) -> Iterator[bytes]:
    """Every credential of the precinct (public half, sealed form, its hash) and every tracker, in every writing."""
    pool = [cell.plain for store in held.closed.stores for cell in store.cells if cell.table == "pool" and cell.plain]
    raw = [*(cast.vote.credential for cast in held.truth.cast.values()), *(key for key, _ in pool)]
    raw += [part for _, value in pool for part in cbor2.loads(value)[:2]]
    for part in raw:
        yield from (part, part.hex().encode(), b64encode(part).rstrip(b"="))
    yield from (cast.vote.tracker.encode() for cast in held.truth.cast.values())


def everything(image: Image, device: str) -> bytes:
    """All that stands on a device's disk, opened: raw files, entries of its stores, what older entries still say."""
    parts = [path.read_bytes() for path in image.files() if path.is_relative_to(image.folder / device)]
    for store in stores_of(image, device):
        cipher = StoreCipher(store.path.stem, image.key_of(store.path))
        opened = [cell.plain for cell in store.cells if cell.plain is not None]
        parts += [part for pair in (*opened, *recovered(store, cipher)) for part in pair]
    return b"\0".join(parts)


def stores_of(image: Image, device: str) -> list[StoreImage]:
    return [store for store in image.stores if store.device == device]


@pytest.mark.parametrize("device", BOOTHS)
def test_seized_device_holds_no_credential_and_no_tracker(device: str, held: Held) -> None:
    said, before = everything(held.erased, device), everything(held.closed, device)
    assert [name for name in names_of(held) if name in said] == []
    assert any(name in before for name in names_of(held)), "the search would see it"


@pytest.mark.parametrize("device", BOOTHS)
def test_seized_device_holds_no_code_and_nothing_but_its_counters(device: str, held: Held) -> None:
    for store in stores_of(held.erased, device):
        left = {(cell.table, cell.plain[0]): cell.plain[1] for cell in store.cells if cell.plain is not None}
        assert left.pop(("config", b"unused-codes")) == bytes(MAP_BYTES)
        assert set(left) <= {("config", b"counters"), ("copy", b"generation")}
    assert any(
        cell.plain is not None and cell.plain[0] == b"unused-codes" and any(cell.plain[1])
        for store in stores_of(held.closed, device)
        for cell in store.cells
    ), "before, it held them"


def test_no_store_holds_anything_in_its_free_room_or_its_log(held: Held) -> None:
    """Nothing that was erased or moved on is left in free pages, between entries, or in a log."""
    for store in held.erased.stores:
        assert store.log == b""
        assert list(pages.leftovers(store.raw)) == [], store.path.name
        assert list(recovered(store, StoreCipher(store.path.stem, held.erased.key_of(store.path)))) == []


def test_every_ballot_stands_where_there_was_room_for_it_in_the_morning(held: Held) -> None:
    """No file grew and no entry moved while people voted, so nothing in a file tells which came when."""
    for store in held.erased.stores:
        before = held.fresh[store.path.name]
        places = [cell.place for cell in store.cells if cell.table in ("ballots", "sealed")]
        if places:
            assert len(store.raw) == len(before)
            assert all(store.raw.find(place) == before.find(place) > 0 for place in places)


def test_cards_of_the_day_are_zeros_but_for_number_and_loads(held: Held) -> None:
    cards = held.erased.cards()
    assert len(cards) >= 10
    assert all(map(is_clean, cards.values()))


def test_search_of_free_room_would_see_what_a_careless_store_leaves_there(tmp_path: Path) -> None:
    """The real store, with and without SQLite's overwriting of what is deleted."""
    pragmas = tuple(pragma for pragma in store_module._PRAGMAS if "secure_delete" not in pragma)
    for name, settings in (("careful", store_module._PRAGMAS), ("careless", (*pragmas, "PRAGMA secure_delete=OFF"))):
        with mock.patch.object(store_module, "_PRAGMAS", settings):
            store = SqliteStore(tmp_path / name, name, bytes(32), [GrowingTable("notes")], create=True)
            for number in range(3):
                with store.transaction() as tx:
                    tx.put("notes", b"%d" % number, bytes(200))
            with store.transaction() as tx:
                tx.delete("notes", b"1")
            store.close()
        left = list(pages.leftovers((tmp_path / name).read_bytes()))
        assert bool(left) is (name == "careless")
