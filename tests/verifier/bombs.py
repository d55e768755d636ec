"""Archives that try to make the verifier slow or large: each is small to describe, none is sound."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from conformance.broken_archives import data_record, event_record
from conformance.drafts import Draft, assemble, draft, precinct
from conformance.forgery import dumps
from sailau.formats.v1.archive import HEADER, HEADER_NAME, Header, tar_header

MEBI = 1024 * 1024
TIMESTAMP = 1


def _draft() -> Draft:
    return draft(precinct())


def election_of_empty_lists() -> Iterator[bytes]:
    """190 MB of `[[],[],…` in the place of the election."""
    yield assemble(replace(_draft(), election=b"[" + b"[]," * (63 * MEBI) + b"[]]"))


def election_at_the_limit() -> Iterator[bytes]:
    """16 MiB, as long as an election may be, of the smallest objects that JSON has."""
    yield assemble(replace(_draft(), election=b"[" + b"{}," * (5 * MEBI) + b"{}]"))


def election_of_texts() -> Iterator[bytes]:
    """A million different short texts, one of them beyond the basic plane: four bytes for each letter."""
    texts = ",".join(f'"{number:06x}"' for number in range(900_000))
    yield assemble(replace(_draft(), election=f'["😀",{texts}]'.encode()))


def extra_of_a_question() -> Iterator[bytes]:
    """The one field of an election that may hold any JSON, filled with nested lists."""
    place = precinct()
    election = json.loads(place.election)
    election["questions"][1]["extra"] = [[[[[[number]]]]] for number in range(30_000)]
    yield assemble(replace(_draft(), election=dumps(election).encode()))


def deep() -> Iterator[bytes]:
    """Ten million brackets."""
    yield assemble(replace(_draft(), trustees=b"[" * (10 * MEBI)))


def huge_number() -> Iterator[bytes]:
    """A number of ten million digits."""
    yield assemble(replace(_draft(), setup=b'{"election":' + b"9" * 4000 + b"}", credentials=b"9" * (10 * MEBI)))


def tally_of_lists() -> Iterator[bytes]:
    """A tally of three ballots with a million elements."""
    yield assemble(replace(_draft(), tally=b"[" + b"[]," * MEBI + b"[]]"))


def long_ballots() -> Iterator[bytes]:
    """A hundred ballots of 2 MB."""
    yield assemble(replace(_draft(), ballots=(b"[" + b"1," * MEBI + b"1]",) * 100))


def many_records() -> Iterator[bytes]:
    """A million records of one byte, each under a wrong name."""
    header = HEADER.write(Header(1, str(TIMESTAMP)))
    yield tar_header(HEADER_NAME, len(header), TIMESTAMP) + header + bytes(-len(header) % 512)
    record = tar_header("0" * 64 + ".data.json", 1, TIMESTAMP) + b"x" + bytes(511)
    for _ in range(20):
        yield record * 5_000


def many_wrong_ballots() -> Iterator[bytes]:
    """Five thousand ballots that are none: each gives a finding."""
    yield assemble(replace(_draft(), ballots=(b"x",) * 5_000))


def many_wrong_times() -> Iterator[bytes]:
    """A long chain of events in which every record has several faults."""
    header = HEADER.write(Header(1, str(TIMESTAMP)))
    yield tar_header(HEADER_NAME, len(header), TIMESTAMP) + header + bytes(-len(header) % 512)
    for number in range(4):
        data = data_record(str(number).encode())
        yield tar_header(data.name, len(data.body), 9) + data.body + bytes(-len(data.body) % 512)
    for type_ in ("Setup", *("Ballot",) * 5_000):
        if type_ == "Ballot":
            yield tar_header("0" * 64 + ".data.json", 1, 9) + b"x" + bytes(511)
        body = event_record(dumps({"height": 7, "type": type_, "payload": "0" * 64}).encode()).body
        yield tar_header("1" * 64 + ".event.json", len(body), 9) + body + bytes(-len(body) % 512)


def trustees_as_many_as_allowed() -> Iterator[bytes]:
    """A joint key of 255 members with 255 nonsense certificates, coefficients and keys."""
    proof = {"challenge": "1", "response": "1"}
    message = {"message": "[" + "1," * 14_000 + "1]", "signature": proof}
    key = {"pok": proof, "public_key": "6" * 62 + "58", "signature": proof}
    item = {
        "threshold": 255,
        "certs": [message] * 255,
        "coefexps": [message] * 255,
        "signatures": [proof] * 255,
        "verification_keys": [key] * 255,
    }
    yield assemble(replace(_draft(), trustees=dumps([["Pedersen", item]]).encode()))


BOMBS: tuple[Callable[[], Iterator[bytes]], ...] = (
    election_of_empty_lists,
    election_at_the_limit,
    election_of_texts,
    extra_of_a_question,
    deep,
    huge_number,
    tally_of_lists,
    long_ballots,
    many_records,
    many_wrong_ballots,
    many_wrong_times,
    trustees_as_many_as_allowed,
)


def lay(bomb: Callable[[], Iterator[bytes]], path: Path) -> None:
    """Write a bomb to a file."""
    with path.open("wb") as target:
        target.writelines(bomb())
