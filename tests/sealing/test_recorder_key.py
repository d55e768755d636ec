"""The recorder key opens to all its parties together, for one session, and names whoever spoils it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError, PartyError, ProofError, SailauError
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.recorder_key import (
    RECORDER_KEY,
    RECORDER_PART,
    RECORDER_SHARE,
    TERRITORIAL,
    RecorderContext,
    RecorderKey,
    RecorderPart,
    RecorderShare,
    parties_of,
    party_of,
)
from sailau.group import GENERATOR, IDENTITY, Point, Q, Secret, base, minus, negative, point_to_hex, powers, products
from sailau.sealing.recorder_key import (
    SESSION_KEY_BYTES,
    WRAPPED_BYTES,
    check_key,
    combine,
    make_share,
    partial_unwrap,
    share_of,
    unwrap,
    wrap,
)

HERE = RecorderContext(election="president-2005", precinct=25, uuid="PrecinctTwentyFive")
ELSEWHERE = replace(HERE, precinct=26)
SESSION, OTHER_SESSION = "terminal-1/000123", "terminal-1/000124"
PARTIES = parties_of(3)
SMALL_ORDER = (
    bytes(32),
    bytes([0xEC]) + b"\xff" * 30 + b"\x7f",
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
)
IMPROPER = (
    *SMALL_ORDER,
    IDENTITY,
    b"\x02" + bytes(31),
    b"\xee" + b"\xff" * 30 + b"\x7f",
    bytes([1]) + bytes(30) + b"\x80",
    GENERATOR[:31] + bytes([GENERATOR[31] ^ 0x01]),
)
"""Of small order, the identity, off the curve, not canonical, the identity with a sign, a point beside the group."""


@cache
def made() -> tuple[dict[str, Secret], RecorderKey]:
    pairs = {party: make_share(HERE, party) for party in PARTIES}
    key = combine(HERE, [share for _, share in pairs.values()], PARTIES)
    return {party: secret for party, (secret, _) in pairs.items()}, key


@cache
def wrapped() -> tuple[bytes, bytes]:
    return wrap(made()[1].public, HERE, SESSION)


def parts(data: bytes = b"", session: str = SESSION) -> list[RecorderPart]:
    secrets, key = made()
    return [partial_unwrap(secret, key, party, session, data or wrapped()[0]) for party, secret in secrets.items()]


@contextmanager
def named(party: str, reason: str) -> Iterator[None]:
    with pytest.raises(PartyError, match=reason) as caught:
        yield
    assert caught.value.party == party


def shares() -> list[RecorderShare]:
    return list(made()[1].shares)


# What it is for


@settings(max_examples=10, deadline=None)
@given(members=st.integers(1, 9), session=st.from_regex(r"[a-z0-9]([a-z0-9./-]{0,40}[a-z0-9])?", fullmatch=True))
def test_all_parties_together_get_the_session_key_again(members: int, session: str) -> None:
    parties = parties_of(members)
    pairs = {party: make_share(HERE, party) for party in parties}
    key = combine(HERE, [pairs[party][1] for party in reversed(parties)], parties)
    data, session_key = wrap(key.public, HERE, session)
    assert (len(data), len(session_key)) == (WRAPPED_BYTES, SESSION_KEY_BYTES)
    given_parts = [partial_unwrap(secret, key, party, session, data) for party, (secret, _) in pairs.items()]
    assert unwrap(key, session, data, given_parts) == session_key


def test_every_document_survives_writing_and_reading() -> None:
    key = made()[1]
    assert RECORDER_KEY.read(RECORDER_KEY.write(key)) == key
    for share, part in zip(key.shares, parts(), strict=True):
        assert RECORDER_SHARE.read(RECORDER_SHARE.write(share)) == share
        assert RECORDER_PART.read(RECORDER_PART.write(part)) == part
    check_key(key, PARTIES)


def test_session_key_is_what_the_format_document_says() -> None:
    """Computed a second way: the sum of the secrets, and HKDF over the text written out."""
    secrets, key = made()
    data, session_key = wrapped()
    first = data[1:33]
    (shared,) = powers([first], [Secret.sum(secrets.values())])
    info = (
        "sailau-recorder-session-1|president-2005|25|PrecinctTwentyFive|terminal-1/000123|"
        f"{point_to_hex(key.public)},{point_to_hex(first)}"
    )
    assert HKDF(algorithm=SHA256(), length=32, salt=bytes(32), info=info.encode()).derive(shared) == session_key


def test_two_sessions_have_nothing_in_common() -> None:
    (one, first), (two, second) = (wrap(made()[1].public, HERE, SESSION) for _ in range(2))
    assert first != second
    assert one[1:33] != two[1:33]


def test_one_party_less_does_not_open_it() -> None:
    for missing in PARTIES:
        with named(missing, "missing"):
            unwrap(made()[1], SESSION, wrapped()[0], [part for part in parts() if part.party != missing])


def test_secrets_do_not_show_when_printed() -> None:
    secret, share = make_share(HERE, "member-1")
    assert secret.reveal().hex() not in repr((secret, share))
    assert str(int.from_bytes(secret.reveal(), "little")) not in repr((secret, share))


def test_share_made_again_after_a_restart_is_the_same_key() -> None:
    secrets, key = made()
    again = [share_of(secret, HERE, party) for party, secret in secrets.items()]
    assert combine(HERE, again, PARTIES).public == key.public


# Shares


def test_rogue_share_that_cancels_the_others_out_cannot_be_proved() -> None:
    """The last party publishes its own point less all others, so that it alone would hold the key."""
    own = Secret.random()
    (point,) = base([own])
    (others,) = products([[share.point for share in shares()[:-1]]])
    (rogue,) = minus([point], [others])
    for proof in (share_of(own, HERE, TERRITORIAL).proof, shares()[0].proof):
        with named(TERRITORIAL, "knowledge"):
            combine(HERE, [*shares()[:-1], replace(shares()[-1], point=rogue, proof=proof)], PARTIES)


def test_share_of_another_precinct_is_refused_also_when_its_context_is_rewritten() -> None:
    _, foreign = make_share(ELSEWHERE, "member-2")
    for share, reason in ((foreign, "another"), (replace(foreign, context=HERE), "knowledge")):
        with named("member-2", reason):
            combine(HERE, [shares()[0], share, *shares()[2:]], PARTIES)


def test_share_replayed_under_another_partys_name_is_refused() -> None:
    stolen = replace(shares()[0], party="member-2")
    with named("member-2", "knowledge"):
        combine(HERE, [shares()[0], stolen, *shares()[2:]], PARTIES)


def test_same_secret_of_two_parties_is_refused() -> None:
    twin = share_of(made()[0]["member-1"], HERE, "member-2")
    with named("member-2", "copy of that of member-1"):
        combine(HERE, [shares()[0], twin, *shares()[2:]], PARTIES)


def test_shares_that_cancel_each_other_out_are_refused() -> None:
    one = Secret.random()
    opposite = Secret(bytes(32)) - one
    pair = [share_of(one, HERE, "member-1"), share_of(opposite, HERE, "member-2")]
    assert pair[1].point == negative(pair[0].point)
    with pytest.raises(ProofError, match="cancel"):
        combine(HERE, pair, ("member-1", "member-2"))


def test_missing_surplus_and_doubled_shares_name_their_party() -> None:
    with named("member-3", "missing"):
        combine(HERE, [share for share in shares() if share.party != "member-3"], PARTIES)
    with named("member-4", "no party"):
        combine(HERE, [*shares(), make_share(HERE, "member-4")[1]], PARTIES)
    with named("member-1", "two shares"):
        combine(HERE, [*shares(), shares()[0]], PARTIES)


@pytest.mark.parametrize("number", range(len(IMPROPER)))
def test_improper_point_in_a_share_names_its_party(number: int) -> None:
    with named("member-1", "proper member"):
        combine(HERE, [replace(shares()[0], point=IMPROPER[number]), *shares()[1:]], PARTIES)


def test_key_that_is_not_the_sum_of_its_shares_is_refused() -> None:
    with pytest.raises(ProofError, match="not the sum"):
        check_key(replace(made()[1], public=GENERATOR), PARTIES)


# Wrapped keys: a party opens nothing that is not whole


@cache
def altered() -> dict[str, bytes]:
    data = wrapped()[0]
    other = wrap(made()[1].public, HERE, SESSION)[0]
    foreign = wrap(base([Secret.random()])[0], HERE, SESSION)[0]
    above = (Q + int.from_bytes(data[65:97], "little")).to_bytes(32, "little")
    cases = {
        "nothing": b"",
        "too short": data[:-1],
        "too long": data + b"\0",
        "another version": b"\x02" + data[1:],
        "first point of another": data[:1] + other[1:33] + data[33:],
        "second point of another": data[:33] + other[33:65] + data[65:],
        "first point negated": data[:1] + negative(data[1:33]) + data[33:],
        "proof of another": data[:65] + other[65:],
        "challenge above the order": data[:65] + above + data[97:],
        "response above the order": data[:97] + b"\xff" * 32,
        "no proof": data[:65] + bytes(64),
        "wrapped to another key": foreign,
        "wrapped for another precinct": wrap(made()[1].public, ELSEWHERE, SESSION)[0],
        "wrapped for another session": wrap(made()[1].public, HERE, OTHER_SESSION)[0],
    }
    for number, point in enumerate(IMPROPER):
        cases[f"improper first point {number}"] = data[:1] + point + data[33:]
        cases[f"improper second point {number}"] = data[:33] + point + data[65:]
    return cases


@pytest.mark.parametrize("kind", altered())
def test_altered_wrapped_key_is_opened_by_nobody(kind: str) -> None:
    secrets, key = made()
    data = altered()[kind]
    with pytest.raises((FormatError, ProofError)):
        partial_unwrap(secrets["member-1"], key, "member-1", SESSION, data)
    with pytest.raises((FormatError, ProofError)):
        unwrap(key, SESSION, data, parts())


@settings(max_examples=30, deadline=None)
@given(place=st.integers(0, WRAPPED_BYTES * 8 - 1))
def test_one_bit_of_a_wrapped_key_turned_is_noticed(place: int) -> None:
    data = bytearray(wrapped()[0])
    data[place // 8] ^= 1 << place % 8
    secrets, key = made()
    with pytest.raises((FormatError, ProofError)):
        partial_unwrap(secrets[TERRITORIAL], key, TERRITORIAL, SESSION, bytes(data))


def test_key_of_one_session_does_not_pass_for_another() -> None:
    """Somebody with an order for session 124 hands over the wrapped key of session 123."""
    secrets, key = made()
    with pytest.raises(ProofError, match="for this session"):
        partial_unwrap(secrets["member-1"], key, "member-1", OTHER_SESSION, wrapped()[0])


@pytest.mark.parametrize("session", ["", "Terminal-1", "a b", "a|b", "-a", "a/", "a\n", "ä", "a" * 129])
def test_malformed_session_name_is_refused(session: str) -> None:
    with pytest.raises(FormatError, match="session"):
        wrap(made()[1].public, HERE, session)


# Parts


@cache
def spoilt() -> dict[str, tuple[Callable[[RecorderPart], RecorderPart], str]]:
    other = parts(wrap(made()[1].public, HERE, SESSION)[0])[1]
    wrong = base([Secret.random()])[0]
    cases: dict[str, tuple[Callable[[RecorderPart], RecorderPart], str]] = {
        "another point": (lambda part: replace(part, point=wrong), "proof of the part"),
        "another's point": (lambda part: replace(part, point=parts()[0].point), "proof of the part"),
        "no proof": (lambda part: replace(part, proof=Proof(0, 0)), "proof of the part"),
        "of another wrapped key": (lambda part: other, "proof of the part"),
        "of another session": (lambda part: replace(part, session=OTHER_SESSION), "another session"),
    }
    for number, point in enumerate(IMPROPER):
        cases[f"improper point {number}"] = (lambda part, point=point: replace(part, point=point), "proper member")  # type: ignore[misc]
    return cases


@pytest.mark.parametrize("kind", spoilt())
def test_bad_part_names_its_party(kind: str) -> None:
    spoil, reason = spoilt()[kind]
    found = parts()
    found[1] = spoil(found[1])
    with named("member-2", reason):
        unwrap(made()[1], SESSION, wrapped()[0], found)


def test_parts_given_twice_or_by_a_stranger_are_refused() -> None:
    with named("member-1", "two parts"):
        unwrap(made()[1], SESSION, wrapped()[0], [*parts(), parts()[0]])
    with named("member-4", "no party"):
        unwrap(made()[1], SESSION, wrapped()[0], [*parts(), replace(parts()[0], party="member-4")])


def test_secret_of_another_party_makes_no_part() -> None:
    secrets, key = made()
    with named("member-2", "not the one behind"):
        partial_unwrap(secrets["member-1"], key, "member-2", SESSION, wrapped()[0])
    with named("member-2", "not the one behind"):
        partial_unwrap(Secret.random(), key, "member-2", SESSION, wrapped()[0])


# Bytes from outside


@pytest.mark.parametrize(
    "context",
    [
        {"election": "a|b", "precinct": 1, "uuid": "PrecinctTwentyFive"},
        {"election": "a", "precinct": -1, "uuid": "PrecinctTwentyFive"},
        {"election": "a", "precinct": 1, "uuid": "short"},
        {"election": "a", "precinct": 1, "uuid": "PrecinctTwenty|Five"},
    ],
)
def test_context_that_could_be_read_two_ways_is_refused(context: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        RecorderContext(**context)  # type: ignore[arg-type]


@pytest.mark.parametrize("party", ["member-0", "member-100", "member-01", "chair", "", "member-1 ", "Territorial"])
def test_name_of_no_party_is_refused(party: str) -> None:
    with pytest.raises(FormatError):
        make_share(HERE, party)


def test_parties_are_the_members_and_the_territorial_commission() -> None:
    assert PARTIES == ("member-1", "member-2", "member-3", "territorial")
    assert party_of(0) == TERRITORIAL


@cache
def documents() -> tuple[bytes, bytes, bytes]:
    return RECORDER_KEY.write(made()[1]), RECORDER_PART.write(parts()[0]), RECORDER_SHARE.write(shares()[0])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_garbled_files_are_refused_and_nothing_else_happens(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 2))
    text = bytearray(documents()[number])
    text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    if bytes(text) == documents()[number]:
        return
    with pytest.raises(SailauError):
        if number == 0:
            check_key(RECORDER_KEY.read(bytes(text)), PARTIES)
        elif number == 1:
            part = RECORDER_PART.read(bytes(text))
            unwrap(made()[1], SESSION, wrapped()[0], [part, *parts()[1:]])
        else:
            combine(HERE, [RECORDER_SHARE.read(bytes(text)), *shares()[1:]], PARTIES)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 5000])
def test_files_that_are_no_such_document_are_refused(data: bytes) -> None:
    for document in (RECORDER_KEY, RECORDER_PART, RECORDER_SHARE):
        with pytest.raises(FormatError):
            document.read(data)


def test_random_bytes_are_no_wrapped_key() -> None:
    secrets, key = made()
    for _ in range(20):
        data = b"\x01" + os.urandom(WRAPPED_BYTES - 1)
        with pytest.raises((FormatError, ProofError)):
            partial_unwrap(secrets["member-1"], key, "member-1", SESSION, data)


def test_points_are_canonical_in_files() -> None:
    text = RECORDER_KEY.write(made()[1]).decode()
    public: Point = made()[1].public
    upper = text.replace(point_to_hex(public), point_to_hex(public).upper())
    assert upper != text
    with pytest.raises(FormatError):
        RECORDER_KEY.read(upper.encode())
