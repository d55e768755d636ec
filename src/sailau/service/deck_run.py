"""`election deck`: the test deck goes the voter's whole way, and is counted as a real box is (L 12(6), 50-5(1)).

For each ballot style: a key ceremony of three members of whom two count; every vote of `election.deck` looked up by its
words on the kiosk's screens in its language and pressed there as a voter does (`deck_voter`), made into a ballot,
sealed; each box mixed, decrypted and written as an archive, which the verifier judges; counts and control codes
compared with the votes themselves. Only people, cards and glass are missing; everything else is what runs on the day.
"""

import io
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sailau.election.ballot import (
    BLANK,
    BallotStyle,
    Blank,
    Choice,
    ContestQuestion,
    control_answer,
    election_description,
    election_name,
    questions,
    rows,
)
from sailau.election.deck import DeckBox, Expected, deck_of, expected_of
from sailau.election.nouns import AnswerId, Contest, ContestId, Definition, Language
from sailau.election.styles import Style, styles
from sailau.errors import invariant
from sailau.formats.v1.election import ELECTION, Election
from sailau.formats.v1.tally import Result
from sailau.group import Secret, base
from sailau.refusal import Refusal
from sailau.sealing import base58
from sailau.sealing.archive import Setup, write_archive
from sailau.sealing.ballots import SealedBallot, seal
from sailau.sealing.codes import Code, draw
from sailau.sealing.rehearsal import Holders, Joint, count, hold_ceremonies
from sailau.service.deck_voter import Screen, hands, kiosk_of, vote_at_kiosk
from sailau.verifier.archive import verify_archive
from sailau.verifier.ballots import BallotRules
from sailau.verifier.finding import Findings

COMMISSION: Final = Joint(members=3, threshold=2)
UUID_BEGINS: Final = "TestDeck"
UUID_DRAWN: Final = 12
ALL_CODES: Final = frozenset(Code(number) for number in range(10_000))
Progress = Callable[[str, int, int], None]

Names = Callable[[ContestQuestion], Sequence[AnswerId]]
"""Whose votes the counts of a contest are, in their order in the result."""


def terminal_screen(asked: ContestQuestion, language: Language) -> tuple[str, ...]:
    """The rows as the terminal shows them: the ballot's order."""
    return tuple(answer.text(language) for answer in asked.answers)


