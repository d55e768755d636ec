"""A whole election on the command line: thirty invented voters, every episode of the story, a verified record."""

import contextlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from sailau.cli.main import main

ACTS = [
    "installation",
    "credentials_destroyed_by_territorial",
    "zero_report",
    "missing_card",
    "unreadable_card",
    "abandoned_card",
    "unused_credentials_destroyed",
    "key_lost",
]
DEVICES = ("portable-1", "terminal-1", "terminal-2")
SIGNED = ("definition.json", "manifest.json", "protocol.json")
UNSIGNED = (
    "cancelled.json",
    "certificates.pem",
    "challenged.jsonl",
    "codes.json",
    "codes.pdf",
    "figures.json",
    "protocol.pdf",
    "strong-proofs.jsonl",
    "voided.jsonl",
)
BALLOTS = 22
"""Three quarters of thirty, rounded down."""


@dataclass(frozen=True)
class Held:
    """A demo that was run: exit code, its folder, what it printed."""

    code: int
    record: Path
    text: str

    @property
    def papers(self) -> Path:
        return self.record.with_name(self.record.name + "-papers")

    def read(self, name: str) -> Any:
        return json.loads((self.record / name).read_bytes())


def demo(record: Path, *words: str) -> Held:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(["demo", "--voters", "30", "--seed", "7", "--out", str(record), *words])
    return Held(code, record, out.getvalue())


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    yield demo(tmp_path_factory.mktemp("demo") / "record")


def files_of(record: Path) -> set[str]:
    return {path.relative_to(record).as_posix() for path in record.rglob("*") if path.is_file()}


def test_demo_of_thirty_voters_is_sound_to_the_end(held: Held) -> None:
    assert held.code == 0, held.text
    assert "SOUND" in held.text
    assert held.text.count("✓") >= 15


def test_the_folder_is_the_record_and_holds_nothing_else(held: Held) -> None:
    (archive,) = held.record.glob("*.bel")
    acts = [f"acts/{number:03d}-{kind}.json" for number, kind in enumerate(ACTS, start=1)]
    signed = [*SIGNED, *acts, *(f"closing/{device}.json" for device in DEVICES)]
    expected = {archive.name, *UNSIGNED, *signed, *(f"{name}.p7s" for name in signed)}
    assert files_of(held.record) == expected
    assert set(held.read("manifest.json")["files"]) == expected - {"manifest.json", "manifest.json.p7s"}


def test_keys_and_stores_beside_the_record_are_gone(held: Held) -> None:
    assert sorted(held.record.parent.iterdir()) == [held.record, held.papers]


def test_every_act_of_the_record_is_on_paper_beside_it(held: Held) -> None:
    papers = {path.name: path.read_bytes() for path in (held.papers / "6-acts").iterdir()}
    assert set(papers) == {f"{number:03d}-{kind}.pdf" for number, kind in enumerate(ACTS, start=1)}
    for name, pdf in papers.items():
        data = (held.record / "acts" / f"{name.removesuffix('.pdf')}.json").read_bytes()
        assert list(PdfReader(io.BytesIO(pdf)).attachments.values()) == [[data]]


PAPERS_BEFORE = {
    "0-input/draft.json",
    "0-input/voters.csv",
    "1-ballot/approval.pdf",
    "1-ballot/deck/act.pdf",
    "1-ballot/final.pdf",
    "1-ballot/proof/style-1-en.pdf",
    "1-ballot/proof/style-1-kk.pdf",
    "1-ballot/proof/style-1-ru.pdf",
    "2-list/act.pdf",
    "3-package/002-credentials_destroyed_by_territorial.pdf",
    "4-ceremony/act.pdf",
    "5-installation/001-installation.pdf",
}


def test_the_way_from_raw_list_and_definition_to_the_precinct_is_on_paper_in_both_languages(held: Held) -> None:
    assert {name for name in files_of(held.papers) if not name.startswith("6-")} == PAPERS_BEFORE
    for name in PAPERS_BEFORE:
        if name.endswith("act.pdf") or "installation" in name:
            text = PdfReader(held.papers / name).pages[0].extract_text()
            assert "туралы" in text and " о" in text, name


