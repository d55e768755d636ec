"""Whose decision may change a list, and when; an event is what it was when it is read back (M9, M10, M13; L 24)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.register.events import (
    Decider,
    EventKind,
    ListEvent,
    Order,
    Request,
    allowed,
    decode_event,
    encode_event,
    move_allowed,
)

DAY = date(2026, 11, 22)
texts = st.text("абвәқ №7-", min_size=1, max_size=30).filter(str.strip)
orders = st.builds(Order, who=texts, why=texts, decision=texts, by=st.sampled_from(Decider))
moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 23))


@given(order=orders, at=moments, kind=st.sampled_from(EventKind), number=st.integers(1, 9999))
def test_an_event_is_read_back_as_it_was(order: Order, at: datetime, kind: EventKind, number: int) -> None:
    event = ListEvent(
        number=number,
        kind=kind,
        at=at.replace(tzinfo=UTC),
        order=order,
        precincts=(7, 8),
        facts=(("number", 5),),
        before="{}",
    )
    assert decode_event(encode_event(event)) == event
    assert "before" not in event.as_json()


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"number": 1}', b"\xff"])
def test_bytes_that_are_no_event_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        decode_event(data)


@given(order=orders, now=moments, handed=st.booleans())
def test_the_law_of_changes(order: Order, now: datetime, handed: bool) -> None:
    found = allowed(order, now=now, voting_day=DAY, handed_over=[handed])
    code = None if found is None else found.code
    if order.by in (Decider.COURT, Decider.HIGHER):
        assert code is None
    elif now >= datetime(2026, 11, 21, 20):
        assert code == "list-frozen"
    elif order.by is Decider.EXECUTIVE and handed:
        assert code == "list-handed-over"
    elif order.by is Decider.PRECINCT and not handed:
        assert code == "list-not-handed-over"
    else:
        assert code is None


@given(reference=texts, received=st.dates(date(2026, 9, 1), date(2026, 11, 22)))
def test_the_law_of_requests(reference: str, received: date) -> None:
    """From the calling on, never from tomorrow; to vote elsewhere until the thirtieth day before."""
    request, today, called = Request(reference=reference, received=received), date(2026, 11, 1), date(2026, 9, 20)
    found = request.refuse_unless_good(today, called)
    code = None if found is None else found.code
    assert code == (
        "request-in-future" if received > today else "request-before-calling" if received < called else None
    )
    assert (move_allowed(request, DAY) is None) is (received <= date(2026, 10, 23))