def protocol_names(asked: ContestQuestion) -> tuple[AnswerId, ...]:
    """The names as the protocol puts them beside the counts: the ballot's order."""
    return tuple(answer.id for answer in asked.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxReport:
    """One box: what was expected and counted, what the verifier found, whether the control codes came back."""

    box: DeckBox
    archive: bytes = field(repr=False)
    expected: Expected
    counted: Expected
    codes_agree: bool
    defects: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether all is as expected."""
        return self.codes_agree and not self.defects and not any(self.differences())

    def differences(self) -> list[tuple[ContestId, AnswerId | Blank, int, int]]:
        """Contest, answer, expected and counted, where the two differ."""
        found = []
        for contest in sorted(set(self.expected) | set(self.counted)):
            ours, theirs = self.expected.get(contest, Counter()), self.counted.get(contest, Counter())
            answers = sorted(set(ours) | set(theirs), key=str)
            found += [(contest, one, ours[one], theirs[one]) for one in answers if ours[one] != theirs[one]]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleReport:
    """One ballot style with its boxes; `precinct` is the one whose ballot was taken."""

    style: Style
    precinct: int
    boxes: tuple[BoxReport, ...]

    def expected(self, contest: Contest, language: Language | None = None) -> Counter[AnswerId | Blank]:
        """The expected votes of all boxes together, of one language or of all."""
        total: Counter[AnswerId | Blank] = Counter()
        for report in self.boxes:
            total.update(expected_of(report.box, language).get(contest.id, Counter()))
        return total

    def counted(self, contest: Contest) -> Counter[AnswerId | Blank]:
        """The counted votes of all boxes together."""
        total: Counter[AnswerId | Blank] = Counter()
        for report in self.boxes:
            total.update(report.counted.get(contest.id, Counter()))
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckReport:
    """The whole deck of a definition."""

    styles: tuple[StyleReport, ...]

    @property
    def agrees(self) -> bool:
        """Whether every box came out as expected."""
        return all(report.agrees for style in self.styles for report in style.boxes)

    @property
    def ballots(self) -> int:
        """How many ballots were cast and counted."""
        return sum(len(report.box.votes) for style in self.styles for report in style.boxes)


def run_deck(
    definition: Definition,
    progress: Progress = lambda *_: None,
    *,
    screen: Screen = terminal_screen,
    names: Names = protocol_names,
) -> DeckReport:
    """Cast and count the deck of every style. `screen` and `names` are what it tests: see `terminal_screen`."""
    made = styles(definition)
    decks = [deck_of(style.contests, definition.languages) for style in made]
    total = sum(len(box.votes) for deck in decks for box in deck)
    done = 0

    def cast(number: int) -> None:
        nonlocal done
        done += number
        progress("test deck", done, total)

    reports = []
    for style, deck in zip(made, decks, strict=True):
        run = _StyleRun(definition, style, len(max(deck, key=lambda box: len(box.votes)).votes), screen, names)
        boxes = tuple(run.box(box, cast) for box in deck)
        reports.append(StyleReport(style=style, precinct=run.precinct, boxes=boxes))
    return DeckReport(styles=tuple(reports))


class _StyleRun:
    """One style's election: keys, credentials and questions, used for all its boxes."""

    def __init__(self, definition: Definition, style: Style, credentials: int, screen: Screen, names: Names) -> None:
        self.precinct = int(style.precincts[0].number)
        self.ballot: BallotStyle = questions(definition, self.precinct)
        self._definition, self._screen, self._names = definition, screen, names
        self._kiosk = kiosk_of(self.ballot, definition.languages)
        self._holders: Holders = hold_ceremonies((COMMISSION,))
        election = Election(
            election_description(definition, self.precinct),
            election_name(definition),
            self._holders.key,
            self.ballot.questions,
            UUID_BEGINS + base58.draw(UUID_DRAWN).decode(),
        )
        self._election = ELECTION.write(election)
        self._rules = BallotRules(election, self._election)
        self._credentials = tuple(Secret.random() for _ in range(credentials))

    def box(self, box: DeckBox, cast: Callable[[int], None]) -> BoxReport:
        """Cast, count and judge one box."""
        sealed: list[SealedBallot] = []
        controls: Counter[tuple[int, int, int | None]] = Counter()
        used: frozenset[Code] = frozenset()
        for credential, vote, hand in zip(self._credentials, box.votes, hands(), strict=False):
            codes = draw(ALL_CODES, used, self.ballot.codes_a_ballot)
            invariant(not isinstance(codes, Refusal), "a box has fewer ballots than there are codes")
            if isinstance(codes, Refusal):
                continue
            used |= frozenset(codes)
            choices = vote_at_kiosk(self._kiosk, vote.choices, vote.language, self._screen, hand)
            plain = rows(self.ballot, choices, codes)
            invariant(not isinstance(plain, Refusal), "the deck holds lawful votes only")
            if isinstance(plain, Refusal):
                continue
            controls.update(self._controls(choices, codes))
            sealed.append(seal(self._rules, credential, plain))
            cast(1)
        archive, result = self._counted(sealed)
        return BoxReport(
            box=box,
            archive=archive,
            expected=expected_of(box),
            counted={asked.contest.id: self._votes(asked, result) for asked in self.ballot.contests},
            codes_agree=controls == self._opened(result),
            defects=_judged(archive),
        )

    def _controls(
        self, choices: Mapping[ContestId, Choice], codes: Sequence[Code]
    ) -> list[tuple[int, int, int | None]]:
        found = []
        for asked, code in zip(self.ballot.controls, codes, strict=True):
            choice = choices[asked.contest.contest.id] if asked.contest is not None and asked.carries_choice else None
            number = None if choice is None else 0 if isinstance(choice, Blank) else next(iter(choice))
            found.append((asked.index, int(code), number))
        return found

    def _counted(self, sealed: Sequence[SealedBallot]) -> tuple[bytes, Result]:
        counted, _ = count(self._rules, self._holders, sealed)
        setup = Setup(self._election, self._holders.trustees, tuple(base(self._credentials)))
        target = io.BytesIO()
        payloads = [one.payload for one in sealed]
        moment = int(self._definition.midnight().timestamp())
        write_archive(target, setup, self._rules.questions, payloads, counted, moment)
        return target.getvalue(), counted.result

    def _votes(self, asked: ContestQuestion, result: Result) -> Counter[AnswerId | Blank]:
        row: Sequence[Any] = result.result[asked.index]
        marks = row[1:] if asked.question.blank else row
        votes: Counter[AnswerId | Blank] = Counter(dict(zip(self._names(asked), marks, strict=True)))
        if asked.question.blank:
            votes[BLANK] = row[0]
        return votes

    def _opened(self, result: Result) -> Counter[tuple[int, int, int | None]]:
        found: Counter[tuple[int, int, int | None]] = Counter()
        for asked in self.ballot.controls:
            answers = [control_answer(asked, row) for row in result.result[asked.index]]
            found.update((asked.index, answer.code, answer.choice) for answer in answers)
        return found


def _judged(archive: bytes) -> tuple[str, ...]:
    """What the verifier has against the archive."""
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="sailau-deck-") as folder:
        path = Path(folder) / "deck.bel"
        path.write_bytes(archive)
        verify_archive(path, findings, processes=1)
    return tuple(f"{finding.code}: {finding.text}" for finding in findings.defects)
