"""`sailau outcome`: published results come out, and nothing in a bad file is guessed."""

import contextlib
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sailau.cli.main import main
from sailau.data import MAJILIS_2021, PRESIDENT_2005, published

Root = dict[str, Any]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write figures (or raw bytes) to a file and give its name."""

    def _write(content: Root | bytes) -> str:
        file = tmp_path / "figures.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(file)

    return _write


@pytest.fixture
def judged(write: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run with `--json` and give what is on stdout, which must be one JSON value and nothing else."""

    def _judged(content: Root | bytes) -> Root:
        assert main(["outcome", write(content), "--json"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        value: Root = json.loads(out)
        return value

    return _judged


@pytest.fixture
def refused(write: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run on a bad file: exit 2, nothing on stdout, one line on stderr that names the file."""

    def _refused(content: Root | bytes) -> str:
        file = write(content)
        assert main(["outcome", file, "--json"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"sailau: {file}: ")
        assert err.count("\n") == 1
        return err.removeprefix(f"sailau: {file}: ").strip()

    return _refused


def parties(*votes: int, seats: int = 10, percent: Any = 7, **more: Any) -> Root:
    found = [{"en": chr(65 + i), "votes": n} for i, n in enumerate(votes)]
    return {"rule": "party_list", "seats": seats, "threshold_percent": percent, "parties": found, **more}


def candidates(rule: str, *votes: int, **more: Any) -> Root:
    return {"rule": rule, "candidates": [{"en": chr(65 + i), "votes": n} for i, n in enumerate(votes)], **more}


def seats(result: Root) -> dict[str, int]:
    return {p["en"]: p["seats"] for p in result["parties"]}


def names(found: list[Root]) -> list[str]:
    return [one["en"] for one in found]


def without_results(name: str) -> Root:
    """A published file without what it says of the result."""
    root: Root = json.loads(published(name))
    root.pop("elected", None)
    for one in root.get("parties", []):
        one.pop("seats")
    return root


def test_the_published_seats_of_2021_come_out(judged: Any) -> None:
    expected = {p["en"]: p["seats"] for p in json.loads(published(MAJILIS_2021))["parties"]}
    assert seats(judged(without_results(MAJILIS_2021))) == expected


def test_the_published_president_of_2005_comes_out(judged: Any) -> None:
    result = judged(without_results(PRESIDENT_2005))
    assert [one["kk"] for one in result["elected"]] == [json.loads(published(PRESIDENT_2005))["elected"]]
    assert result["repeat_vote"] == result["ties"] == []


def test_results_that_stand_in_the_file_are_ignored(judged: Any) -> None:
    lying = json.loads(published(MAJILIS_2021))
    for party in lying["parties"]:
        party["seats"] = 1
    assert seats(judged(lying)) == seats(judged(json.loads(published(MAJILIS_2021))))


def test_the_result_of_2004_comes_out(judged: Any) -> None:
    root = parties(2_883_706, 572_672, 541_239, 336_177, valid_votes=4_757_800, date="2004-09-19")
    assert list(seats(judged(root)).values()) == [7, 1, 1, 1]


def test_seats_stand_beside_names_of_parties_and_nowhere_else(judged: Any) -> None:
    def objects(value: Any) -> list[Root]:
        if isinstance(value, dict):
            return [value, *(o for child in value.values() for o in objects(child))]
        if isinstance(value, list):
            return [o for child in value for o in objects(child)]
        return []

    result = judged(published(MAJILIS_2021))
    assert [o for o in objects(result) if "seats" in o] == result["parties"]


def test_the_threshold_is_taken_of_valid_votes_or_else_of_the_sum(judged: Any) -> None:
    assert seats(judged(parties(930, 70))) == {"A": 9, "B": 1}
    assert seats(judged(parties(930, 70, valid_votes=1_001))) == {"A": 10, "B": 0}


def test_a_threshold_with_decimals_is_exact(judged: Any) -> None:
    assert seats(judged(parties(929, 71, percent=7.1)))["B"] == 1
    assert seats(judged(b'{"rule":"party_list","seats":10,"threshold_percent":7.10001,"parties":'
                        b'[{"en":"A","votes":929},{"en":"B","votes":71}]}'))["B"] == 0  # fmt: skip


def test_equal_remainders_are_ties_with_what_is_sure(judged: Any) -> None:
    result = judged(parties(350, 250, 100, seats=7))
    assert seats(result) == {"A": 3, "B": 2, "C": 1}
    assert result["undistributed"] == 1
    (tie,) = result["ties"]
    assert (tie["kind"], tie["places"], names(tie["between"])) == ("remainder", 1, ["A", "B"])
    assert [p["tied"] for p in result["parties"]] == [True, True, False]


def test_a_recorded_lot_settles_a_tie_and_the_explanation_says_so(judged: Any) -> None:
    result = judged(parties(350, 250, 100, seats=7, lot=["B", "A"]))
    assert seats(result) == {"A": 3, "B": 3, "C": 1}
    assert result["ties"] == []
    assert "lot" in [step["kind"] for step in result["explanation"]]


def test_the_order_of_the_file_never_decides(judged: Any) -> None:
    root = parties(350, 250, 250, 100, 50, seats=7)
    before = judged(root)
    for seed in range(5):
        random.Random(seed).shuffle(root["parties"])
        after = judged(root)
        assert seats(after) == seats(before)
        assert after["ties"] == before["ties"]
        assert after["explanation"] == before["explanation"]


def test_one_party_alone_is_judged_by_the_rule_of_its_day(judged: Any) -> None:
    assert seats(judged(parties(900, 60, 40, seats=98, date="2007-08-18")))["A"] == 98
    later = judged(parties(900, 60, 40, seats=98, date="2012-01-15"))
    assert later["parties"][1]["joined"]
    assert seats(later) == {"A": 93, "B": 5, "C": 0}
    undated = judged(parties(900, 60, 40, seats=98))
    assert seats(undated)["A"] == 98
    assert "2009" in undated["remarks"][0]["en"]


def test_a_threshold_other_than_the_laws_on_that_day_is_remarked(judged: Any) -> None:
    assert judged(parties(900, 600, date="2004-09-19"))["remarks"] == []
    assert "5 %" in judged(parties(900, 600, date="2023-03-19"))["remarks"][0]["en"]


def test_all_below_the_threshold_get_nothing(judged: Any) -> None:
    result = judged(parties(60, 50, valid_votes=1_000))
    assert seats(result) == {"A": 0, "B": 0}
    assert result["undistributed"] == 10


def test_the_two_best_go_to_the_repeat_vote(judged: Any) -> None:
    result = judged(candidates("majority_runoff", 30, 50, 20))
    assert result["elected"] == []
    assert names(result["repeat_vote"]) == ["B", "A"]


def test_an_equal_second_place_is_a_tie_until_a_lot_is_recorded(judged: Any) -> None:
    open_ = judged(candidates("majority_runoff", 40, 30, 30))
    assert names(open_["repeat_vote"]) == ["A"]
    assert names(open_["ties"][0]["between"]) == ["B", "C"]
    settled = judged(candidates("majority_runoff", 40, 30, 30, lot=["C", "B"]))
    assert names(settled["repeat_vote"]) == ["A", "C"]


def test_who_dropped_out_before_the_repeat_vote_gives_way(judged: Any) -> None:
    root = candidates("majority_runoff", 40, 35, 25)
    root["candidates"][1]["withdrawn"] = True
    assert names(judged(root)["repeat_vote"]) == ["A", "C"]


def test_the_base_of_the_majority_may_be_all_who_took_part(judged: Any) -> None:
    root = candidates("majority_runoff", 52, 45, votes_cast=110)
    assert names(judged(root)["elected"]) == ["A"]
    assert judged(root | {"majority_base": "participants"})["elected"] == []


def test_the_office_says_what_follows_when_neither_of_two_is_elected(judged: Any) -> None:
    root = candidates("majority_runoff", 50, 50)
    assert judged(root | {"office": "mazhilis_seat"})["repeat_election"] is True
    assert names(judged(root | {"office": "president"})["repeat_vote"]) == ["A", "B"]


def test_repeat_vote_plurality_and_several_seats(judged: Any) -> None:
    assert names(judged(candidates("repeat_vote", 31, 30))["elected"]) == ["A"]
    assert judged(candidates("repeat_vote", 30, 30))["repeat_election"] is True
    assert names(judged(candidates("plurality", 5, 4, 4))["elected"]) == ["A"]
    several = judged(candidates("several_seats", 9, 5, 5, 1, seats=2, valid_votes=10))
    assert names(several["elected"]) == ["A"]
    assert several["ties"][0]["places"] == 1


def test_one_candidate_puts_the_election_off(judged: Any) -> None:
    result = judged(candidates("majority_runoff", 100))
    assert result["put_off"] is True
    assert result["elected"] == []


def test_the_senates_two_seats(judged: Any) -> None:
    root: Root = {"rule": "senate", "valid_votes": 100, "candidates": []}
    for name, six, three in (("A", 51, 20), ("B", 30, 40), ("C", 19, 40)):
        root["candidates"].append({"en": name, "votes": {"six_years": six, "three_years": three}})
    long_, short = judged(root)["mandates"]
    assert (long_["years"], names(long_["elected"])) == (6, ["A"])
    assert (short["years"], names(short["repeat_vote"])) == (3, ["B", "C"])


def test_a_lot_that_nothing_needs_is_remarked(judged: Any) -> None:
    assert "not used" in judged(candidates("plurality", 5, 4, lot=["A", "B"]))["remarks"][0]["en"]


def test_a_field_that_is_not_used_is_remarked_lest_it_was_misspelt(judged: Any) -> None:
    assert "valid_vote" in judged(candidates("plurality", 5, 4, valid_vote=20))["remarks"][0]["en"]


@pytest.mark.parametrize(("lang", "word"), [("kk", "Кедергі"), ("ru", "Порог"), ("en", "Threshold")])
def test_without_json_a_page_is_printed_in_the_language_asked_for(
    write: Any, capsys: pytest.CaptureFixture[str], lang: str, word: str
) -> None:
    assert main(["outcome", write(published(MAJILIS_2021)), "--lang", lang]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert word in out
    assert "Nur Otan" in out
    assert "76" in out


def test_every_rule_prints_a_page(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    root: Root = {"rule": "senate", "valid_votes": 9, "candidates": []}
    for name, six, three in (("A", 5, 3), ("B", 3, 3), ("C", 1, 3)):
        root["candidates"].append({"kk": name, "votes": {"six_years": six, "three_years": three}})
    for content in (root, candidates("majority_runoff", 4, 3, 3), parties(35, 25, 10, seats=7), parties(0, 0)):
        assert main(["outcome", write(content), "--lang", "ru"]) == 0
        out, _ = capsys.readouterr()
        assert "Как это посчитано" in out
        assert ("равенство" in out) == (content["rule"] == "majority_runoff" or content == root or "35" in str(content))


A = {"en": "A", "votes": 1}
B = {"en": "B", "votes": 2}
BAD: list[tuple[str, Any, str]] = [
    ("not an object", [], "$: not an object"),
    ("no rule", {"candidates": [A, B]}, "$.rule: missing"),
    ("unknown rule", {"rule": "dhondt", "candidates": [A]}, "$.rule: unknown rule"),
    ("rule of the wrong type", {"rule": ["plurality"], "candidates": [A]}, "$.rule: unknown rule"),
    ("no candidates", {"rule": "plurality"}, "$.candidates: missing"),
    ("nobody stands", {"rule": "plurality", "candidates": []}, "$.candidates: missing"),
    ("parties under a rule of candidates", {"rule": "plurality", "parties": [A]}, "$.parties: the rule"),
    ("a candidate that is no object", {"rule": "plurality", "candidates": [A, 5]}, "$.candidates[1]: not an object"),
    ("no name", {"rule": "plurality", "candidates": [A, {"votes": 1}]}, "$.candidates[1]: no name"),
    ("a blank name", {"rule": "plurality", "candidates": [A, {"ru": " ", "votes": 1}]}, "$.candidates[1].ru: not a"),
    ("a name with a bell", {"rule": "plurality", "candidates": [{"ru": "a\u0007", "votes": 1}]}, "[0].ru: the name"),
    ("no votes", {"rule": "plurality", "candidates": [A, {"en": "B"}]}, "$.candidates[1].votes: missing"),
    ("the same name", {"rule": "plurality", "candidates": [A, B, A]}, "$.candidates[2].en: the same name"),
    ("the same name but for case", {"rule": "plurality", "candidates": [A, {"en": " a", "votes": 2}]}, "[1].en: the"),
    ("three at a repeat vote", candidates("repeat_vote", 1, 2, 3), "$.candidates: 3 candidates"),
    ("one at a repeat vote", candidates("repeat_vote", 1), "$.candidates: 1 candidates"),
    ("no seats", {"rule": "several_seats", "candidates": [A, B]}, "$.seats: missing"),
    ("no seats at all", parties(1, seats=0), "$.seats: 0 is below 1"),
    ("too many seats", parties(1, seats=10**6), "$.seats: over"),
    ("seats true", parties(1) | {"seats": True}, "$.seats: true is not"),
    ("two seats for a president", candidates("majority_runoff", 1, 2, seats=2), "$.seats: the rule"),
    ("no threshold", {"rule": "party_list", "seats": 1, "parties": [A]}, "$.threshold_percent: missing"),
    ("threshold of text", parties(1, percent="7"), "$.threshold_percent: "),
    ("threshold over all", parties(1, percent=100.5), "$.threshold_percent: not between"),
    ("threshold below nothing", parties(1, percent=-1), "$.threshold_percent: not between"),
    ("valid votes below the sum", parties(5, 6, valid_votes=10), "$.valid_votes: 10 valid votes, but 11"),
    ("valid votes of text", parties(5, valid_votes="10"), "$.valid_votes: "),
    ("more for one than voted", candidates("several_seats", 9, 1, seats=2, valid_votes=8), "$.valid_votes: 8"),
    ("fewer took part than voted", candidates("majority_runoff", 5, 5, votes_cast=9, majority_base="participants"),
     "$.votes_cast: 9"),
    ("participants unknown", candidates("majority_runoff", 5, 5, majority_base="participants"), "$.votes_cast: miss"),
    ("unknown base", candidates("majority_runoff", 5, 5, majority_base="all"), "$.majority_base: unknown"),
    ("a base where there is none", candidates("plurality", 5, 5, votes_cast=9, majority_base="participants"),
     "$.majority_base: has no meaning"),
    ("unknown office", candidates("majority_runoff", 5, 5, office="king"), "$.office: unknown office"),
    ("an office where it means nothing", candidates("plurality", 5, 5, office="senate"), "$.office: has no meaning"),
    ("a day that is none", candidates("plurality", 1, 2, date="2005-02-30"), "$.date: "),
    ("a day as a number", candidates("plurality", 1, 2, date=20050101), "$.date: "),
    ("a lot of text", candidates("plurality", 2, 2, lot="A"), "$.lot: not a list"),
    ("a lot of nobody", candidates("plurality", 2, 2, lot=[]), "$.lot: not a list"),
    ("a lot with a stranger", candidates("plurality", 2, 2, lot=["A", "X"]), "$.lot[1]: 'X' names 0"),
    ("a lot with one twice", candidates("plurality", 2, 2, lot=["A", "A"]), "$.lot[1]: 'A' stands twice"),
    ("a lot without all tied", candidates("plurality", 2, 2, 2, lot=["A", "B"]), "$.lot: does not name exactly"),
    ("a lot with more than the tied", candidates("plurality", 2, 2, 1, lot=["A", "B", "C"]), "$.lot: does not name"),
    ("withdrawn by text", candidates("majority_runoff", 1) | {"candidates": [A | {"withdrawn": 1}]}, ".withdrawn: "),
    ("withdrawn from a plurality", {"rule": "plurality", "candidates": [A | {"withdrawn": True}, B]}, ".withdrawn: h"),
    ("registration without a day", parties(1) | {"parties": [A | {"registration": 1}]}, "$.date: missing"),
    ("registration zero", parties(1) | {"parties": [A | {"registration": 0}]}, ".registration: 0 is below 1"),
    ("one count for the Senate", candidates("senate", 1, 2), "$.candidates[0].votes: the Senate"),
    ("one lot for the Senate", {"rule": "senate", "valid_votes": 1, "lot": ["A"], "candidates": [
        {"en": "A", "votes": {"six_years": 1, "three_years": 1}}]}, "$.lot: the Senate"),
    ("the Senate's base unknown", {"rule": "senate", "candidates": [
        {"en": "A", "votes": {"six_years": 1, "three_years": 2}}]}, "$.valid_votes: missing"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_file_is_refused_with_place_reason_and_remedy(refused: Any, content: Any, message: str) -> None:
    err = refused(content)
    assert message in err
    assert "; " in err


@pytest.mark.parametrize(
    ("votes", "reason"),
    [
        (b"-1", "-1 is below 0"),
        (b"true", "true is not a whole number"),
        (b"1.0", "is not a whole number"),
        (b"1e3", "is not a whole number"),
        (b'"12"', "is not a whole number"),
        (b"null", "is not a whole number"),
        (b"[1]", "is not a whole number"),
        (b"{}", "is not a whole number"),
        (b"99999999999999", "more than can be"),
        (b"9" * 5_000, "Exceeds the limit"),
        (b"NaN", "NaN is not a number"),
        (b"-Infinity", "-Infinity is not a number"),
        (b"1e999999999", "is not a whole number"),
    ],
    ids=str,
)
def test_votes_that_are_no_count_are_refused(refused: Any, votes: bytes, reason: str) -> None:
    assert reason in refused(b'{"rule":"plurality","candidates":[{"en":"A","votes":' + votes + b"}]}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1, column 1: not JSON"),
        (b'{"rule": "plurality"', "not JSON"),
        (b'{"rule": "plurality"} x', "not JSON"),
        (b'{"rule": "\xff"}', "byte 10: not UTF-8"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"rule":"plurality","rule":"plurality"}', "$: the key 'rule' stands twice"),
        (b'{"rule":"plurality","candidates":[{"en":"A","votes":1,"votes":2}]}', "$.candidates[0]: the key 'votes'"),
        (
            b'{"threshold_percent":1e-400000000,"rule":"party_list","seats":1,"parties":[{"en":"A","votes":1}]}',
            "digits",
        ),
        (b'{"threshold_percent":0e400000000,"rule":"party_list","seats":1,"parties":[{"en":"A","votes":1}]}', "digits"),
        (b" " * (4 * 1024 * 1024 + 1), "over 4194304 bytes"),
    ],
    ids=range(11),
)
def test_bytes_that_are_no_sound_json_are_refused(refused: Any, content: bytes, message: str) -> None:
    assert message in refused(content)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (str(tmp_path / "none.json"), str(tmp_path), "a\0b"):
        assert main(["outcome", file]) == 2
        assert "cannot be read" in capsys.readouterr().err


def test_a_thousand_and_one_names_are_refused(refused: Any) -> None:
    assert "more than 1000 names" in refused(candidates("plurality", *([1] * 1001)))


RULES = ["majority_runoff", "repeat_vote", "plurality", "several_seats", "party_list", "senate"]
few = st.integers(0, 4)
names_given = st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=4, unique=True)


@st.composite
def likely_files(draw: st.DrawFn) -> Root:
    """Files that are mostly sound, so that the rules are reached with every mixture of fields."""
    rule = draw(st.sampled_from(RULES))
    dated = draw(st.booleans())
    votes = st.fixed_dictionaries({"six_years": few, "three_years": few}) if rule == "senate" else few
    entry = st.fixed_dictionaries({"votes": votes}, optional={"registration": st.integers(1, 3)} if dated else {})
    stand = draw(names_given)[: 2 if rule == "repeat_vote" else None]
    root: Root = {"rule": rule, "threshold_percent": draw(st.sampled_from([0, 7, 50]))}
    root["parties" if rule == "party_list" else "candidates"] = [{"en": name, **draw(entry)} for name in stand]
    if dated:
        root["date"] = draw(st.sampled_from(["2004-09-19", "2021-01-10"]))
    if rule in ("party_list", "several_seats"):
        root["seats"] = draw(st.integers(1, 9))
    if rule == "senate" or draw(st.booleans()):
        root["valid_votes"] = draw(st.integers(12, 20))
    if rule in ("majority_runoff", "senate") and draw(st.booleans()):
        root |= {"majority_base": "participants", "votes_cast": draw(st.integers(18, 30))}
    if rule != "senate" and draw(st.integers(0, 3)) == 0:
        root["lot"] = draw(st.permutations(stand))
    return root


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rule", "votes", "en"]), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(root=likely_files() | json_values)
def test_any_json_is_judged_or_refused_and_never_fails(tmp_path: Path, root: Any) -> None:
    file = tmp_path / "any.json"
    file.write_text(json.dumps(root))
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["outcome", str(file), "--json"])
    if code == 0:
        assert json.loads(out.getvalue())["rule"] == root["rule"]
    else:
        assert code == 2
        assert err.getvalue().startswith(f"sailau: {file}: ")
