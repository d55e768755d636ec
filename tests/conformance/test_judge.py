"""The judge is asked rightly: it accepts its own archive, and what we break on purpose it refuses."""

import json
from pathlib import Path

import pytest

from sailau.adapters import independent_judge
from sailau.adapters.independent_judge import Judge, Record, judge_archive, judge_ballots, read_records

pytestmark = pytest.mark.conformance

VECTOR = Path(__file__).resolve().parents[1] / "vectors" / "precinct-25" / "7PBRptcrYdzSBf.bel"


def test_the_judge_accepts_the_archive_of_its_own_kind(judge: Judge) -> None:
    assert judge_archive(judge, VECTOR) == []


def test_the_judge_accepts_each_ballot_of_that_archive(judge: Judge) -> None:
    assert judge_ballots(judge, VECTOR) == []


def test_a_changed_byte_is_refused(judge: Judge, tmp_path: Path) -> None:
    whole = bytearray(VECTOR.read_bytes())
    position = whole.index(b'"result":[[') + len(b'"result":[[')
    whole[position] ^= 1
    broken = tmp_path / VECTOR.name
    broken.write_bytes(whole)
    assert judge_archive(judge, broken) != []


def test_a_ballot_with_a_wrong_proof_is_refused(judge: Judge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    original = independent_judge.ballots

    def with_one_wrong(records: list[Record]) -> list[Record]:
        first, *others = original(records)
        content = json.loads(first.content)
        proof = content["answers"][0]["individual_proofs"][0][0]
        proof["response"] = str(int(proof["response"]) + 1)
        wrong = json.dumps(content, separators=(",", ":")).encode()
        return [Record(first.name, wrong, first.end), others[0]]

    monkeypatch.setattr(independent_judge, "ballots", with_one_wrong)
    complaints = judge_ballots(judge, VECTOR)
    assert len(complaints) == 1
    assert "InvalidBallot" in complaints[0]


def test_all_ballots_are_found(judge: Judge) -> None:
    assert len(independent_judge.ballots(list(read_records(VECTOR)))) == 25
