"""`election proof`: every ballot style in every language as PDF, with the bytes that are going to be approved.

    proof/definition.json          the canonical bytes of the draft
    proof/index.json               what the proof consists of, with the SHA-256 of every file: this is what is approved
    proof/style-1-kk.pdf …         each ballot, PROOF across every page
    proof/screens/                 the terminal's screens of each ballot, the pages themselves; or none
    proof/sound/style-1-kk.txt …   what the terminal says of each ballot, word for word

The same draft gives the same bytes, so whoever doubts a proof makes it again.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import rfc8785

from sailau.adapters.pdf.ballot import render_ballot
from sailau.election.ballot import questions
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.nouns import Candidate, Contest, Definition, Language
from sailau.election.order import ballot_order
from sailau.election.proofreading import Finding
from sailau.election.proofreading.order import order_table
from sailau.election.styles import Style, styles
from sailau.protocol.ballot_paper import BallotContest, BallotPaper, BallotRow
from sailau.service import ballot_words as words
from sailau.service.ballot_sound import spoken_files

FORMAT: Final = "sailau-proof/1"
INDEX_FILE: Final = "index.json"
DEFINITION_FILE: Final = "definition.json"
SCREENS: Final = "screens"
SOUND: Final = "sound"
PLACES: Final = {
    SCREENS: "Терминал экрандары осында салынады; бұл үлгіде жоқ. · Здесь место экранов терминала; в этом образце "
    "их нет. · The terminal's screens stand here; this proof has none.\n",
}
"""Places in the proof that may be empty, each with what its README says then."""

Progress = Callable[[str, int, int], None]
Screens = Callable[[Definition, tuple[Style, ...]], Mapping[str, bytes]]
"""The terminal's screens of every style as files by name in `screens/`; the same definition gives the same bytes."""


def no_screens(definition: Definition, made: tuple[Style, ...]) -> Mapping[str, bytes]:
    """Leave the place of the screens empty: for who proves a ballot without a terminal's pages."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof as files by name. `digest` is the SHA-256 of the canonical definition, `index` lists all files."""

    digest: str
    index: bytes
    files: dict[str, bytes] = field(repr=False)


def make_proof(
    definition: Definition,
    findings: tuple[Finding, ...],
    progress: Progress = lambda *_: None,
    *,
    registration: str | None = None,
    screens: Screens = no_screens,
) -> Proof:
    """Print every style in every language of `definition`, with the `screens` of a terminal that has this ballot.

    Into the index go the `findings` that people saw, and the digest of the registration entries that the ballot was
    compared with, None when it was not: who approves sees which.
    """
    data = canonical(definition)
    digest = fingerprint(data)
    made = styles(definition)
    languages = definition.languages
    pages = {f"{SCREENS}/{name}": page for name, page in screens(definition, made).items()}
    empty = {place: text for place, text in PLACES.items() if place != SCREENS or not pages}
    files = {DEFINITION_FILE: data} | {f"{place}/README.txt": text.encode() for place, text in empty.items()} | pages
    files |= {f"{SOUND}/{name}": spoken for name, spoken in spoken_files(definition, made).items()}
    for count, (style, language) in enumerate(((s, lang) for s in made for lang in languages), start=1):
        files[proof_file(style, language)] = render_ballot(ballot_paper(definition, style, language, digest))
        progress("proof", count, len(made) * len(languages))
    found = {"findings": [finding.as_json() for finding in findings], "registration_sha256": registration}
    index = rfc8785.dumps(_index(definition, made, digest, files) | found)
    return Proof(digest=digest, index=index, files={**files, INDEX_FILE: index})


def proof_file(style: Style, language: Language) -> str:
    """The name of a proof's file: `style-1-kk.pdf`."""
    return f"{style.id}-{language.value}.pdf"


def _index(
    definition: Definition,
    made: tuple[Style, ...],
    digest: str,
    files: dict[str, bytes],
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "election": str(definition.id),
        "revision": definition.revision,
        "definition_sha256": digest,
        "short_fingerprint": short_fingerprint(digest),
        "styles": [
            {
                "id": style.id,
                "contests": [str(contest.id) for contest in style.contests],
                "precincts": [precinct.number for precinct in style.precincts],
                "files": {language.value: proof_file(style, language) for language in definition.languages},
            }
            for style in made
        ],
        "order": order_table(definition),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        "places": {place: _place(place, files) for place in (SCREENS, SOUND)},
    }


def _place(place: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    held = sorted(name for name in files if name.startswith(f"{place}/") and name != f"{place}/README.txt")
    return {"folder": place, "files": held, "state": "made" if held else "empty"}


def ballot_paper(definition: Definition, style: Style, language: Language, digest: str) -> BallotPaper:
    """The ballot of `style` in `language`, as data."""
    numbers = tuple(int(precinct.number) for precinct in style.precincts)
    printout = definition.rules.code_printout
    codes = questions(definition, numbers[0]).codes_a_ballot
    return BallotPaper(
        language=language,
        mark=words.said(words.MARK, language),
        title=definition.title.in_language(language),
        about=(
            words.long_date(definition.date, language),
            f"{words.said(words.STYLE, language)} {style.number} · {words.said(words.REVISION, language)} "
            f"{definition.revision}",
            words.precincts_shown(numbers, language),
        ),
        contests=tuple(_contest(definition, contest, language) for contest in style.contests),
        notes=(words.said(words.NO_AGAINST, language), words.code_rule(printout, codes, language)),
        notes_heading=words.said(words.RULES, language),
        fingerprint_label=words.said(words.FINGERPRINT, language),
        short_fingerprint=short_fingerprint(digest),
        fingerprint=digest,
        page_word=words.said(words.PAGE, language),
        articles=words.said(words.ARTICLES, language),
        day=definition.date,
    )


def _contest(definition: Definition, contest: Contest, language: Language) -> BallotContest:
    decisions = {str(decision.id): decision for decision in definition.decisions}
    rows = []
    for number, answer in enumerate(ballot_order(contest), start=1):
        whole = answer.text(language)
        strong = answer.surname.in_language(language) if isinstance(answer, Candidate) else whole
        rows.append(BallotRow(number=number, strong=strong, rest=whole.removeprefix(strong).strip()))
    return BallotContest(
        heading=contest.title.in_language(language),
        instruction=words.instruction(contest, language),
        rows=tuple(rows),
        blank=words.said(words.BLANK, language) if contest.choices.blank else "",
        notes=(words.order_rule(contest, decisions, language), words.blank_rule(contest, language)),
    )
