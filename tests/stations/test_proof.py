"""The proof of a ballot holds the very pages of the kiosk: every name on its page, the same bytes whenever made."""

import re
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser
from tools.gallery.checks import faults

from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district, president_2005
from sailau.election.nouns import Contest, Definition, Language, Words
from sailau.election.styles import styles
from sailau.service.ballot_proof import make_proof
from sailau.stations.kiosk.proof import proof_screens, screens_are_whole


def files_of(definition: Definition) -> dict[str, bytes]:
    return dict(proof_screens(definition, styles(definition)))


def test_every_name_stands_on_a_page_of_its_language() -> None:
    for definition in (president_2005(), party_and_district()):
        files = files_of(definition)
        for language in definition.languages:
            pages = [
                html.decode() for name, html in files.items() if f"-{language}-contest" in name and "large" not in name
            ]
            shown = re.sub(r"<[^>]*>", "", " ".join(pages))
            names = [answer.text(language) for contest in definition.contests for answer in contest.answers]
            assert names
            assert [name for name in names if name.replace("'", "&#x27;") not in re.sub(r"\s+", " ", shown)] == []


def test_proof_lists_the_screens_and_comes_out_the_same_again() -> None:
    one, other = (make_proof(party_and_district(), (), screens=proof_screens) for _ in range(2))
    assert one.index == other.index
    held = [name for name in one.files if name.startswith("screens/")]
    assert "screens/style-1-language.html" in held
    assert "screens/README.txt" not in held
    assert sum(name.endswith(".woff2") for name in held) == 4
    assert b'"state":"made"' in one.index
    assert make_proof(party_and_district(), ()).index != one.index


def test_another_name_is_another_proof() -> None:
    def renamed(contest: Contest) -> Contest:
        first = replace(contest.answers[0], name=Words("Бөтен", "Чужая", "Other"))
        return replace(contest, answers=(first, *contest.answers[1:]))

    definition = party_and_district()
    changed = replace(definition, contests=(renamed(definition.contests[0]), *definition.contests[1:]))
    before, after = files_of(definition), files_of(changed)
    different = {name for name in before if before[name] != after[name]}
    assert any(f"{Language.KK}-contest-1" in name for name in different)


def test_page_of_the_proof_is_looked_at_from_its_folder(gallery_browser: Browser, tmp_path: Path) -> None:
    for name, data in files_of(president_2005()).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    page = gallery_browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "style-1-kk-contest-1-page-1.html").as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('700 40px Inter', 'Әә'))")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith("Inter")
    assert faults(page) == []
    page.close()


def test_device_tests_that_it_makes_every_screen_of_its_ballot() -> None:
    assert screens_are_whole(president_2005(), EXAMPLE_PRECINCT)
    assert screens_are_whole(party_and_district(), EXAMPLE_PRECINCT)
