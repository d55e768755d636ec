"""`election verify`: the published test deck judged again from its archives and its script, by whoever doubts its act.

The act is a statement of the commission. Here nothing of it is believed: every archive goes through the verifier, must
be of this definition, and its result must be the act's counted votes; the script's votes must add up to the expected
ones.
"""

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sailau.election.ballot import questions
from sailau.election.definition import fingerprint, parse
from sailau.errors import FormatError, SignatureError
from sailau.formats import strict_json
from sailau.service.ballot_proof import DEFINITION_FILE
from sailau.service.ballots import DECK
from sailau.service.deck_act import DECK_ACT_FILE, SCRIPT_FILE
from sailau.service.deck_run import Progress, protocol_names
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Findings

BLANK_KEY = "(blank)"
Votes = dict[str, dict[str, int]]


def recount_deck(files: Mapping[str, bytes], progress: Progress = lambda *_: None) -> int:
    """Judge the deck of a published folder's `files` again; how many archives were judged.

    Raises SignatureError that names the first archive or box which is not as the act says.
    """
    data = files[DEFINITION_FILE]
    definition, digest = parse(data, DEFINITION_FILE), fingerprint(data)
    act = _read(files, DECK_ACT_FILE)
    script = _read(files, SCRIPT_FILE)
    boxes = [(style, box) for style in act["styles"] for box in style["boxes"]]
    for number, (style, box) in enumerate(boxes, start=1):
        votes = script["styles"][style["id"]][box["name"]]
        if _added_up(votes, box["expected"]) != box["expected"] or len(votes) != box["ballots"]:
            raise SignatureError(f"{DECK}/{SCRIPT_FILE}: the votes of {style['id']}, {box['name']} do not add up")
        ballot = questions(definition, style["precinct"])
        result = _judged(files[f"{DECK}/{box['file']}"], f"{DECK}/{box['file']}", digest, ballot.questions)
        counted: Votes = {}
        for asked in ballot.contests:
            row = result[asked.index]
            marks = row[1:] if asked.question.blank else row
            named = dict(zip(map(str, protocol_names(asked)), marks, strict=True))
            counted[str(asked.contest.id)] = named | ({BLANK_KEY: row[0]} if asked.question.blank else {})
        if counted != box["counted"]:
            raise SignatureError(f"{DECK}/{box['file']}: its result is not what the act says was counted")
        progress("test deck", number, len(boxes))
    return len(boxes)


def _read(files: Mapping[str, bytes], name: str) -> Any:
    if f"{DECK}/{name}" not in files:
        raise FormatError(f"{DECK}/{name}", "missing")
    return strict_json.read(files[f"{DECK}/{name}"], f"{DECK}/{name}")


def _added_up(votes: list[dict[str, Any]], shape: Votes) -> Votes:
    found: dict[str, Counter[str]] = {contest: Counter(dict.fromkeys(answers, 0)) for contest, answers in shape.items()}
    for vote in votes:
        for contest, chosen in vote["choices"].items():
            found.setdefault(contest, Counter()).update(chosen)
    return {contest: dict(counts) for contest, counts in found.items()}


def _judged(archive: bytes, name: str, digest: str, asked: Any) -> Any:
    """The result of an archive of this definition that has no defect."""
    findings = Findings()
    with tempfile.TemporaryDirectory(prefix="sailau-deck-") as folder:
        path = Path(folder) / "deck.bel"
        path.write_bytes(archive)
        read = verify_archive(path, findings, processes=1)
    if findings.defects or read.election is None or read.result is None:
        raise SignatureError(f"{name}: the verifier finds defects in the archive")
    if not read.election.description.endswith(f"sha256:{digest}") or read.election.questions != asked:
        raise SignatureError(f"{name}: the archive is of another definition")
    return read.result.result
