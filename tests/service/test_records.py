"""Records of unlucky days, written by the precinct and judged by the verifier: sound, or explained by a signed act."""

import json
from pathlib import Path

import pytest

from sailau.adapters.cards import PulledCard
from sailau.cli.main import main
from sailau.formats.v1.record import Bilingual
from sailau.formats.v1.tally import Result
from sailau.refusal import Refusal
from sailau.service import accumulator, closing, desk, opening
from sailau.service.count import Counting, begin_recount, finish_count
from sailau.service.lost_card import give_card_up
from sailau.service.record import signed_head, write_record
from tests.portable.test_tours import CARRIERS, ended, sent, voted_at_home
from tests.service.day import DESK, ISSUER, TABLE, Day
from tests.service.test_closing import counting, hand_in, key_of, reconciled, recount_decision, voted_day


def written(day: Day, folder: Path) -> Path:
    heads = {device: signed_head(booth.recorder, booth.kit.signer) for device, booth in day.booths.items()}
    heads |= {device: signed_head(home.recorder, home.kit.signer) for device, home in day.homes.items()}
    assert write_record(day.precinct, folder, day.signers(1, 2, 3, 4, 5, 6, 7), heads=heads) is None
    return folder


def judged(day: Day, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """Exit code and report of `sailau verify`, with the Setup hash that stands on the zero report."""
    capsys.readouterr()
    setup = day.installed.setup.hash.hex()
    status = main(["verify", str(folder), "--setup", setup, "--json", "--processes", "1"])
    return status, json.loads(capsys.readouterr().out)


def codes(report: dict[str, list[dict[str, str]]], weight: str) -> set[str]:
    return {finding["code"] for finding in report[weight]}


def test_record_of_a_day_with_every_episode_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with voted_day(tmp_path) as (made, _):
        made.vote(made.admitted(6, 6))
        assert accumulator.cancel_unreadable(made.precinct, 6, accumulator=TABLE) is None
        replacement = made.card(7)
        assert desk.replace_card(made.precinct, replacement, desk=DESK, member=ISSUER) is None
        made.vote(replacement)
        made.take(replacement)
        left = made.admitted(8, 9)
        made.booth().abandon(left, made.session(left))
        made.take(left)
        assert desk.undo_admission(made.precinct, made.voter(8), DESK) is None
        test = made.card(10)
        assert desk.replace_card(made.precinct, test, desk=DESK, member=ISSUER, test=True) is None
        made.challenged(test, 1)
        made.take(test)
        made.vote(made.admitted(9, 11))
        reconciled(made)
        assert isinstance(finish_count(made.precinct, counting(made)), Result)
        status, report = judged(made, written(made, tmp_path / "record"), capsys)
        assert (codes(report, "findings"), status) == (set(), 0)
        assert report["explained"] == []


def test_record_of_a_void_tour_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with voted_day(tmp_path) as (made, _):
        sent(made, 20)
        voted_at_home(made, 1, 2)
        assert not isinstance(ended(made), Refusal)
        assert len(CARRIERS) == 2
        figures = reconciled(made)
        assert figures.figures["voided"] == 2
        result = finish_count(made.precinct, counting(made))
        assert isinstance(result, Result)
        assert sum(result.result[0]) == 5
        status, report = judged(made, written(made, tmp_path / "record"), capsys)
        assert (codes(report, "findings"), status) == (set(), 0)


def test_record_of_a_recounted_day_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with voted_day(tmp_path) as (made, _):
        reconciled(made)
        assert isinstance(finish_count(made.precinct, counting(made)), Result)
        written(made, tmp_path / "record")
        decision = recount_decision(made, "demand")
        again = begin_recount(made.precinct, decision)
        assert isinstance(again, Counting)
        for member in (2, 5):
            assert again.mix(member) is None
        for member in (1, 2, 4, 7):
            assert again.decrypt(key_of(made, member), decision) is None
        assert isinstance(finish_count(made.precinct, again), Result)
        record = written(made, tmp_path / "recounted")
        assert len(list((record / "recount").glob("*.bel"))) == 1
        status, report = judged(made, record, capsys)
        assert (codes(report, "findings"), status) == (set(), 0)


def test_record_with_a_dead_terminal_is_explained_by_its_act(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with voted_day(tmp_path) as (made, _):
        assert opening.close_voting(made.precinct) is None
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        hand_in(made, "terminal-2", "portable-1")
        closing.declare_device_dead(made.precinct, "terminal-1", made.signers())
        assert not isinstance(closing.reconcile(made.precinct), Refusal | closing.Unreconciled)
        assert isinstance(finish_count(made.precinct, counting(made)), Result)
        status, report = judged(made, written(made, tmp_path / "record"), capsys)
        assert (codes(report, "findings"), status) == (set(), 0)
        assert codes(report, "explained") >= {"closing-missing", "closing-sum"}


def test_record_with_an_explained_difference_and_a_card_lost_at_the_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with voted_day(tmp_path) as (made, _):
        slot = made.card(12)
        assert isinstance(
            desk.admit(made.precinct, made.voter(12), PulledCard(slot, 40), desk=DESK, member=ISSUER), Refusal
        )
        assert give_card_up(made.precinct, DESK, made.signers()) is not None
        made.vote(made.admitted(13, 13))
        with made.precinct.stores.cards.transaction() as tx:
            tx.put("counts", b"replacements", b"\x01")
        assert opening.close_voting(made.precinct) is None
        closing.declare_missing(made.precinct, made.signers(), accumulator=TABLE)
        hand_in(made)
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        found = closing.reconcile(made.precinct)
        assert isinstance(found, closing.Unreconciled)
        text = Bilingual("Ауыстыру қате енгізілген.", "Замена внесена по ошибке.")
        closing.explain_difference(made.precinct, found.differences, text, made.signers())
        assert not isinstance(closing.reconcile(made.precinct), Refusal | closing.Unreconciled)
        assert isinstance(finish_count(made.precinct, counting(made)), Result)
        status, report = judged(made, written(made, tmp_path / "record"), capsys)
        assert (codes(report, "findings"), status) == (set(), 0)
        assert codes(report, "explained") == {closing.relation_code(item) for item in found.differences}
