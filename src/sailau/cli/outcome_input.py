"""Reading of the figures that `sailau outcome` judges: nothing is guessed, nothing half-accepted.

    {"rule": "party_list", "seats": 98, "threshold_percent": 7, "date": "2021-01-10",
     "valid_votes": 7241562, "parties": [{"kk": "…", "ru": "…", "en": "…", "votes": 5148074}, …],
     "lot": ["…", "…"]}

- `rule`: majority_runoff, repeat_vote, plurality, several_seats, party_list, senate
- `parties` for party_list, else `candidates`; a name in at least one of kk, ru, en; `votes` a count,
  for senate `{"six_years": n, "three_years": n}`
- `valid_votes`: the base of the shares, else the sum of the votes
- `votes_cast` with `"majority_base": "participants"`: more than half of all who took part (M46)
- `office`: president, senate or mazhilis_seat, for majority_runoff: what follows when two stood and neither is elected
- `lot`: an order of names, or several such orders; for senate under `six_years`, `three_years`
- `withdrawn`: true for a candidate who dropped out before the repeat vote (M59)
- `registration`: the place of a party's list in the order of registration, 1 = first
- `date`: decides which dated rules are in force

`seats` or `elected` beside a name, and other keys, are not used.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NoReturn

from sailau.errors import SailauError
from sailau.law.winners import MajorityBase
from sailau.refusal import Text

VOTES_MAX = 10**10
SEATS_MAX = 10_000
NAMES_MAX = 1_000
THRESHOLD_DECIMALS_MAX = 6
LANGUAGES = ("kk", "ru", "en")
SQUARES = ("six_years", "three_years")
OFFICES = {"president": True, "senate": False, "mazhilis_seat": False}
"""Whether two who stood alone, and neither of whom was elected, go to a repeat vote (L 80(1), 96(1))."""

Lots = tuple[tuple[Text, ...], ...]


class WinnerRule(StrEnum):
    """The rules that a file may name."""

    MAJORITY_RUNOFF = "majority_runoff"
    REPEAT_VOTE = "repeat_vote"
    PLURALITY = "plurality"
    SEVERAL_SEATS = "several_seats"
    PARTY_LIST = "party_list"
    SENATE = "senate"


class OutcomeInputError(SailauError):
    """The file cannot be judged; says where in it, why, and what to do."""

    def __init__(self, file: str, place: str, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {place}: {reason}; {remedy}")
        self.file = file
        self.place = place
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One candidate or party: the names as given, the full name used by the rules, the counts."""

    given: Mapping[str, str]
    name: Text
    votes: Mapping[str, int]
    withdrawn: bool
    registration: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The checked content of the file. `base` is valid_votes, or else the sum of the votes.

    `lots` are kept under "votes", or for the Senate under each square. `unused` are keys not used.
    """

    rule: WinnerRule
    entries: tuple[Entry, ...]
    base: int
    seats: int = 1
    threshold_percent: Fraction = Fraction(0)
    participants: int | None = None
    majority_base: MajorityBase = MajorityBase.PARTICIPANTS_LESS_INVALID
    two_stand_again: bool = True
    day: date | None = None
    lots: Mapping[str, Lots] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


_KNOWN = {
    "rule",
    "seats",
    "threshold_percent",
    "valid_votes",
    "votes_cast",
    "majority_base",
    "office",
    "parties",
    "candidates",
    "lot",
    "date",
}
_DESCRIPTIVE = {"election", "note", "registered", "votes_for_candidates", "elected", "invalid_votes"}


def read_figures(file: str, data: bytes) -> Figures:
    """Check `data`, the bytes of `file`, and return its figures. Raises `OutcomeInputError`."""
    return _Reader(file).figures(_parse(file, data))


class _Doubled:
    """A JSON object in which a key stands twice."""

    def __init__(self, key: str) -> None:
        self.key = key


def _pairs(pairs: list[tuple[str, Any]]) -> Any:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return _Doubled(key)
        seen.add(key)
    return dict(pairs)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _parse(file: str, data: bytes) -> Any:
    """The JSON value, with exact decimals; refuses what parsers disagree about."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OutcomeInputError(file, f"byte {error.start}", "not UTF-8", "save the file as UTF-8") from None
    if text.startswith("\ufeff"):
        raise OutcomeInputError(file, "byte 0", "a byte order mark", "save the file as UTF-8 without it")
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise OutcomeInputError(file, place, f"not JSON ({error.msg})", "correct the file") from None
    except RecursionError:
        raise OutcomeInputError(file, "$", "nested too deeply", "give one object as documented") from None
    except ValueError as error:
        raise OutcomeInputError(file, "$", str(error).split(";")[0], "correct the number") from None
    _refuse_doubled(file, value)
    return value


