"""Sixty-odd hostile bundles: each is refused with its reason, and nothing of it is stored, not even half."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sailau.errors import StoreError
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre
from sailau.service.centre.intake import Received, receive
from sailau.service.centre.registers import door_refusals, received_bundles
from tests.service.centre.hostile import HOSTILE, Hostile, sound, zipped
from tests.service.centre.stores import STORES, Store, store_of
from tests.service.centre.village import at_work, found, village


@pytest.fixture(scope="module", params=STORES)
def centre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("hostile") / "centre"
    found(folder, store_of(request).setting())
    with at_work(folder) as opened:
        yield opened


def kept(centre: Centre) -> list[str]:
    """Everything that lies in the commission's folder beside its store and its papers."""
    places = ("incoming", "bundles", "judging")
    return sorted(str(path) for place in places for path in (centre.folder / place).rglob("*") if path.is_file())


def test_there_are_more_than_fifty_and_no_two_are_one() -> None:
    assert len({one.name for one in HOSTILE}) == len(HOSTILE) >= 50


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.name.replace(" ", "-"))
def test_a_hostile_bundle_is_refused_with_its_reason_and_nothing_is_stored(
    hostile: Hostile, centre: Centre, tmp_path: Path
) -> None:
    path = tmp_path / "brought.zip"
    path.write_bytes(hostile.make(village()))
    outside = sorted(tmp_path.parent.iterdir())
    refused = receive(centre, path)
    assert isinstance(refused, Refusal), refused
    assert refused.code == hostile.code, refused.text.en
    assert refused.article.startswith("L ")
    assert min(len(text) for text in (refused.text.kk, refused.text.ru, refused.text.en)) > 40
    assert (received_bundles(centre), kept(centre)) == ((), [])
    assert sorted(tmp_path.parent.iterdir()) == outside
    assert door_refusals(centre)[-1][1].reason.code == hostile.code or any(
        note.reason == refused for _, note in door_refusals(centre)
    )


def test_the_same_files_unharmed_are_received(tmp_path: Path, store: Store) -> None:
    found(tmp_path / "centre", store.setting())
    path = tmp_path / "brought.zip"
    path.write_bytes(zipped(sound(village())))
    with at_work(tmp_path / "centre") as opened:
        assert isinstance(receive(opened, path), Received)


def test_ten_gigabytes_are_refused_without_being_read(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "sparse.zip"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    refused = receive(centre, path)
    assert isinstance(refused, Refusal) and refused.code == "bundle-too-large"
    assert kept(centre) == []


def test_a_link_a_pipe_and_a_folder_are_not_read(centre: Centre, tmp_path: Path) -> None:
    (tmp_path / "real.zip").write_bytes(zipped(sound(village())))
    (tmp_path / "link.zip").symlink_to(tmp_path / "real.zip")
    os.mkfifo(tmp_path / "pipe.zip")
    (tmp_path / "folder.zip").mkdir()
    for name in ("link.zip", "folder.zip"):
        with pytest.raises(StoreError, match=name):
            receive(centre, tmp_path / name)
    refused = receive(centre, tmp_path / "pipe.zip")
    assert isinstance(refused, Refusal) and refused.code == "bundle-not-in-form"
    assert kept(centre) == []


def test_a_refusal_is_noted_once_however_often_it_is_tried(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "again.zip"
    path.write_bytes(b"again")
    before = len(door_refusals(centre))
    for _ in range(5):
        assert isinstance(receive(centre, path), Refusal)
    assert len(door_refusals(centre)) == before + 1
