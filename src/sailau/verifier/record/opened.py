"""Step 13: challenged ballots open to a lawful choice and were not counted; ballots of void tours neither.

A challenged ballot's codes are void with it; a ballot of a void tour stays sealed, so nothing is known of its codes.
"""

from collections import Counter
from collections.abc import Mapping

from sailau.election.ballot import BallotStyle, contest_choice, control_answer
from sailau.errors import FormatError, ProofError
from sailau.formats.v1.ballot import tracker
from sailau.formats.v1.record import ChallengedBallot, code_text, names
from sailau.group import Point
from sailau.verifier.archive import Archive
from sailau.verifier.ballots import BallotRules, judge
from sailau.verifier.challenged import open_ballot
from sailau.verifier.finding import Findings
from sailau.verifier.record.control import ControlRows
from sailau.verifier.record.reading import Record


def check_opened(record: Record, archive: Archive, counted: ControlRows | None, findings: Findings) -> None:
    """Judge challenged.jsonl and voided.jsonl against the box."""
    if archive.election is None:
        return
    rules = BallotRules(archive.election, archive.election_bytes)
    challenged = _challenged(record, rules, counted, findings)
    voided = _voided(record, rules, findings)
    _check_fates(record, archive, challenged, voided, findings)
    _check_minimum(record, findings)


def _challenged(
    record: Record, rules: BallotRules, counted: ControlRows | None, findings: Findings
) -> dict[str, Point]:
    """Open each; returns the credentials by place."""
    credentials: dict[str, Point] = {}
    codes = set(counted.codes) if counted is not None else set[int]()
    for number, line in enumerate(record.challenged or (), 1):
        place = f"{names.CHALLENGED}: {tracker(line.ballot)}"
        try:
            opening = open_ballot(rules, line.ballot, line.randomness)
        except ProofError as error:
            findings.defect(13, "challenged-opening", place, str(error), "L 50-5(1)")
            continue
        credentials[f"{place} (line {number})"] = opening.ballot.credential
        if record.style is None or record.style.questions != rules.questions:
            continue
        try:
            own = _codes(record.style, opening.plaintexts)
        except FormatError as error:
            findings.defect(13, "challenged-choice", f"{place}: {error.place}", error.reason, "L 50-5(5)")
            continue
        for code in sorted(codes & set(own)):
            findings.defect(13, "challenged-code", place, f"code {code_text(code)} of this ballot was counted")
    return credentials


def _codes(style: BallotStyle, plaintexts: tuple[tuple[int, ...], ...]) -> list[int]:
    """Demand a lawful choice in every contest; returns the ballot's codes. Raises FormatError."""
    choices = {asked.contest.id: contest_choice(asked, plaintexts[asked.index]) for asked in style.contests}
    codes = []
    for asked in style.controls:
        answer = control_answer(asked, plaintexts[asked.index])
        if answer.choice is not None and asked.contest is not None:
            choice = choices[asked.contest.contest.id]
            said = frozenset({answer.choice}) if answer.choice else frozenset()
            if said != (choice if isinstance(choice, frozenset) else frozenset()):
                raise FormatError(f"question {asked.index}", "the control answer says another choice than the contest")
        codes.append(answer.code)
    return codes


def _voided(record: Record, rules: BallotRules, findings: Findings) -> dict[str, Point]:
    credentials: dict[str, Point] = {}
    void = {tour.tour for tour in record.figures.tours if not tour.valid} if record.figures is not None else None
    lines = record.voided or ()
    for line, judged in zip(lines, judge(rules, [line.ballot for line in lines]), strict=True):
        place = f"{names.VOIDED}: {tracker(line.ballot)}"
        if judged.ballot is None or judged.flaws:
            findings.defect(13, "voided-ballot", place, "; ".join(flaw.text for flaw in judged.flaws))
            continue
        credentials[place] = judged.ballot.credential
        if void is not None and line.tour not in void:
            findings.defect(13, "voided-tour", place, f"tour {line.tour} was not declared void", "L 43(3-1)")
    return credentials


def _check_fates(
    record: Record, archive: Archive, challenged: Mapping[str, Point], voided: Mapping[str, Point], findings: Findings
) -> None:
    """No credential has two fates: counted, challenged, voided, cancelled."""
    box, listed = set(archive.ballot_credentials), set(archive.credentials)
    cancelled = {entry.credential for entry in record.cancelled.credentials} if record.cancelled else set[Point]()
    times = Counter([*challenged.values(), *voided.values()])
    for kind, ballots in (("challenged", challenged), ("voided", voided)):
        for place, credential in ballots.items():
            if credential in box:
                text = f"a {kind} ballot's credential stands in the box"
                findings.defect(13, f"{kind}-counted", place, text)
            if listed and credential not in listed:
                findings.defect(13, f"{kind}-unknown", place, "the credential is not in the list")
            if credential in cancelled or times[credential] > 1:
                findings.defect(13, "credential-two-fates", place, "the credential is also cancelled, or used twice")


def _check_minimum(record: Record, findings: Findings) -> None:
    if record.definition is None or record.challenged is None:
        return
    rule = record.definition.rules.challenge
    if rule is None:
        if record.challenged:
            text = "the definition does not allow challenges"
            findings.defect(13, "challenge-not-allowed", names.CHALLENGED, text, "L 50-1(7)")
        return
    made = _by_device(record.challenged)
    for device in sorted(device for device in record.closing if device.startswith("terminal-")):
        if made[device] < rule.minimum_per_terminal:
            text = f"{device}: {made[device]} ballots challenged, the minimum is {rule.minimum_per_terminal}"
            findings.remark(13, "challenge-minimum", names.CHALLENGED, text)


def _by_device(challenged: tuple[ChallengedBallot, ...]) -> Counter[str]:
    return Counter(line.device for line in challenged)
