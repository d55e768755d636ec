"""The publication: written whole, signed, incremental; what was refused or turned away is not in it (M2, M4, M54)."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sailau.adapters.runners import RunHere
from sailau.commission.decisions import Body, PrecinctVoid
from sailau.commission.units import country
from sailau.election.nouns import Definition, PrecinctNumber, Words
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.publication import (
    FINAL,
    OUTCOME_FILE,
    PUBLICATION_FILE,
    RETURNS_FILE,
    TOTALS_FILE,
    TURNOUT_FILE,
    PublicationManifest,
    names,
)
from sailau.formats.v1.publication.mandates import MANDATES_FILE
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre
from sailau.service.centre.decisions import propose, take
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.intake import Received, judge, receive
from sailau.service.centre.notices import draw_up
from sailau.service.centre.persons import Persons, read_persons
from sailau.service.centre.publication import publish
from sailau.service.country.verify import verify_country
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from sailau.verifier.record import verify_record
from tests.service.centre.stores import STORES, Store, store_of
from tests.service.centre.test_notices import wanted
from tests.service.centre.village import at_work, found, village


def taken_in(centre: Centre, bundle: Path) -> None:
    received = receive(centre, bundle)
    assert isinstance(received, Received), received
    judge(centre, received.digest)


def described(definition: Definition) -> Persons:
    """Everybody who stands, with what the law asks to be told of the elected."""
    own = {"birth_year": 1961, "post": {"kk": "а", "ru": "б"}, "residence": {"kk": "а", "ru": "б"}}
    stand = [{"contest": one.id, "answer": answer.id, **own} for one in definition.contests for answer in one.answers]
    return read_persons(json.dumps({"candidates": stand}).encode(), "persons.json", definition)


def manifest_of(folder: Path) -> PublicationManifest:
    return PUBLICATION_FILE.read((folder / names.MANIFEST).read_bytes())


@dataclass(frozen=True)
class Publishing:
    """A commission with one sound record, its publication beside it; tests copy or only read."""

    place: Path
    store: Store

    @property
    def public(self) -> Path:
        return self.place / "public"

    def copy(self, target: Path) -> None:
        """The commission once more, its store with it."""
        self.store.copy(self.place / "centre", target / "centre")


@pytest.fixture(scope="module", params=STORES)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Publishing:
    place, store = tmp_path_factory.mktemp("publication"), store_of(request)
    found(place / "centre", store.setting())
    with at_work(place / "centre") as centre:
        taken_in(centre, village().pack(place))
        publish(centre, place / "public", village().world.signer("central"))
    return Publishing(place, store)


def test_every_file_is_listed_signed_and_says_what_the_commission_holds(published: Publishing) -> None:
    folder, world = published.public, village().world
    manifest = manifest_of(folder)
    with at_work(published.place / "centre") as centre:
        trust = centre.trust(at=centre.now())
    signature = (folder / names.signature_name(names.MANIFEST)).read_bytes()
    [signer] = verify_detached((folder / names.MANIFEST).read_bytes(), signature, trust, DocumentKind.PUBLICATION)
    assert signer.holder.commission == "central"
    there = {str(path.relative_to(folder)) for path in (folder / "data").rglob("*") if path.is_file()}
    assert there == {*manifest.files, names.MANIFEST, names.signature_name(names.MANIFEST)}
    for name, digest in manifest.files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert (manifest.number, manifest.stage, manifest.training) == (1, "preliminary", True)
    returns = RETURNS_FILE.read((folder / names.RETURNS).read_bytes())
    [entry] = returns.precincts
    assert (entry.standing, entry.versions[0].record) == ("accepted", "000025-1")
    totals = TOTALS_FILE.read((folder / names.TOTALS).read_bytes())
    assert {unit.counted for unit in totals.units} == {1}
    assert TURNOUT_FILE.read((folder / names.TURNOUT).read_bytes()).units
    [contest] = OUTCOME_FILE.read((folder / names.OUTCOME).read_bytes()).contests
    assert contest.contest == str(world.definition.contests[0].id)


def test_published_record_is_sound_for_anybody_and_lies_there_as_a_bundle_too(published: Publishing) -> None:
    folder = published.public
    root = (folder / names.ROOT_CERTIFICATE).read_bytes()
    assert verify_record(folder / "records" / "000025-1", root=root).sound
    bundle = (folder / "records" / "000025-1.bundle.zip").read_bytes()
    assert hashlib.sha256(bundle).hexdigest() == manifest_of(folder).records["000025-1"].bundle_sha256


def test_second_publication_unpacks_nothing_anew_and_takes_away_what_is_void(
    published: Publishing, tmp_path: Path
) -> None:
    published.copy(tmp_path)
    folder = tmp_path / "public"
    shutil.copytree(published.public, folder)
    (folder / "data" / "stray.json").write_text("{}")
    (folder / "records" / "000099-1").mkdir()
    with at_work(tmp_path / "centre") as centre:
        signer = village().world.signer("central")
        second = publish(centre, folder, signer)
        assert (second.unpacked, second.manifest.number) == (0, 2)
        assert not (folder / "data" / "stray.json").exists()
        assert not (folder / "records" / "000099-1").exists()
        (folder / "records" / "000025-1" / "manifest.json").write_text("{}")
        by = (Body.CENTRAL, Words("Орталық комиссия", "Центральная комиссия"))
        matter = PrecinctVoid(precincts=(PrecinctNumber(25),))
        proposed = propose(centre, holdings_of(centre), matter, by, Words("Шағым", "Жалоба"), centre.now())
        assert not isinstance(proposed, Refusal)
        take(centre, holdings_of(centre), proposed, [signer])
        third = publish(centre, folder, signer)
        assert third.unpacked == 1
        [entry] = RETURNS_FILE.read((folder / names.RETURNS).read_bytes()).precincts
        assert (entry.standing, entry.counted, entry.decision) == ("invalidated", None, 1)
        for suffix in (".json", ".json.p7s", ".pdf"):
            assert f"data/decisions/001{suffix}" in third.manifest.files


def test_who_holds_the_mandate_is_published_once_the_results_are_announced(tmp_path: Path, sqlite: Store) -> None:
    found(tmp_path / "centre", sqlite.setting())
    definition, signer = village().world.definition, village().world.signer("central")
    with at_work(tmp_path / "centre") as centre:
        taken_in(centre, village().pack(tmp_path))
        first = publish(centre, tmp_path / "public", signer)
        assert names.MANDATES not in first.manifest.files
        asked = wanted("results", country(definition), persons=described(definition))
        announced = draw_up(centre, holdings_of(centre), asked, [signer])
        assert not isinstance(announced, Refusal), announced
        second = publish(centre, tmp_path / "public", signer)
    assert second.manifest.stage == FINAL
    [one] = MANDATES_FILE.read((tmp_path / "public" / names.MANDATES).read_bytes()).mandates
    [holder] = one.holders
    assert (one.contest, one.notice, holder.person.birth_year, holder.decision) == ("president", 1, 1961, None)
    report = verify_country(tmp_path / "public", RunHere(), journal=tmp_path / "journal")
    assert report.sound, report.findings


def test_record_that_was_refused_is_told_of_and_not_published(tmp_path: Path, store: Store) -> None:
    found(tmp_path / "centre", store.setting())
    with at_work(tmp_path / "centre") as centre:
        taken_in(centre, village().pack(tmp_path, "altered"))
        done = publish(centre, tmp_path / "public", village().world.signer("central"))
        assert done.manifest.records == {}
        [entry] = RETURNS_FILE.read((tmp_path / "public" / names.RETURNS).read_bytes()).precincts
        assert (entry.standing, entry.versions[0].verdict, entry.versions[0].record) == ("refused", "refused", None)
        assert entry.versions[0].reasons


def test_nobody_but_a_commission_above_the_precinct_publishes(published: Publishing, tmp_path: Path) -> None:
    published.copy(tmp_path)
    with at_work(tmp_path / "centre") as centre:
        with pytest.raises(SignatureError, match="may not sign a publication"):
            publish(centre, tmp_path / "public", village().world.signer("member-1"))
        assert not (tmp_path / "public" / names.MANIFEST).exists()


def test_folder_of_another_election_is_left_alone(published: Publishing, tmp_path: Path) -> None:
    published.copy(tmp_path)
    other = tmp_path / "public" / names.DEFINITION
    other.parent.mkdir(parents=True)
    other.write_bytes(b"{}")
    with at_work(tmp_path / "centre") as centre, pytest.raises(StoreError, match="another election"):
        publish(centre, tmp_path / "public", village().world.signer("central"))
    assert other.read_bytes() == b"{}"
