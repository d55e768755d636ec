"""The whole day at one look, for those who lead it: who may do what, what stands, what is still to be done (E23, E41).

A station of the chair asks for it as for the day's figures (`service.day_summary`). Nothing in it tells of a voter or
of a card: people are the commission's, figures are sums. It travels as a CBOR map of `asdict(DayOutline)`, so every
member is text, an integer, a boolean, or a list or map of such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sailau.formats.v1.record import Figures
from sailau.law.protocol_figures import FIGURES
from sailau.law.protocol_form import sides
from sailau.law.protocol_relations import MEMBERS_RELATION, RELATIONS, Relation
from sailau.precinct import State
from sailau.refusal import Text
from sailau.service.act_kinds import kind_of
from sailau.service.acting_chair import acting_chair
from sailau.service.acts import SignedAct, acts, member_number
from sailau.service.closing import closing_cards, current_figures, differences_of
from sailau.service.count import FIRST, MIXES_MIN, RECOUNT, count_standing
from sailau.service.opening import DUTIES, has_duty
from sailau.service.paper_outline import paper_outline
from sailau.service.paper_rows import declined, drafts, recorded, signatures
from sailau.service.pool import CardState, card_rows, counted
from sailau.service.possession import possession
from sailau.service.precinct import Precinct
from sailau.service.tours import tours
from sailau.service.transfer_outline import transfer_outline
from sailau.verifier.record.figures import relation_code

_FROM_CLOSING: Final = frozenset({State.CLOSED, State.RECONCILED, State.COUNTED, State.SIGNED})
SUSPENDED: Final = "suspended:"
"""The day's `config` holds this and the member's id for who was suspended by a reasoned decision (M38)."""

Words = Mapping[str, str]
"""A text by language: `kk`, `ru`, and `en` where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRow:
    """A member of the commission. `acts_for_chair`: the deputy who replaces the chair by act."""

    id: str
    number: int
    role: str
    name: str
    duties: tuple[str, ...]
    acts_for_chair: bool
    suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """An act: `label` is "ACT-003", `title` what its kind is called ("about …"), `at` ISO, to the minute."""

    number: int
    label: str
    kind: str
    title: Words
    text: Words
    article: str
    at: str
    members: tuple[str, ...]
    explains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A line of the protocol's form and its value."""

    id: str
    line: str
    section: str
    text: Words
    article: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """A control relation with what its two sides come to. `code` is what an act explains; `explained_by` its label.

    `kind` is equal, at_most or with_reserve; `terms` are [side, sign, figure] with side "left" or "right".
    """

    id: str
    code: str
    article: str
    kind: str
    text: Words
    terms: tuple[tuple[str, int, str], ...]
    left: int
    right: int
    holds: bool
    explained_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A terminal or portable device and its closing card: `standing` is needed, entered or dead."""

    device: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TourLine:
    """A tour of a portable device: who went, how many applied; out until it is `done`, or `lost`."""

    tour: int
    device: str
    members: tuple[str, ...]
    applications: int
    ballots: int
    valid: bool
    done: bool
    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """How far a count is. `mixing` is the member whose mix is being made at this moment, or nobody.

    `decrypted` and `mixed` are members' ids in the order of the work; `decryptions_needed` is the quorum.
    """

    name: str
    begun: bool
    ballots: int
    mixed: tuple[str, ...]
    mixing: str
    mixes_needed: int
    decrypted: tuple[str, ...]
    decryptions_needed: int
    result: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRow:
    """How far the protocol is. `drawn_up`: SHA-256 of protocol.json, hex, by count; nothing before it is drawn up.

    `signed` have signed every draft; `declined` gives the reason by member; `recorded` are the counts in the record.
    """

    drawn_up: Mapping[str, str]
    signers: tuple[str, ...]
    signed: tuple[str, ...]
    declined: Mapping[str, Words]
    recorded: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOutline:
    """The day. `figures` and `relations` are empty before closing; `count` and `recount` say whether they were begun.

    `opens` and `closes` are ISO times of this day, with the zone; `state` a word of `precinct.State`; `start` changes
    with every restart of the precinct computer (hex, drawn at random), `restart_of` is the act that decided the
    interruption which lasts, or nothing.
    """

    precinct: int
    state: str
    now: str
    opens: str
    closes: str
    setup: str
    start: str
    restart_of: str
    officials: tuple[OfficialRow, ...]
    acts: tuple[ActRow, ...]
    possession: tuple[str, ...]
    possession_needed: int
    cards_out: int
    cards_ready: int
    tours: tuple[TourLine, ...]
    devices: tuple[DeviceRow, ...]
    accumulators: tuple[str, ...]
    unused_destroyed: bool
    figures: tuple[FigureRow, ...]
    relations: tuple[RelationRow, ...]
    reconciled: bool
    count: CountRow
    recount: CountRow
    recount_held: bool
    protocol: ProtocolRow
    paper: Mapping[str, Any]
    transfer: Mapping[str, Any] = field(default_factory=dict)


def day_outline(precinct: Precinct) -> DayOutline:
    """Outline the day as it stands now."""
    state, signed = precinct.state, acts(precinct)
    with precinct.stores.cards.transaction() as tx:
        rows, destroyed = card_rows(tx), counted(tx, "unused-destroyed") > 0
    figures = current_figures(precinct) if state in _FROM_CLOSING else None
    rules = precinct.definition.rules
    recount = _count(precinct, RECOUNT)
    return DayOutline(
        precinct=precinct.installed.precinct,
        state=state.value,
        now=precinct.now().isoformat(),
        opens=precinct.voting_time.opens.isoformat(),
        closes=precinct.voting_time.closes.isoformat(),
        setup=precinct.installed.setup_hash.hex(),
        start=precinct.start.hex(),
        restart_of=_restart_of(signed) if state is State.SUSPENDED else "",
        officials=_officials(precinct),
        acts=tuple(_act(one) for one in signed),
        possession=tuple(f"member-{number}" for number, passed in possession(precinct).items() if passed),
        possession_needed=min(rules.quorum.threshold + 1, rules.quorum.members),
        cards_out=sum(row.state is CardState.ACTIVATED for row in rows),
        cards_ready=sum(row.state is CardState.LOADED for row in rows),
        tours=_tours(precinct),
        devices=_devices(precinct, signed),
        accumulators=tuple(sorted(name for name in precinct.installed.stations if name.startswith("accumulator"))),
        unused_destroyed=destroyed,
        figures=() if figures is None else _figures(figures),
        relations=() if figures is None else _relations(precinct, figures, signed),
        reconciled=state in _FROM_CLOSING - {State.CLOSED},
        count=_count(precinct, FIRST),
        recount=recount,
        recount_held=recount.result,
        protocol=_protocol(precinct),
        paper=paper_outline(precinct) if figures is not None else {},
        transfer=transfer_outline(precinct) if state is State.SIGNED else {},
    )


def _restart_of(signed: list[SignedAct]) -> str:
    return next((one.label for one in reversed(signed) if one.act.kind == "restart"), "")


def _officials(precinct: Precinct) -> tuple[OfficialRow, ...]:
    acting = acting_chair(precinct)
    with precinct.stores.day.transaction() as tx:
        out = {
            official.id
            for official in precinct.installed.officials
            if tx.get("config", f"{SUSPENDED}{official.id}".encode()) is not None
        }
    return tuple(
        OfficialRow(
            id=official.id,
            number=member_number(official.id),
            role=official.role,
            name=official.name,
            duties=tuple(duty for duty in DUTIES if has_duty(precinct, official.id, duty)),
            acts_for_chair=official.id == acting,
            suspended=official.id in out,
        )
        for official in precinct.installed.officials
    )


def _act(signed: SignedAct) -> ActRow:
    act, title = signed.act, kind_of(signed.act.kind).title
    return ActRow(
        number=act.number,
        label=signed.label,
        kind=act.kind,
        title={"kk": title.kk, "ru": title.ru},
        text={"kk": act.text.kk, "ru": act.text.ru},
        article=act.article,
        at=act.at.isoformat(),
        members=act.members,
        explains=act.explains,
    )


def _tours(precinct: Precinct) -> tuple[TourLine, ...]:
    return tuple(
        TourLine(
            tour=row.tour,
            device=row.device,
            members=row.members,
            applications=row.applications,
            ballots=row.ballots,
            valid=row.valid,
            done=row.done,
            lost=row.lost,
        )
        for row in tours(precinct)
    )


def _devices(precinct: Precinct, signed: list[SignedAct]) -> tuple[DeviceRow, ...]:
    dead = {one.act.data.get("device") for one in signed if one.act.kind == "device_failed"}
    entered = closing_cards(precinct).keys()

    def standing(device: str) -> str:
        if device in entered:
            return "entered"
        return "dead" if device in dead else "needed"

    return tuple(DeviceRow(device=device, standing=standing(device)) for device in sorted(precinct.booths))


def _figures(figures: Figures) -> tuple[FigureRow, ...]:
    return tuple(
        FigureRow(
            id=figure.id,
            line=figure.line,
            section=figure.section,
            text=_words(figure.text),
            article=figure.article,
            value=figures.figures[figure.id],
        )
        for figure in FIGURES
    )


def _relations(precinct: Precinct, figures: Figures, signed: list[SignedAct]) -> tuple[RelationRow, ...]:
    differences = {one.relation.id: one for one in differences_of(precinct, figures)}
    by_code = {code: one.label for one in reversed(signed) for code in one.act.explains}
    rows = [_relation(relation, *sides(relation, figures.figures), by_code) for relation in RELATIONS]
    if (members := differences.get(MEMBERS_RELATION.id)) is not None:
        rows.append(_relation(MEMBERS_RELATION, members.left, members.right, by_code))
    return tuple(replace(row, holds=row.id not in differences) for row in rows)


def _relation(relation: Relation, left: int, right: int, by_code: Mapping[str, str]) -> RelationRow:
    code = relation_code(relation.id)
    return RelationRow(
        id=relation.id,
        code=code,
        article=relation.article,
        kind=relation.kind,
        text=_words(relation.text),
        terms=(
            *(("left", sign, figure) for sign, figure in relation.left),
            *(("right", sign, figure) for sign, figure in relation.right),
        ),
        left=left,
        right=right,
        holds=True,
        explained_by=by_code.get(code, ""),
    )


def _count(precinct: Precinct, name: str) -> CountRow:
    standing = count_standing(precinct, name)
    return CountRow(
        name=name,
        begun=standing.begun,
        ballots=standing.ballots,
        mixed=tuple(f"member-{number}" for number in standing.mixed),
        mixing=precinct.mixing.removeprefix(f"{name}:") if precinct.mixing.startswith(f"{name}:") else "",
        mixes_needed=MIXES_MIN,
        decrypted=tuple(f"member-{number}" for number in standing.decrypted),
        decryptions_needed=precinct.definition.rules.quorum.threshold,
        result=standing.result,
    )


def _protocol(precinct: Precinct) -> ProtocolRow:
    drawn_up, signed_by, refused = drafts(precinct), signatures(precinct), declined(precinct)
    every = [set(signed_by.get(count, {})) for count in drawn_up]
    signed = set.intersection(*every) if every else set()
    signers = next(iter(drawn_up.values())).signers if drawn_up else ()
    return ProtocolRow(
        drawn_up={count: draft.sha256 for count, draft in drawn_up.items()},
        signers=signers,
        signed=tuple(sorted(signed, key=member_number)),
        declined={member: {"kk": reason.kk, "ru": reason.ru} for member, reason in refused.items()},
        recorded=tuple(sorted(recorded(precinct))),
    )


def _words(text: Text) -> Words:
    return {"kk": text.kk, "ru": text.ru, "en": text.en}
