"""The link's TLS beside other users of the same OpenSSL."""

from datetime import UTC, datetime, timedelta

import pytest

from sailau.adapters.table_wire import tls_context
from sailau.adapters.token import open_token
from sailau.errors import StoreError
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from tests.tokens import fresh_token

PLAN = PrecinctPlan(election="link", precinct="precinct-25", territory="almaty-city")


def test_link_opens_after_a_token_in_the_same_process_refused_a_pin() -> None:
    token = fresh_token()
    with pytest.raises(StoreError):
        open_token(token.module, token.label, b"0000-0000-0000")
    computer = make_training_pki(PLAN, around(datetime.now(UTC), before=timedelta(1), after=timedelta(1))).signers
    assert tls_context(computer["precinct-computer"], server=True).get_ca_certs()