def _refuse_doubled(file: str, value: Any) -> None:
    left: list[tuple[str, Any]] = [("$", value)]
    while left:
        place, node = left.pop()
        if isinstance(node, _Doubled):
            raise OutcomeInputError(file, place, f"the key {node.key!r} stands twice", "keep one of the two")
        if isinstance(node, dict):
            left += [(f"{place}.{key}", child) for key, child in node.items()]
        elif isinstance(node, list):
            left += [(f"{place}[{i}]", child) for i, child in enumerate(node)]


class _Reader:
    """The checks, each with its place in the file."""

    def __init__(self, file: str) -> None:
        self._file = file

    def refuse(self, place: str, reason: str, remedy: str) -> NoReturn:
        raise OutcomeInputError(self._file, place, reason, remedy)

    def figures(self, root: Any) -> Figures:
        """The steps in order: the rule, the names and votes, the base, what the rule asks for, lots."""
        if not isinstance(root, dict):
            self.refuse("$", "not an object", "give one JSON object with rule, candidates or parties")
        rule = self._rule(root)
        entries = self._entries(root, rule)
        base = self._base(root, rule, entries)
        majority_base, participants = self._majority_base(root, rule, base)
        return Figures(
            rule=rule,
            entries=entries,
            base=base,
            seats=self._seats(root, rule),
            threshold_percent=self._threshold(root, rule),
            participants=participants,
            majority_base=majority_base,
            two_stand_again=self._two_stand_again(root, rule),
            day=self._day(root, entries),
            lots=self._lots(root, rule, entries),
            unused=tuple(sorted(key for key in root if key not in _KNOWN | _DESCRIPTIVE)),
        )

    def _rule(self, root: dict[str, Any]) -> WinnerRule:
        names = ", ".join(WinnerRule)
        if "rule" not in root:
            self.refuse("$.rule", "missing", f"give one of {names}")
        try:
            return WinnerRule(root["rule"])
        except ValueError:
            self.refuse("$.rule", f"unknown rule {_short(root['rule'])}", f"give one of {names}")

    def _entries(self, root: dict[str, Any], rule: WinnerRule) -> tuple[Entry, ...]:
        key, other = ("parties", "candidates") if rule is WinnerRule.PARTY_LIST else ("candidates", "parties")
        if other in root:
            self.refuse(f"$.{other}", f"the rule {rule} has no {other}", f"give {key}")
        found = root.get(key)
        if not isinstance(found, list) or not found:
            self.refuse(f"$.{key}", "missing or not a list with somebody in it", f"give the list of {key}")
        if len(found) > NAMES_MAX:
            self.refuse(f"$.{key}", f"more than {NAMES_MAX} names", "give one contest")
        entries = tuple(self._entry(f"$.{key}[{i}]", value, rule) for i, value in enumerate(found))
        self._refuse_same_names(key, entries)
        if rule is WinnerRule.REPEAT_VOTE and len(entries) != 2:
            self.refuse("$.candidates", f"{len(entries)} candidates at a repeat vote", "give the two on its ballot")
        return entries

    def _entry(self, place: str, value: Any, rule: WinnerRule) -> Entry:
        if not isinstance(value, dict):
            self.refuse(place, "not an object", "give names and votes")
        given = {lang: self._name(f"{place}.{lang}", value[lang]) for lang in LANGUAGES if lang in value}
        if not given:
            self.refuse(place, "no name", "give the name in kk, ru or en")
        first = next(iter(given.values()))
        name = Text(given.get("kk", first), given.get("ru", first), given.get("en", first))
        registration = value.get("registration")
        if registration is not None:
            registration = self._count(f"{place}.registration", registration, least=1)
        return Entry(
            given=given,
            name=name,
            votes=self._votes(place, value, rule),
            withdrawn=self._withdrawn(f"{place}.withdrawn", value, rule),
            registration=registration,
        )

    def _name(self, place: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            self.refuse(place, "not a name", "give the name as text")
        if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in value):
            self.refuse(place, "the name holds control characters", "remove them")
        return unicodedata.normalize("NFC", value)

    def _votes(self, place: str, value: dict[str, Any], rule: WinnerRule) -> dict[str, int]:
        if "votes" not in value:
            self.refuse(f"{place}.votes", "missing", "give the number of votes, 0 included")
        votes = value["votes"]
        if rule is not WinnerRule.SENATE:
            return {"votes": self._count(f"{place}.votes", votes)}
        if not isinstance(votes, dict) or set(votes) != set(SQUARES):
            self.refuse(
                f"{place}.votes",
                "the Senate's two seats are counted apart",
                'give {"six_years": n, "three_years": n}; for one seat use majority_runoff',
            )
        return {square: self._count(f"{place}.votes.{square}", votes[square]) for square in SQUARES}

    def _withdrawn(self, place: str, value: dict[str, Any], rule: WinnerRule) -> bool:
        withdrawn = value.get("withdrawn", False)
        if not isinstance(withdrawn, bool):
            self.refuse(place, "not true or false", "give true or leave it out")
        if withdrawn and rule is not WinnerRule.MAJORITY_RUNOFF:
            self.refuse(place, f"has no meaning under the rule {rule}", "leave it out")
        return withdrawn

    def _count(self, place: str, value: Any, *, least: int = 0, most: int = VOTES_MAX) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(place, f"{_short(value)} is not a whole number", "give digits without quotes or a point")
        if value < least:
            self.refuse(place, f"{_short(value)} is below {least}", "give the number as published")
        if value > most:
            self.refuse(place, f"over {most}, more than can be", "give the number as published")
        return value

    def _refuse_same_names(self, key: str, entries: tuple[Entry, ...]) -> None:
        for lang in LANGUAGES:
            seen: dict[str, int] = {}
            for i, entry in enumerate(entries):
                if lang not in entry.given:
                    continue
                folded = " ".join(entry.given[lang].casefold().split())
                if folded in seen:
                    place = f"$.{key}[{i}].{lang}"
                    self.refuse(place, f"the same name as $.{key}[{seen[folded]}]", "tell the two apart by name")
                seen[folded] = i
        if len({entry.name for entry in entries}) != len(entries):
            self.refuse(f"$.{key}", "two names are the same", "give each name in the same languages")

    def _base(self, root: dict[str, Any], rule: WinnerRule, entries: tuple[Entry, ...]) -> int:
        """valid_votes, or else the sum of the votes; not fewer than the votes that they hold."""
        squares = SQUARES if rule is WinnerRule.SENATE else ("votes",)
        sums = [sum(entry.votes[square] for entry in entries) for square in squares]
        if "valid_votes" not in root:
            if len(set(sums)) > 1:
                self.refuse("$.valid_votes", "missing, and the two counts differ", "give the number of valid ballots")
            return sums[0]
        base = self._count("$.valid_votes", root["valid_votes"])
        # A voter has one vote, but as many as there are seats under several_seats.
        several = rule is WinnerRule.SEVERAL_SEATS
        needed = max(entry.votes["votes"] for entry in entries) if several else max(sums)
        if base < needed:
            reason = f"{base} valid votes, but {needed} for {'one candidate' if several else 'all together'}"
            self.refuse("$.valid_votes", reason, "correct one of the two")
        return base

    def _majority_base(self, root: dict[str, Any], rule: WinnerRule, base: int) -> tuple[MajorityBase, int | None]:
        wanted = root.get("majority_base", MajorityBase.PARTICIPANTS_LESS_INVALID.value)
        try:
            majority_base = MajorityBase(wanted)
        except ValueError:
            known = " or ".join(MajorityBase)
            self.refuse("$.majority_base", f"unknown base {_short(wanted)}", f"give {known}, or leave it out")
        if majority_base is MajorityBase.PARTICIPANTS_LESS_INVALID:
            return majority_base, None
        if rule not in (WinnerRule.MAJORITY_RUNOFF, WinnerRule.SENATE):
            self.refuse("$.majority_base", f"has no meaning under the rule {rule}", "leave it out")
        if "votes_cast" not in root:
            self.refuse("$.votes_cast", "missing", "give the number of those who took part")
        cast = self._count("$.votes_cast", root["votes_cast"])
        if cast < base:
            self.refuse("$.votes_cast", f"{cast} took part, but {base} votes are valid", "correct one of the two")
        return majority_base, cast

    def _two_stand_again(self, root: dict[str, Any], rule: WinnerRule) -> bool:
        if "office" not in root:
            return True
        if rule is not WinnerRule.MAJORITY_RUNOFF:
            self.refuse("$.office", f"has no meaning under the rule {rule}", "leave it out")
        office = root["office"]
        if not isinstance(office, str) or office not in OFFICES:
            self.refuse("$.office", f"unknown office {_short(office)}", f"give one of {', '.join(OFFICES)}")
        return OFFICES[office]

    def _seats(self, root: dict[str, Any], rule: WinnerRule) -> int:
        fixed = {WinnerRule.PARTY_LIST: None, WinnerRule.SEVERAL_SEATS: None, WinnerRule.SENATE: 2}.get(rule, 1)
        if "seats" not in root:
            if fixed is None:
                self.refuse("$.seats", "missing", "give the number of seats")
            return fixed
        seats = self._count("$.seats", root["seats"], least=1, most=SEATS_MAX)
        if fixed is not None and seats != fixed:
            self.refuse("$.seats", f"the rule {rule} fills {fixed}", f"give {fixed} or another rule")
        return seats

    def _threshold(self, root: dict[str, Any], rule: WinnerRule) -> Fraction:
        place = "$.threshold_percent"
        if rule is not WinnerRule.PARTY_LIST:
            return Fraction(0)
        if "threshold_percent" not in root:
            self.refuse(place, "missing", "give the threshold in per cent, 7 for seven")
        value = root["threshold_percent"]
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse(place, f"{_short(value)} is not a number", "give the threshold in per cent, 7 for seven")
        if not 0 <= value <= 100:
            self.refuse(place, "not between 0 and 100", "give the threshold in per cent, 7 for seven")
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            if not isinstance(exponent, int) or exponent < -THRESHOLD_DECIMALS_MAX or exponent > 2:
                self.refuse(place, "too many digits", f"give at most {THRESHOLD_DECIMALS_MAX} after the point")
        return Fraction(value)

    def _day(self, root: dict[str, Any], entries: tuple[Entry, ...]) -> date | None:
        if "date" not in root:
            if any(entry.registration is not None for entry in entries):
                self.refuse("$.date", "missing; which list comes first is a dated rule", "give the voting day")
            return None
        value = root["date"]
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self.refuse("$.date", f"{_short(value)} is not a day", "give it as YYYY-MM-DD")
        return day

    def _lots(self, root: dict[str, Any], rule: WinnerRule, entries: tuple[Entry, ...]) -> dict[str, Lots]:
        if "lot" not in root:
            return {}
        value = root["lot"]
        if rule is not WinnerRule.SENATE:
            return {"votes": self._lot("$.lot", value, entries)}
        if not isinstance(value, dict) or not set(value) <= set(SQUARES):
            self.refuse("$.lot", "the Senate's two seats have a lot each", 'give {"six_years": […]} or three_years')
        return {square: self._lot(f"$.lot.{square}", lot, entries) for square, lot in value.items()}

    def _lot(self, place: str, value: Any, entries: tuple[Entry, ...]) -> Lots:
        if not isinstance(value, list) or not value:
            self.refuse(place, "not a list", "give the names in the order that the lot gave")
        if not all(isinstance(order, list) for order in value):
            return (self._order(place, value, entries),)
        return tuple(self._order(f"{place}[{i}]", order, entries) for i, order in enumerate(value))

    def _order(self, place: str, names: list[Any], entries: tuple[Entry, ...]) -> tuple[Text, ...]:
        order: list[Text] = []
        for i, wanted in enumerate(names):
            name = self._name(f"{place}[{i}]", wanted)
            found = [entry.name for entry in entries if name in entry.given.values()]
            if len(found) != 1:
                self.refuse(
                    f"{place}[{i}]", f"{name!r} names {len(found)} of those standing", "give a name as it is there"
                )
            if found[0] in order:
                self.refuse(f"{place}[{i}]", f"{name!r} stands twice in the lot", "name each once")
            order.append(found[0])
        return tuple(order)


def _short(value: Any) -> str:
    """A foreign value in a message: cut, without control characters."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > VOTES_MAX:
        return "a huge number"
    shown = ascii(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 40 else shown[:39] + "…"
