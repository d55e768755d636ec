"""JSON Schema (2020-12) of the publication's files, for programs of others; `docs/format/publication.md` says the rest.

A schema cannot say everything that the codecs demand (orders, one spelling, what belongs together): a file that a codec
takes is valid by its schema, and a test holds that.
"""

from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import UNIT_KINDS
from sailau.formats.v1.publication.outcome import STATES
from sailau.formats.v1.publication.papers import BODIES
from sailau.formats.v1.publication.returns import STANDINGS, VERDICTS

Schema = dict[str, Any]

_COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_TEXT: Schema = {"type": "string"}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}
_ELECTION: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
_INSTANT: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$",
}
_RECORD: Schema = {"type": "string", "pattern": "^[0-9]{6}-[1-9][0-9]{0,2}[b-z]?$"}


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _table(value: Schema, pattern: str = "") -> Schema:
    keys = {"propertyNames": {"pattern": pattern}} if pattern else {}
    return {"type": "object", "additionalProperties": value, **keys}


def _many(element: Schema) -> Schema:
    return {"type": "array", "items": element}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


_TEXTS = _object({"kk": _TEXT, "ru": _TEXT, "en": _TEXT})
_UNIT = _object({"kind": _one_of(*UNIT_KINDS), "id": _TEXT})
_REASON = _object({"code": _TEXT, "article": _TEXT, "text": _TEXTS})
_ANY_DATA: Schema = {"type": "object"}

_MANIFEST: Mapping[str, Schema] = {
    "election": _ELECTION,
    "number": _NUMBER,
    "stage": _one_of("preliminary", "final"),
    "published": _INSTANT,
    "training": {"type": "boolean"},
    "software": _TEXT,
    "files": _table(_HASH, "^data/"),
    "records": _table(_object({"manifest_sha256": _HASH, "bundle_sha256": _HASH}), _RECORD["pattern"]),
}
_VERSION = _object(
    {
        "version": _NUMBER,
        "uuid": {"type": "string", "pattern": "^[1-9A-HJ-NP-Za-km-z]{14,64}$"},
        "bundle_sha256": _HASH,
        "manifest_sha256": _HASH,
        "received": _INSTANT,
        "judged": _or_null(_INSTANT),
        "verdict": _one_of(*VERDICTS),
        "record": _or_null(_RECORD),
        "replaces": _or_null(_HASH),
        "act": _or_null(_NUMBER),
        "reasons": _many(_REASON),
    }
)
_PRECINCT = _object(
    {
        "number": _COUNT,
        "standing": _one_of(*STANDINGS),
        "since": _or_null(_INSTANT),
        "counted": _or_null(_HASH),
        "decision": _or_null(_NUMBER),
        "reasons": _many(_REASON),
        "versions": _many(_VERSION),
    }
)
_CONTEST = _object({"votes": _table(_COUNT, _ID["pattern"]), "blank": _COUNT, "valid": _COUNT, "invalid": _COUNT})
_PROTOCOL = _object({"lines": _table(_COUNT), "contests": _table(_CONTEST, _ID["pattern"])})
_TOTALS = _object(
    {
        "unit": _UNIT,
        "precincts": _COUNT,
        "counted": _COUNT,
        "electronic": _or_null(_PROTOCOL),
        "paper": _or_null(_PROTOCOL),
        "summary": _or_null(_PROTOCOL),
    }
)
_TURNOUT = _object(
    {"unit": _UNIT, "voters_on_list": _COUNT, "admitted_by_hour": _table(_COUNT, "^([01][0-9]|2[0-3])$")}
)
_OUTCOME = _object(
    {
        "contest": _ID,
        "state": _one_of(*STATES),
        "input": _or_null(_ANY_DATA),
        "elected": _many(_object({"answer": _ID, "seats": _COUNT})),
        "repeat_vote": _many(_ID),
        "tied": _many(_ID),
        "waiting": _many(_COUNT),
        "left_out": _many(_COUNT),
        "explanation": _many(_object({"article": _TEXT, "text": _TEXTS})),
    }
)
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PERSON = _object(
    {
        "answer": _TEXT,
        "name": _TEXTS,
        "birth_year": _NUMBER,
        "post": _TEXTS,
        "residence": _TEXTS,
        "party": _or_null(_TEXTS),
        "nationality": _or_null(_TEXTS),
    }
)
_MANDATES = _object(
    {
        "contest": _ID,
        "answer": _ID,
        "notice": _NUMBER,
        "holders": _many(_object({"person": _PERSON, "decision": _or_null(_NUMBER)})),
        "vacant": _COUNT,
        "left": _many(_object({"name": _TEXTS, "since": _DAY, "decision": _NUMBER})),
    }
)
_DATED: Mapping[str, Schema] = {"election": _ELECTION, "as_of": _INSTANT}
_PAPER: Mapping[str, Schema] = {
    "election": _ELECTION,
    "number": _NUMBER,
    "kind": _TEXT,
    "at": _INSTANT,
    "article": _TEXT,
    "data": _ANY_DATA,
}

KINDS: Final[Mapping[str, tuple[str, Mapping[str, Schema]]]] = {
    "manifest": ("sailau-publication/1", _MANIFEST),
    "returns": ("sailau-returns/1", {**_DATED, "precincts": _many(_PRECINCT)}),
    "totals": ("sailau-totals/1", {**_DATED, "units": _many(_TOTALS)}),
    "turnout": ("sailau-turnout/1", {**_DATED, "units": _many(_TURNOUT)}),
    "outcome": (
        "sailau-outcome/1",
        {
            **_DATED,
            "preliminary": {"type": "boolean"},
            "registrations": _table(_NUMBER, _ID["pattern"]),
            "contests": _many(_OUTCOME),
        },
    ),
    "mandates": ("sailau-mandates/1", {**_DATED, "mandates": _many(_MANDATES)}),
    "decision": (
        "sailau-decision/1",
        {**_PAPER, "body": _one_of(*BODIES), "commission": _TEXTS, "reason": _TEXTS},
    ),
    "notice": (
        "sailau-notice/1",
        {
            **_PAPER,
            "commission": _ELECTION,
            "unit": _UNIT,
            "title": _TEXTS,
            "rows": _many(_object({"name": _TEXTS, "value": _TEXTS})),
        },
    ),
}
"""Each kind of file: its `format`, its members."""


def schema(kind: str) -> Schema:
    """The schema of one kind. Raises KeyError for an unknown one."""
    format_, members = KINDS[kind]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format_,
        **_object({"format": {"const": format_}, **members}),
    }


def schema_files() -> Mapping[str, bytes]:
    """Every schema by its path in a publication."""
    return {f"{names.SCHEMAS}/{kind}.schema.json": rfc8785.dumps(schema(kind)) for kind in KINDS}
