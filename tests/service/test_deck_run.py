"""The test deck through real sealing and counting: sound ballots come out as expected, every exchange is caught."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from pypdf import PdfReader

from sailau.election.ballot import ContestQuestion
from sailau.election.canonical import canonical, fingerprint
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import AnswerId, Choices, Definition, Language, WinnerRule, WinnerRuleId
from sailau.errors import SignatureError
from sailau.service.ballots import Draft, trust_in
from sailau.service.deck_act import deck_files, judge_deck
from sailau.service.deck_recount import recount_deck
from sailau.service.deck_run import DeckReport, protocol_names, run_deck, terminal_screen
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Findings
from tests.service.ballot_office import NOW, Office, code_of, keys


@cache
def sound() -> DeckReport:
    return run_deck(party_and_district())


def draft() -> Draft:
    definition = party_and_district()
    data = canonical(definition)
    return Draft(definition=definition, data=data, digest=fingerprint(data))


def files_of(report: DeckReport) -> dict[str, bytes]:
    trust = trust_in(draft().definition, keys().root.certificate, NOW)
    return deck_files(draft(), report, keys().signers["central"], trust, NOW)


def judged(files: dict[str, bytes], digest: str | None = None) -> str | None:
    trust = trust_in(draft().definition, keys().root.certificate, NOW)
    return code_of(judge_deck(files, digest or draft().digest, trust))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def lines_of(pdf: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(line.split()) for page in pages for line in page.extract_text().splitlines()]


def several_seats() -> Definition:
    """Two of five seats, one to three choices, in an example made for it."""
    definition = president_2005()
    contest = definition.contests[0]
    rule = WinnerRule(id=WinnerRuleId.SEVERAL_SEATS, edition=contest.rule.edition, article="L 9(3)", seats=3)
    choices = Choices(minimum=2, maximum=3, blank=True)
    return replace(
        definition,
        contests=(replace(contest, rule=rule, choices=choices),),
        languages=(Language.KK, Language.RU),
    )


def test_every_choice_in_every_language_comes_out_as_expected() -> None:
    report = sound()
    assert report.agrees
    for style in report.styles:
        for contest in style.style.contests:
            for language in (Language.KK, Language.RU, Language.EN):
                assert all(style.expected(contest, language)[answer.id] for answer in contest.answers)
            assert style.counted(contest) == style.expected(contest)


def test_several_choices_and_a_blank_vote_come_out_as_expected() -> None:
    assert run_deck(several_seats()).agrees


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("rows", [(0, 1), (2, 4)])
def test_two_rows_exchanged_on_one_screen_are_caught(language: Language, rows: tuple[int, int]) -> None:
    def exchanged(asked: ContestQuestion, shown: Language) -> Sequence[str]:
        names = list(terminal_screen(asked, shown))
        if shown is language:
            names[rows[0]], names[rows[1]] = names[rows[1]], names[rows[0]]
        return names

    report = run_deck(president_2005(), screen=exchanged)
    assert not report.agrees
    order = terminal_screen_ids()
    wrong = {answer for box in report.styles[0].boxes for _, answer, _, _ in box.differences()}
    assert wrong == {order[rows[0]], order[rows[1]]}


def terminal_screen_ids() -> list[AnswerId]:
    from sailau.election.order import ballot_order

    return [answer.id for answer in ballot_order(president_2005().contests[0])]


def test_two_names_exchanged_beside_the_counts_are_caught() -> None:
    def exchanged(asked: ContestQuestion) -> Sequence[AnswerId]:
        first, second, *rest = protocol_names(asked)
        return (second, first, *rest)

    report = run_deck(president_2005(), names=exchanged)
    assert not report.agrees
    assert all(box.codes_agree and not box.defects for box in report.styles[0].boxes), "only the names are wrong"


def test_the_act_holds_a_table_in_kazakh_and_russian_and_every_archive() -> None:
    files = files_of(sound())
    assert judged(files) is None
    paper = text_of(files["act.pdf"])
    for words in (
        "сынақ бюллетеньдерді санау туралы",
        "о подсчёте тестовой колоды",
        "Күтілген",
        "Ожидалось",
        "Саналған",
        "Подсчитано",
        "Әділов Асқар Маратұлы",
        "Адилов Аскар Маратулы",
    ):
        assert words in paper
    act = json.loads(files["act.json"])
    names = {box["file"] for style in act["styles"] for box in style["boxes"]}
    assert names == {name for name in files if name.endswith(".bel")}


def test_anybody_may_judge_the_decks_archives(tmp_path: Path) -> None:
    path = tmp_path / "deck.bel"
    path.write_bytes(files_of(sound())["style-1-box-2.bel"])
    findings = Findings()
    archive = verify_archive(path, findings, 1)
    assert findings.defects == []
    assert archive.election is not None
    assert archive.election.uuid.startswith("TestDeck")
    assert archive.election.description.endswith(f"sha256:{draft().digest}")


def test_the_script_adds_up_to_what_was_expected() -> None:
    files = files_of(sound())
    script, act = json.loads(files["script.json"]), json.loads(files["act.json"])
    for style in act["styles"]:
        for box in style["boxes"]:
            counted: dict[str, dict[str, int]] = {
                key: dict.fromkeys(votes, 0) for key, votes in box["expected"].items()
            }
            for vote in script["styles"][style["id"]][box["name"]]:
                for contest, chosen in vote["choices"].items():
                    for answer in chosen:
                        counted[contest][answer] += 1
            assert counted == box["counted"]


def test_a_deck_that_differs_or_is_of_another_definition_is_not_published() -> None:
    def exchanged(asked: ContestQuestion, shown: Language) -> Sequence[str]:
        return tuple(reversed(terminal_screen(asked, shown)))

    report = run_deck(party_and_district(), screen=exchanged)
    files = files_of(report)
    assert judged(files) == "test-deck-differs"
    assert "Это определение не публикуется" in text_of(files["act.pdf"])
    assert "✗" in text_of(files["act.pdf"])
    row = next(line for line in lines_of(files["act.pdf"]) if line.startswith("4 Ким Виктор"))
    assert row.endswith("✗"), "the sums of all boxes may agree where the boxes do not"
    assert judged(files_of(sound()), digest=64 * "0") == "no-test-deck"
    assert judged({}) == "no-test-deck"


def test_an_archive_exchanged_in_the_folder_is_noticed() -> None:

    files = files_of(sound())
    files["style-1-box-1.bel"] = files["style-1-box-2.bel"]
    with pytest.raises(SignatureError, match=r"style-1-box-1\.bel"):
        judged(files)


def test_a_wrong_key_is_told_before_the_deck_is_cast(tmp_path: Path) -> None:
    from sailau.service.deck_act import hold_deck

    office = Office(tmp_path / "office")
    office.write()
    begun: list[str] = []
    with pytest.raises(SignatureError):
        hold_deck(office.folder, keys().signers["member-1"], office.root, NOW, lambda step, *_: begun.append(step))
    assert begun == []
    assert not (office.folder / "deck").exists()


def published_of(report: DeckReport) -> dict[str, bytes]:
    files = {f"deck/{name}": data for name, data in files_of(report).items()}
    return {"definition.json": draft().data, **files}


def test_anybody_may_count_the_published_deck_again() -> None:
    assert recount_deck(published_of(sound())) == 4


def test_an_act_that_says_other_than_its_archives_is_noticed() -> None:
    """Whoever signs a false act cannot bend the archives: figures, script and archives are held against each other."""
    files = published_of(sound())

    def changed(name: str, change: Callable[[Any], object]) -> dict[str, bytes]:
        tree = json.loads(files[f"deck/{name}"])
        change(tree)
        return files | {f"deck/{name}": rfc8785.dumps(tree)}

    def more_votes(tree: Any) -> None:
        for side in ("expected", "counted"):
            tree["styles"][0]["boxes"][1][side]["party-list"]["dala"] += 1

    def other_counts(tree: Any) -> None:
        tree["styles"][0]["boxes"][1]["counted"]["party-list"]["dala"] += 1

    with pytest.raises(SignatureError, match="do not add up"):
        recount_deck(changed("act.json", more_votes))
    with pytest.raises(SignatureError, match=r"box-2\.bel: its result is not"):
        recount_deck(changed("act.json", other_counts))
    with pytest.raises(SignatureError, match="do not add up"):
        recount_deck(changed("script.json", lambda tree: tree["styles"]["style-1"]["bit 0"].pop()))
    exchanged = {"deck/style-1-box-2.bel": files["deck/style-1-box-3.bel"]}
    with pytest.raises(SignatureError, match=r"box-2\.bel"):
        recount_deck(files | exchanged)
    other = canonical(replace(party_and_district(), revision=2))
    with pytest.raises(SignatureError, match="of another definition"):
        recount_deck(files | {"definition.json": other})
