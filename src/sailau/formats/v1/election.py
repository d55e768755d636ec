"""The election message, the credentials list and the Setup (specification, "Elections")."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.codec import BOOLEAN, HASH, INTEGER, POINT, STRING, Document, Field, Leaf, Many, Object
from sailau.formats.v1 import GROUP, VERSION
from sailau.group import Point
from sailau.group.encoding import INTS_MAX

_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}\Z", re.ASCII)
ANSWERS_MAX = 255
QUESTIONS_MAX = 64


@dataclass(frozen=True, slots=True)
class Election:
    """The public description of one precinct's ballot, under whose hash every ballot is cast."""

    description: str
    name: str
    public_key: Point
    questions: tuple[Question, ...]
    uuid: str
    administrator: str | None = None
    credential_authority: str | None = None
    version: int = VERSION
    group: str = GROUP


@dataclass(frozen=True, slots=True)
class SetupData:
    """Hashes of the three documents that the Setup event binds together."""

    election: bytes
    trustees: bytes
    credentials: bytes


_HOMOMORPHIC = Object(
    HomomorphicQuestion,
    Field("answers", Many(STRING)),
    Field("blank", BOOLEAN, optional=True),
    Field("min", INTEGER, "minimum"),
    Field("max", INTEGER, "maximum"),
    Field("question", STRING),
)
_NON_HOMOMORPHIC = Object(NonHomomorphicQuestion, Field("answers", Many(STRING)), Field("question", STRING))


class _QuestionCodec:
    def decode(self, value: Any, place: str) -> Question:
        if isinstance(value, dict) and "type" in value:
            if value["type"] != "NonHomomorphic":
                raise FormatError(place, "only homomorphic and non-homomorphic questions are known")
            inner = _NON_HOMOMORPHIC.decode(value.get("value"), f"{place}.value")
            if not 1 <= len(inner.answers) <= INTS_MAX:
                raise FormatError(place, f"a control question has 1 to {INTS_MAX} integers")
            return NonHomomorphicQuestion(inner.answers, inner.question, value.get("extra"))
        question = _HOMOMORPHIC.decode(value, place)
        if not 1 <= len(question.answers) <= ANSWERS_MAX:
            raise FormatError(place, f"a question has 1 to {ANSWERS_MAX} answers")
        if not question.minimum <= question.maximum <= len(question.answers):
            raise FormatError(place, "min ≤ max ≤ number of answers does not hold")
        return question

    def encode(self, value: Question) -> Any:
        if isinstance(value, HomomorphicQuestion):
            return _HOMOMORPHIC.encode(value)
        result = {"type": "NonHomomorphic", "value": _NON_HOMOMORPHIC.encode(value)}
        return result if value.extra is None else {**result, "extra": value.extra}


class _ElectionCodec:
    _object = Object(
        Election,
        Field("version", INTEGER),
        Field("description", STRING),
        Field("name", STRING),
        Field("group", STRING),
        Field("public_key", POINT),
        Field("questions", Many(_QuestionCodec())),
        Field("uuid", STRING),
        Field("administrator", STRING, optional=True),
        Field("credential_authority", STRING, optional=True),
    )

    def decode(self, value: Any, place: str) -> Election:
        election = self._object.decode(value, place)
        if election.version != VERSION or election.group != GROUP:
            raise FormatError(place, f"only version {VERSION} and group {GROUP} are known")
        if not _UUID.match(election.uuid):
            raise FormatError(f"{place}.uuid", "not 14 to 64 Base58 characters")
        if not 1 <= len(election.questions) <= QUESTIONS_MAX:
            raise FormatError(f"{place}.questions", f"not 1 to {QUESTIONS_MAX} questions")
        return election

    def encode(self, value: Election) -> Any:
        return self._object.encode(value)


def _credential(value: Any) -> bytes:
    if isinstance(value, str) and "," in value:
        raise ValueError("a weight stands beside a credential; weights are not used")
    return POINT.read(value)


ELECTION: Document[Election] = Document(_ElectionCodec(), "election")
CREDENTIALS: Document[tuple[Point, ...]] = Document(Many(Leaf(_credential, POINT.write)), "credentials")
SETUP: Document[SetupData] = Document(
    Object(SetupData, Field("election", HASH), Field("trustees", HASH), Field("credentials", HASH)), "setup_data"
)


def compact_base64(digest: bytes) -> str:
    """Write a digest as the specification's compact base64: standard alphabet, no padding."""
    return base64.b64encode(digest).decode("ascii").rstrip("=")


def fingerprint(election: bytes) -> str:
    """Return φ, the election's fingerprint: compact base64 of SHA-256 of its bytes as stored."""
    return compact_base64(hashlib.sha256(election).digest())
