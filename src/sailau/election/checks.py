"""What the parts of a definition must mean together, and what deserves a second look before it is signed.

`problems` are reasons to refuse the definition, `cautions` are warnings. Both are lists of values, with the path in the
file, so that an officer sees everything at once.
"""

from collections.abc import Hashable, Iterable, Iterator

from sailau.election import limits
from sailau.election.ballot import BallotStyle, questions
from sailau.election.fit import misfits
from sailau.election.nouns import (
    RULE_SCOPES,
    ByChoice,
    Candidate,
    Contest,
    ContestKind,
    Definition,
    DistrictId,
    Language,
    Party,
    Precinct,
    Words,
)
from sailau.election.problems import Path, Problem, shown
from sailau.election.reserve import code_overflow, credentials_made
from sailau.election.texts import letters_outside


def problems(definition: Definition) -> Iterator[Problem]:
    """Every reason to refuse `definition`, whose shape, texts and ids are already known to be sound."""
    yield from _languages(definition)
    yield from _day(definition)
    yield from _decisions(definition)
    for index, contest in enumerate(definition.contests):
        yield from _contest(contest, definition, ("contests", index))
    yield from _precincts(definition)
    yield from _ballots(definition)


def _languages(definition: Definition) -> Iterator[Problem]:
    for language in (Language.KK, Language.RU):
        if language not in definition.languages:
            yield Problem(("languages",), f"{language} is missing: ballots are in the state language and Russian")


def _day(definition: Definition) -> Iterator[Problem]:
    rules = definition.rules
    if rules.edition > definition.date:
        yield Problem(("rules", "edition"), "this edition of the law is later than the voting day")
    if rules.hours.opens >= rules.hours.closes:
        yield Problem(("rules", "hours", "closes"), "voting ends before it begins")
    members, threshold = rules.quorum.members, rules.quorum.threshold
    if threshold > members - 1:
        reason = (
            f"threshold {threshold} of {members} members; {members - 1} is the most, or one lost key ends the count"
        )
        yield Problem(("rules", "quorum", "threshold"), reason)
    if threshold < limits.THRESHOLD_MIN:
        reason = f"threshold {threshold}; {limits.THRESHOLD_MIN} is the least, or one member opens the ballots alone"
        yield Problem(("rules", "quorum", "threshold"), reason)


def _decisions(definition: Definition) -> Iterator[Problem]:
    known = {decision.id for decision in definition.decisions}
    for index, decision in enumerate(definition.decisions):
        if decision.date > definition.date:
            yield Problem(("decisions", index, "date"), "the decision is later than the voting day")
    cited: list[tuple[Path, str]] = []
    if isinstance(definition.rules.code_printout, ByChoice):
        cited.append((("rules", "code_printout", "decision"), definition.rules.code_printout.decision))
    if definition.rules.challenge is not None:
        cited.append((("rules", "challenge", "decision"), definition.rules.challenge.decision))
    for index, contest in enumerate(definition.contests):
        if contest.lot_decision is not None:
            cited.append((("contests", index, "lot_decision"), contest.lot_decision))
    for index, precinct in enumerate(definition.precincts):
        if precinct.hours is not None:
            cited.append((("precincts", index, "hours", "decision"), precinct.hours.decision))
    for path, decision_id in cited:
        if decision_id not in known:
            yield Problem(path, f"unknown decision {shown(decision_id)}")


def _contest(contest: Contest, definition: Definition, path: Path) -> Iterator[Problem]:
    if contest.district not in {district.id for district in definition.districts}:
        yield Problem((*path, "district"), f"unknown district {shown(contest.district)}")
    if contest.rule.edition > definition.date:
        yield Problem((*path, "rule", "edition"), "this edition of the law is later than the voting day")
    yield from _rule(contest, (*path, "rule"))
    yield from _choices(contest, (*path, "choices"))
    yield from _answers(contest, (*path, contest.kind.value))


def _rule(contest: Contest, path: Path) -> Iterator[Problem]:
    rule, scope = contest.rule, RULE_SCOPES[contest.rule.id]
    if contest.kind is not scope.kind:
        yield Problem((*path, "id"), f"{rule.id} is a rule for {scope.kind}, the contest is of {contest.kind}")
    if contest.type not in scope.types:
        yield Problem((*path, "id"), f"{rule.id} is no rule for the type {contest.type}")
    if scope.seats is not None and rule.seats != scope.seats:
        yield Problem((*path, "seats"), f"{rule.id} fills {scope.seats}, not {rule.seats}")
    if scope.answers is not None and len(contest.answers) != scope.answers:
        yield Problem((*path, "id"), f"{rule.id} is between {scope.answers}, not {len(contest.answers)}")


def _choices(contest: Contest, path: Path) -> Iterator[Problem]:
    choices, count = contest.choices, len(contest.answers)
    if choices.minimum > choices.maximum:
        yield Problem((*path, "minimum"), f"minimum {choices.minimum} is more than maximum {choices.maximum}")
    if choices.maximum > count:
        yield Problem((*path, "maximum"), f"maximum {choices.maximum} is more than the {count} answers")
    if contest.kind is ContestKind.PARTIES and choices.maximum > 1:
        yield Problem((*path, "maximum"), "one party list is chosen, not several")
    elif choices.maximum > contest.rule.seats:
        yield Problem((*path, "maximum"), f"maximum {choices.maximum} is more than the {contest.rule.seats} seats")


