"""The JSON Schema of a definition (draft 2020-12) and the problems it finds, in plain words.

The schema is data; `docs/format/definition.schema.json` is its published copy, held equal by a test. It fixes the
shape; what the parts mean together (references, limits, rules) is in `checks`.
"""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from sailau.election.nouns import ContestKind, ElectionType, Language, WinnerRuleId
from sailau.election.problems import Path, Problem, shown
from sailau.law.winners import MajorityBase

FORMAT = "sailau-definition/1"

Schema = dict[str, Any]


def _object(required: Schema, optional: Schema | None = None, *, nullable: bool = False) -> Schema:
    return {
        "type": ["object", "null"] if nullable else "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: Schema, at_least: int = 1) -> Schema:
    return {"type": "array", "items": item, "minItems": at_least}


def _whole(least: int, most: int, default: int | None = None) -> Schema:
    bounds: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return bounds if default is None else {**bounds, "default": default}


def _text(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _one_of(values: type[Any]) -> Schema:
    return {"type": "string", "enum": [value.value for value in values]}


_ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}
_DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "format": "date"}
_TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_NOT_HERE: Schema = {"not": {}}
_WORDS: Schema = {"$ref": "#/$defs/words"}
_NAME: Schema = {"$ref": "#/$defs/name"}


def _three_languages(longest: int, *, nullable: bool = False) -> Schema:
    text = _text(longest)
    return _object({"kk": text, "ru": text}, {"en": text}, nullable=nullable)


_CANDIDATE = _object({"id": _ID, "surname": _NAME, "name": _NAME, "patronymic": _three_languages(100, nullable=True)})
_PARTY = _object({"id": _ID, "name": _WORDS, "lot": _whole(1, 999)})
_RULE = _object(
    {"id": _one_of(WinnerRuleId), "edition": _DATE, "article": _text(100)},
    {
        "seats": _whole(1, 500, 1),
        "threshold_percent": _whole(0, 100, 0),
        "base": {**_one_of(MajorityBase), "default": MajorityBase.PARTICIPANTS_LESS_INVALID.value},
    },
)
_CHOICES = _object(
    {},
    {"minimum": _whole(1, 255, 1), "maximum": _whole(1, 255, 1), "blank": {"type": "boolean", "default": False}},
)
_CONTEST: Schema = _object(
    {
        "id": _ID,
        "type": _one_of(ElectionType),
        "kind": _one_of(ContestKind),
        "title": _WORDS,
        "district": _ID,
        "rule": {"$ref": "#/$defs/rule"},
    },
    {
        "choices": {"$ref": "#/$defs/choices"},
        "candidates": _list({"$ref": "#/$defs/candidate"}),
        "parties": _list({"$ref": "#/$defs/party"}),
        "lot_decision": _ID,
    },
)
_CONTEST["allOf"] = [
    {
        "if": {"properties": {"kind": {"const": "candidates"}}, "required": ["kind"]},
        "then": {"required": ["candidates"], "properties": {"parties": _NOT_HERE, "lot_decision": _NOT_HERE}},
    },
    {
        "if": {"properties": {"kind": {"const": "parties"}}, "required": ["kind"]},
        "then": {"required": ["parties", "lot_decision"], "properties": {"candidates": _NOT_HERE}},
    },
]
_DISTRICT = _object({"id": _ID, "title": _WORDS})
_PRECINCT = _object(
    {
        "number": _whole(1, 99_999),
        "name": _WORDS,
        "address": _WORDS,
        "oblast": _WORDS,
        "districts": {**_list(_ID), "uniqueItems": True},
        "commission": _ID,
        "expected_voters": _whole(1, 99_999),
        "terminals": _whole(1, 99),
    },
    {
        "mixed": {"type": "boolean"},
        "hours": _object({"opens": _TIME, "closes": _TIME, "decision": _ID}),
    },
)
_DECISION = _object({"id": _ID, "body": _WORDS, "date": _DATE, "what": _WORDS})
_PRINTOUT = _object(
    {"mode": {"type": "string", "enum": ["numbers", "by_choice"], "default": "numbers"}},
    {"decision": _ID, "risk": _WORDS},
)
_PRINTOUT["allOf"] = [
    {
        "if": {"properties": {"mode": {"const": "by_choice"}}, "required": ["mode"]},
        "then": {"required": ["decision", "risk"]},
    },
    {
        "if": {"properties": {"mode": {"const": "numbers"}}, "required": ["mode"]},
        "then": {"properties": {"decision": _NOT_HERE, "risk": _NOT_HERE}},
    },
]
_RULES = _object(
    {"edition": _DATE},
    {
        "hours": _object(
            {},
            {
                "opens": {**_TIME, "default": "07:00"},
                "closes": {**_TIME, "default": "20:00"},
                "utc_offset": {"type": "string", "pattern": "^[+-](0[0-9]|1[0-4]):(00|30|45)$", "default": "+05:00"},
            },
        ),
        "quorum": _object({}, {"members": _whole(3, 99, 7), "threshold": _whole(1, 99, 4)}),
        "code_printout": {"$ref": "#/$defs/code_printout"},
        "challenge": {
            **_object({"decision": _ID}, {"minimum_per_terminal": _whole(0, 99, 3)}, nullable=True),
            "default": None,
        },
        "credential_reserve": _object({}, {"at_least": _whole(0, 9_999, 20), "percent": _whole(0, 100, 10)}),
        "ballot_reserve_per_mille": _whole(0, 1_000, 1),
    },
)

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Definition of an election (sailau-definition/1)",
    **_object(
        {
            "format": {"const": FORMAT},
            "id": _ID,
            "title": _WORDS,
            "date": _DATE,
            "rules": {"$ref": "#/$defs/day_rules"},
            "decisions": _list({"$ref": "#/$defs/decision"}, at_least=0),
            "districts": _list({"$ref": "#/$defs/district"}),
            "contests": _list({"$ref": "#/$defs/contest"}),
            "precincts": _list({"$ref": "#/$defs/precinct"}),
        },
        {
            "languages": {**_list(_one_of(Language)), "uniqueItems": True, "default": ["kk", "ru"]},
            "revision": _whole(1, 9_999, 1),
            "fictitious": {"type": "boolean", "default": False},
        },
    ),
    "$defs": {
        "words": _three_languages(1_000),
        "name": _three_languages(100),
        "candidate": _CANDIDATE,
        "party": _PARTY,
        "rule": _RULE,
        "choices": _CHOICES,
        "contest": _CONTEST,
        "district": _DISTRICT,
        "precinct": _PRECINCT,
        "decision": _DECISION,
        "code_printout": _PRINTOUT,
        "day_rules": _RULES,
    },
}

_VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def schema_problems(tree: Any) -> Iterator[Problem]:
    """Every place where the tree has another shape than the schema."""
    for error in _VALIDATOR.iter_errors(tree):
        yield from _problems_of(error)


def _problems_of(error: ValidationError) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    schema: Any = error.schema
    if error.validator == "required":
        for key in wanted:
            if key not in instance:
                yield Problem((*path, key), "missing")
    elif error.validator == "additionalProperties":
        for key in instance:
            if key not in schema["properties"]:
                yield Problem((*path, key), "unknown key")
    else:
        yield Problem(path, _reason(error, wanted, schema))


def _reason(error: ValidationError, wanted: Any, schema: Any) -> str:
    match error.validator:
        case "type":
            return f"must be {_type_names(wanted)}"
        case "enum":
            return f"unknown value {_shown(error.instance)}; known are {', '.join(wanted)}"
        case "const":
            return f"must be {_shown(wanted)}"
        case "pattern" | "format":
            return f"{_shown(error.instance)} is not of the form wanted: {schema.get('format', wanted)}"
        case "minLength":
            return "empty text"
        case "maxLength":
            return f"longer than {wanted} characters"
        case "minimum":
            return f"{error.instance} is less than {wanted}"
        case "maximum":
            return f"{error.instance} is more than {wanted}"
        case "minItems":
            return f"fewer than {wanted} entries"
        case "uniqueItems":
            return "an entry stands twice"
        case _:
            return "must not stand here"


def _type_names(wanted: str | list[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


def _shown(value: Any) -> str:
    return shown(value) if isinstance(value, str) else f"a value of type {type(value).__name__}"
