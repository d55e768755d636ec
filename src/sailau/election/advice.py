"""What to do about a problem of a draft, by the field that it stands in."""

import re
from typing import Final

_LAST_KEY: Final = re.compile(r"([a-z_]+)(?:\[\d+\])?\Z")

_BY_REASON: Final = {
    "empty text": "Fill it in, or take the whole entry away",
    "missing translation": "Ballots are in the state language and Russian: write the text in this language too",
    "unknown key": "Compare with the commented draft of `sailau election new`; a misspelt key is never ignored",
    "unknown district": "Use an id of the list `districts`",
    "unknown decision": "Add the decision to the list `decisions`, or use the id of one",
    "text is not in Unicode normal form": "Type the text again: letters were copied in pieces",
    "spaces at an end": "Take the spaces away",
}

_BY_KEY: Final = {
    "id": "Small Latin letters, digits and hyphens, as in `district-3`; ids of one list differ",
    "date": 'Year, month and day: "2026-11-22"',
    "edition": 'The date of the law\'s text that applies, not after the voting day: "2004-04-14"',
    "patronymic": "Write it in every language; where the person has none, say so: null in JSON, false in TOML",
    "lot": "The whole number from 1 that was drawn for this party; no two parties have the same",
    "lot_decision": "The id of the decision that records the lot",
    "district": "The id of one of the districts",
    "districts": "Ids of the districts whose contests are voted on here",
    "kind": "`candidates` or `parties`",
    "candidates": "At least two, or the election is put off",
    "parties": "At least two, or the election is put off",
    "maximum": "How many a voter chooses at most: not more than the seats, nor than the answers",
    "minimum": "How many a voter chooses at least: 1 or more",
    "seats": "The number of seats that the rule fills",
    "commission": "The id of the precinct's commission; no two precincts share one",
    "expected_voters": "About how many voters the list will have, from 1 to 99999",
    "terminals": "From 1 to 99",
    "hours": "`opens`, `closes` and, of a precinct, the id of the `decision` that set them; otherwise leave it out",
    "mixed": "`true` where paper ballots are given too; otherwise leave it out",
    "number": "The precinct's number; no two are alike",
    "threshold": "How many members open the count together: from 2 to one less than all",
    "languages": '`["kk", "ru"]`, or `["kk", "ru", "en"]`',
    "format": 'The first line is `format = "sailau-definition/1"`',
}


def advice_on(path: str, reason: str) -> str:
    """What to do about `reason` at `path`; empty when the reason says all."""
    for beginning, advice in _BY_REASON.items():
        if reason.startswith(beginning):
            return advice
    key = _LAST_KEY.search(path)
    return _BY_KEY.get(key[1], "") if key is not None else ""