def _answers(contest: Contest, path: Path) -> Iterator[Problem]:
    if len(contest.answers) < limits.ANSWERS_MIN:
        yield Problem(path, "fewer than two answers: the election is put off, not held (L 55(5), 71(7), 87(8), 103(7))")
    shown_twice: set[int] = set()
    for language in Language:
        for index, first in _repeated(answer.text(language).casefold() for answer in contest.answers):
            if index not in shown_twice:
                shown_twice.add(index)
                text = shown(contest.answers[index].text(language))
                yield Problem((*path, index), f"duplicate answer {text}, the same as {contest.kind}[{first}]")
    for index, first in _repeated(answer.lot for answer in contest.answers if isinstance(answer, Party)):
        yield Problem((*path, index, "lot"), f"duplicate lot number, the same as {contest.kind}[{first}]")


def _repeated(values: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
    """Index of each value that stood before, and the index where it first stood."""
    first: dict[Hashable, int] = {}
    for index, value in enumerate(values):
        if first.setdefault(value, index) != index:
            yield index, first[value]


def _precincts(definition: Definition) -> Iterator[Problem]:
    known = {district.id for district in definition.districts}
    voted_in = {contest.district for contest in definition.contests}
    for index, precinct in enumerate(definition.precincts):
        path: Path = ("precincts", index)
        for place, district in enumerate(precinct.districts):
            if district not in known:
                yield Problem((*path, "districts", place), f"unknown district {shown(district)}")
        if precinct.hours is not None and precinct.hours.opens >= precinct.hours.closes:
            yield Problem((*path, "hours", "closes"), "voting ends before it begins")
        if not voted_in & set(precinct.districts):
            yield Problem((*path, "districts"), "no contest is voted on in this precinct")
    for index, first in _repeated(precinct.commission for precinct in definition.precincts):
        yield Problem(("precincts", index, "commission"), f"duplicate commission, the same as precincts[{first}]")


def _ballots(definition: Definition) -> Iterator[Problem]:
    """Ballots that do not fit, once a combination of districts; codes that run out, in each precinct."""
    styles: dict[frozenset[DistrictId], BallotStyle] = {}
    for index, precinct in enumerate(definition.precincts):
        districts = frozenset(precinct.districts)
        if districts not in styles:
            styles[districts] = questions(definition, precinct.number)
            for reason in misfits(styles[districts].questions):
                yield Problem(("precincts", index), reason)
        codes = styles[districts].codes_a_ballot
        if codes > limits.CODES_A_BALLOT_MAX:
            reason = f"{codes} control codes on a ballot: at most {limits.CODES_A_BALLOT_MAX} are shown together"
            yield Problem(("precincts", index, "districts"), reason)
        credentials = credentials_made(definition.rules, precinct.expected_voters, precinct.terminals)
        overflow = code_overflow(credentials, styles[districts].codes_a_ballot)
        if overflow is not None:
            yield Problem(("precincts", index, "expected_voters"), overflow.text.en)


def cautions(definition: Definition) -> Iterator[Problem]:
    """What deserves a second look: each a path and a reason."""
    if definition.rules.quorum.members != limits.COMMISSION_MEMBERS:
        reason = f"{definition.rules.quorum.members} members; the law's commission has {limits.COMMISSION_MEMBERS}"
        yield Problem(("rules", "quorum", "members"), reason)
    for index, precinct in enumerate(definition.precincts):
        yield from _precinct_size(precinct, ("precincts", index, "expected_voters"))
    for index, contest in enumerate(definition.contests):
        yield from _odd_names(contest, ("contests", index, contest.kind.value))
        if not any(contest.district in precinct.districts for precinct in definition.precincts):
            yield Problem(("contests", index, "district"), "no precinct of this definition votes in this contest")
    used = {contest.district for contest in definition.contests}
    for index, district in enumerate(definition.districts):
        if district.id not in used:
            yield Problem(("districts", index), "no contest stands in this district")


def _precinct_size(precinct: Precinct, path: Path) -> Iterator[Problem]:
    if precinct.expected_voters < limits.EXPECTED_VOTERS_SMALL:
        reason = (
            f"{precinct.expected_voters} expected voters: in so small a precinct the totals may tell how somebody voted"
        )
        yield Problem(path, reason)
    if precinct.expected_voters > limits.EXPECTED_VOTERS_LARGE:
        reason = f"{precinct.expected_voters} expected voters; a precinct has about {limits.EXPECTED_VOTERS_LARGE}"
        yield Problem(path, reason)


def _odd_names(contest: Contest, path: Path) -> Iterator[Problem]:
    for index, answer in enumerate(contest.answers):
        if not isinstance(answer, Candidate):
            continue
        parts = {"surname": answer.surname, "name": answer.name}
        if answer.patronymic:
            parts["patronymic"] = answer.patronymic
        for key, words in parts.items():
            yield from _odd_letters(words, (*path, index, key))


def _odd_letters(words: Words, path: Path) -> Iterator[Problem]:
    for language in Language:
        text = words.en if language is Language.EN else words.in_language(language)
        odd = letters_outside(text, language)
        if odd is not None:
            yield Problem((*path, language.value), odd)