def test_the_list_that_was_loaded_is_the_raw_one(held: Held) -> None:
    raw = (held.papers / "0-input" / "voters.csv").read_text(encoding="utf-8").splitlines()
    assert len(raw) - 1 == held.read("figures.json")["figures"]["voters_on_list"]


def test_before_the_day_four_things_are_refused_by_name(held: Held) -> None:
    said = " ".join(held.text.split())
    for refusal in (
        "This person has approved the ballot already",
        "nothing was loaded",
        "a file is missing: computer.sealed",
        "A file was altered: computer.sealed",
    ):
        assert refusal in said


def test_every_episode_of_the_story_is_in_the_figures(held: Held) -> None:
    figures = held.read("figures.json")["figures"]
    wanted = {
        "voters_on_list": 30,
        "box_ballots": BALLOTS,
        "home_ballots": 2,
        "challenged": 1,
        "cancelled": 1,
        "abandoned": 1,
        "missing": 1,
        "replacements": 2,
        "undone": 0,
    }
    assert {name: figures[name] for name in wanted} == wanted
    reasons = Counter(row["reason"] for row in held.read("cancelled.json")["credentials"])
    assert reasons == {"unreadable": 1, "abandoned": 1, "missing": 1}
    assert (held.record / "challenged.jsonl").read_bytes().count(b"\n") == 1


def test_two_refusals_are_told_with_their_articles(held: Held) -> None:
    said = " ".join(held.text.split())
    assert "is not admitted a second time" in said
    assert "not of this precinct" in said
    assert said.count("✗ Refused") == 8
    for article in ("L 50-5(1)", "L 43(4)", "L 50-6(2)", "R 8", "R 12", "L 10(3)"):
        assert article in said


def test_the_quorum_goes_on_without_the_lost_key(held: Held) -> None:
    owners = [json.loads(line)["owner"] for line in (held.record / "strong-proofs.jsonl").read_text().splitlines()]
    assert owners == [1, 3, 4, 5]


def test_votes_follow_the_published_proportions_and_add_up(held: Held) -> None:
    (contest,) = held.read("protocol.json")["contests"]
    assert [row["votes"] for row in contest["rows"]] == [0, 0, 0, 20, 2]
    assert contest["valid"] == BALLOTS
    assert len(set(held.read("codes.json")["codes"])) == BALLOTS


def test_the_record_is_refused_under_another_setup(held: Held, capsys: pytest.CaptureFixture[str]) -> None:
    assert held.read("protocol.json")["setup"] in held.text
    assert main(["verify", str(held.record), "--setup", "0" * 64]) == 1
    assert "REFUSED" in capsys.readouterr().err


@pytest.mark.soak
def test_blank_votes_and_codes_by_choice_in_kazakh_with_keys_of_its_own(held: Held, tmp_path: Path) -> None:
    other = demo(tmp_path / "record", "--definition", "party-and-district", "--lang", "kk")
    assert other.code == 0, other.text
    assert "ЖАРАМДЫ" in other.text
    contests = other.read("protocol.json")["contests"]
    assert [sum(row["votes"] for row in one["rows"]) + one["blank"]["votes"] for one in contests] == [BALLOTS] * 2
    assert other.read("codes.json")["mode"] == "by_choice"
    assert other.read("protocol.json")["setup"] != held.read("protocol.json")["setup"]


def test_folder_that_is_not_empty_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "record" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    assert demo(kept.parent).code == 2
    assert "not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["record"]
    assert kept.read_text() == "mine"


def test_fewer_than_thirty_voters_are_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--voters", "29", "--out", str(tmp_path / "record")]) == 2
    assert "30 voters or more" in capsys.readouterr().err
    assert not (tmp_path / "record").exists()
