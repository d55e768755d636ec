"""A definition revised for a postponed precinct, as the commission takes it in (L 50-5(7), 50-7(2); E48)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.commission.revised import Revised
from sailau.election.canonical import canonical
from sailau.election.nouns import Definition
from sailau.errors import SignatureError
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre, found_centre
from sailau.service.centre.revised import closing_of, definition_of, enter_revision
from sailau.signing.cms import sign_together
from sailau.verifier.record.signers import polls_close
from tests.country.made import POSTPONED, VOTED, Country, at_the_centre, put_off, small_country
from tests.records.world import EVENING, make_pki
from tests.service.centre.stores import Store

LATER = timedelta(days=14)


@pytest.fixture
def country(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Country:
    folder, definition = tmp_path_factory.mktemp("revised"), small_country()
    made = Country(folder / "publication", folder / "centre", definition, make_pki(definition, VOTED[0]))
    found_centre(
        made.centre,
        definition=canonical(definition),
        signature=signed(made, canonical(definition)),
        root=made.pki.root.certificate.public_bytes(Encoding.PEM),
        commission="central",
        store=store.setting(),
    )
    return made


@pytest.fixture
def centre(country: Country) -> Iterator[Centre]:
    with at_the_centre(country) as opened:
        yield opened


def signed(country: Country, data: bytes, by: str = "central") -> bytes:
    return sign_together(data, [country.pki.signers[by]], EVENING)


def postponed(definition: Definition, days: timedelta = LATER) -> Definition:
    precincts = tuple(one for one in definition.precincts if one.number == POSTPONED)
    return replace(definition, revision=definition.revision + 1, date=definition.date + days, precincts=precincts)


def code(found: Revised | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_a_revised_definition_is_taken_in_once_it_was_decided_and_moves_that_precincts_day_alone(
    country: Country, centre: Centre
) -> None:
    revised = postponed(country.definition)
    data = canonical(revised)
    assert code(enter_revision(centre, data, signed(country, data))) == "precinct-not-postponed"
    put_off(country, centre)
    with pytest.raises(SignatureError):
        enter_revision(centre, data, signed(country, data, "territorial"))
    other_day = canonical(postponed(country.definition, LATER + timedelta(days=1)))
    assert code(enter_revision(centre, other_day, signed(country, other_day))) == "precinct-not-postponed"
    entered = enter_revision(centre, data, signed(country, data))
    assert isinstance(entered, Revised), entered
    assert enter_revision(centre, data, signed(country, data)) == entered
    assert definition_of(centre, POSTPONED) == entered.sha256 != definition_of(centre, VOTED[0])
    assert closing_of(centre, POSTPONED) == polls_close(revised) == polls_close(country.definition) + LATER
    assert closing_of(centre, VOTED[0]) == polls_close(country.definition)
