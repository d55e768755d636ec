"""The closing request on a medium: this precinct's alone, after closing alone, and few of them (L 50-6(1); R 17)."""

from pathlib import Path

import pytest

from sailau.errors import SignatureError
from sailau.refusal import Refusal
from sailau.service.booth import CLOSING_REQUESTS_MAX
from sailau.service.closing import ClosingRequest, closing_request
from sailau.service.closing_medium import REQUEST_FILE, answer_request, read_answers, request_bytes
from tests.service.chair_day import CHAIR, EVENING, check_and_open, led_from_a_desk, vote
from tests.service.day import Day, open_day

NOBODY = frozenset[bytes]()


def put(day: Day, medium: Path, request: ClosingRequest, signer: str = "precinct-computer") -> None:
    computer = day.installed.pki.signers[signer]
    data = request_bytes(request, day.precinct.installed.setup_hash, computer)
    medium.mkdir(exist_ok=True)
    (medium / REQUEST_FILE).write_bytes(data)


def test_a_request_that_another_device_signed_is_not_answered(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        day.voted(1, 1, 4)
        put(day, tmp_path / "medium", closing_request(day.precinct), signer="terminal-2")
        with pytest.raises(SignatureError):
            answer_request(day.booth("terminal-1"), tmp_path / "medium", EVENING)
        assert read_answers(tmp_path / "medium") == {}


def test_a_device_answers_few_different_requests_and_the_same_one_as_often_as_asked(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        day.voted(1, 1, 4)
        day.voted(2, 2, 4)
        whole = closing_request(day.precinct)
        asked = [ClosingRequest(frozenset({one}), whole.opened, whole.arrived) for one in sorted(whole.arrived)]
        medium, booth = tmp_path / "medium", day.booth("terminal-1")
        for request in (whole, *asked):
            put(day, medium, request)
            answer_request(booth, medium, EVENING)
        assert 1 + len(asked) == CLOSING_REQUESTS_MAX
        put(day, medium, ClosingRequest(whole.arrived, whole.opened, whole.arrived))
        with pytest.raises(SignatureError, match="as many"):
            answer_request(booth, medium, EVENING)


def test_no_request_is_given_while_voting_is_open(tmp_path: Path) -> None:
    with led_from_a_desk(tmp_path) as led:
        check_and_open(led)
        vote(led, (1,))
        refused = led.chair.closing_request(CHAIR)
        assert isinstance(refused, Refusal)
        assert refused.code.startswith("not-now")
