"""The proof of a ballot: every style in every language, PROOF on every page, the rules said, always the same bytes."""

import hashlib
import io
import json
import re
from dataclasses import replace
from functools import cache
from typing import Any, Final

import pytest
from pypdf import PdfReader

from sailau.election.canonical import canonical, fingerprint, short_fingerprint
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Candidate, Choices, Definition, Language
from sailau.election.order import ballot_order
from sailau.service.ballot_proof import Proof, make_proof

DRAWN: Final = re.compile(rb"(/\w+) Do")
FILL: Final = re.compile(rb"(?m)^f\*?$")
WORDS: Final = 3
"""ҮЛГІ, ОБРАЗЕЦ, PROOF."""


@cache
def proof_of(name: str) -> Proof:
    return make_proof(president_2005() if name == "president" else party_and_district(), ())


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def watermarks(pdf: bytes) -> list[int]:
    """How many words are drawn as outlines in the background of each page."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        forms = resources.get_object()["/XObject"]
        contents = page.get_contents()
        drawn = DRAWN.findall(contents.get_data() if contents is not None else b"")
        found.append(sum(len(FILL.findall(forms[name.decode()].get_object().get_data())) for name in drawn))
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "kk",
            ("ҮЛГІ · PROOF", "Бір кандидатты таңдаңыз", "мемлекеттік тілдің әліпбиімен", "төрт таңбалы код", "Бет 1"),
        ),
        ("ru", ("ОБРАЗЕЦ · PROOF", "Выберите одного кандидата", "по алфавиту государственного языка", "Стр. 1")),
        ("en", ("PROOF", "Choose one candidate", "alphabet of the state language", "a code of four digits", "Page 1")),
    ],
)
def test_a_proof_says_choices_order_code_and_fingerprint_in_its_language(language: str, words: tuple[str, ...]) -> None:
    definition = president_2005()
    (page,) = pages_of(proof_of("president").files[f"style-1-{language}.pdf"])
    for part in (*words, short_fingerprint(fingerprint(canonical(definition)))):
        assert part in page
    names = [answer.text(Language(language)) for answer in ballot_order(definition.contests[0])]
    places = [page.index(name) for name in names]
    assert places == sorted(places), "the rows stand in the ballot's order"


def test_a_party_ballot_says_the_lot_the_blank_vote_and_the_risk_of_codes() -> None:
    (page,) = pages_of(proof_of("parties").files["style-1-ru.pdf"])
    for words in (
        "по жребию Центральной избирательной комиссии",
        "22 октября 2026",
        "Пустой голос",
        "Разрешён пустой голос",
        "Никому не сообщайте код",
        "Строки «против всех» нет",
    ):
        assert words in page


@pytest.mark.parametrize("name", ["president", "parties"])
def test_every_page_of_every_proof_carries_the_mark(name: str) -> None:
    for file, data in proof_of(name).files.items():
        if file.endswith(".pdf"):
            assert set(watermarks(data)) == {WORDS}, file
            assert all("PROOF" in page for page in pages_of(data)), file


def test_a_long_ballot_carries_the_mark_on_its_second_page_too() -> None:
    definition = president_2005()
    contest = definition.contests[0]
    first = contest.answers[0]
    assert isinstance(first, Candidate)
    many = tuple(
        replace(first, id=type(first.id)(f"c{number}"), surname=replace(first.surname, kk="А" * number))
        for number in range(1, 30)
    )
    long = replace(definition, contests=(replace(contest, answers=many, choices=Choices()),), languages=(Language.KK,))
    pdf = make_proof(long, ()).files["style-1-kk.pdf"]
    assert len(pages_of(pdf)) == 2
    assert watermarks(pdf) == [WORDS, WORDS]
    assert all("PROOF" in page for page in pages_of(pdf))


def test_the_index_names_every_file_and_the_places_of_screens_and_sound() -> None:
    proof = proof_of("parties")
    index = json.loads(proof.index)
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in proof.files.items() if name != "index.json"}
    assert index["files"] == listed
    assert {name: place["state"] for name, place in index["places"].items()} == {"screens": "empty", "sound": "made"}
    assert {"screens/README.txt", "sound/style-1-kk.txt", "sound/style-1-ru.txt"} <= set(listed)
    assert index["styles"] == [
        {
            "id": "style-1",
            "contests": ["party-list", "district-seat"],
            "precincts": [25],
            "files": {code: f"style-1-{code}.pdf" for code in ("kk", "ru", "en")},
        }
    ]


def test_english_is_proofed_only_where_the_ballot_has_it() -> None:
    definition: Definition = replace(president_2005(), languages=(Language.KK, Language.RU))
    files = make_proof(definition, ()).files
    assert [name for name in files if name.endswith(".pdf")] == ["style-1-kk.pdf", "style-1-ru.pdf"]


def test_the_same_draft_gives_the_same_proof() -> None:
    again = make_proof(president_2005(), ())
    assert again.files == proof_of("president").files


def test_what_the_terminal_says_is_proofed_in_the_ballots_order() -> None:
    definition = party_and_district()
    lines = proof_of("parties").files["sound/style-1-ru.txt"].decode().splitlines()
    said = [tuple(line.split("\t")) for line in lines]
    due = []
    for contest in definition.contests:
        due.append(contest.title.ru)
        due += [answer.text(Language.RU) for answer in ballot_order(contest)]
    assert [text for _, text in said[: len(due)]] == [text.replace("«", "").replace("»", "") for text in due]
    assert ("ru-accepted", "Ваш голос принят") in said
    assert len({name for name, _ in said}) == len(said)
