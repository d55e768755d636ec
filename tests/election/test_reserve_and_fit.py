"""Reserves, control codes and the card: figures at their boundaries."""

import dataclasses
from datetime import date

import pytest

from sailau.election.fit import answer_bytes, card_bytes, misfits
from sailau.election.nouns import Challenge, CredentialReserve, DayRules, DecisionId
from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion
from sailau.election.reserve import ballots_received, code_overflow, credential_reserve, credentials_made

RULES = DayRules(edition=date(2004, 4, 14))
WITH_CHALLENGE = dataclasses.replace(RULES, challenge=Challenge(decision=DecisionId("d")))
CODE = NonHomomorphicQuestion(answers=("code / 100", "code mod 100"), question="код")


def contest(answers: int, *, maximum: int = 1, blank: bool | None = None) -> HomomorphicQuestion:
    return HomomorphicQuestion(tuple(str(n) for n in range(answers)), 1, maximum, "сұрақ", blank)


@pytest.mark.parametrize(("listed", "reserve"), [(0, 20), (200, 20), (201, 21), (210, 21), (211, 22), (1_200, 120)])
def test_credential_reserve_is_the_larger_of_twenty_and_a_tenth_rounded_up(listed: int, reserve: int) -> None:
    assert credential_reserve(RULES, listed, terminals=5) == reserve


def test_challenges_add_their_minimum_for_each_terminal() -> None:
    assert credential_reserve(WITH_CHALLENGE, 1_200, terminals=5) == 120 + 15
    assert credentials_made(WITH_CHALLENGE, 1_200, terminals=5) == 1_335


def test_reserve_follows_the_rules_of_the_definition() -> None:
    rules = dataclasses.replace(RULES, credential_reserve=CredentialReserve(at_least=3, percent=25))
    assert credential_reserve(rules, 9, terminals=1) == 3
    assert credential_reserve(rules, 13, terminals=1) == 4


@pytest.mark.parametrize(("listed", "received"), [(0, 0), (1, 2), (1_000, 1_001), (1_001, 1_003), (1_200, 1_202)])
def test_ballots_received_is_the_list_and_a_thousandth_rounded_up(listed: int, received: int) -> None:
    assert ballots_received(RULES, listed) == received


def test_ballots_received_by_the_later_text_of_one_per_cent() -> None:
    assert ballots_received(dataclasses.replace(RULES, ballot_reserve_per_mille=10), 1_201) == 1_214


def test_codes_run_out_above_ten_thousand() -> None:
    assert code_overflow(10_000, 1) is None
    assert code_overflow(3_333, 3) is None
    refusal = code_overflow(3_334, 3)
    assert refusal is not None
    assert refusal.code == "codes-overflow"
    assert "10002" in refusal.text.kk
    assert "10002" in refusal.text.ru
    assert "10002" in refusal.text.en


def test_size_of_the_presidential_ballot_and_of_two_contests_of_twelve() -> None:
    """The profile's figures: at most 1.5 KiB and 5.2 KiB; measured 1,294 and 5,009 bytes, so the estimate is above."""
    assert answer_bytes(contest(5)) == 1_024
    assert 1_294 <= card_bytes([contest(5), CODE]) <= 1_536
    assert 5_009 <= card_bytes([contest(12), contest(12), CODE]) <= 5_324


def test_a_blank_vote_costs_384_bytes() -> None:
    assert answer_bytes(contest(5, blank=True)) - answer_bytes(contest(5)) == 384


def test_each_further_number_of_choices_costs_a_pair() -> None:
    assert answer_bytes(contest(5, maximum=4)) - answer_bytes(contest(5)) == 3 * 64


def test_ballot_larger_than_the_card_is_named_with_its_size() -> None:
    assert list(misfits([contest(31), CODE])) == []
    assert list(misfits([contest(33), CODE])) == [
        f"the ballot needs {card_bytes([contest(33), CODE])} bytes of the card; it holds 6656"
    ]


def test_more_than_255_answers_and_more_than_30_integers_are_named() -> None:
    assert any("256 answers; 255 are the most" in reason for reason in misfits([contest(256)]))
    assert not any("answers;" in reason for reason in misfits([contest(255)]))
    thirty = NonHomomorphicQuestion(tuple("i" * 30), "код")
    thirty_one = NonHomomorphicQuestion(tuple("i" * 31), "код")
    assert list(misfits([thirty])) == []
    assert list(misfits([thirty_one])) == ["31 integers in one control answer; 30 are the most"]
