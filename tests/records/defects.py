"""What may be wrong with a record, one thing at a time; everything around is re-hashed and re-signed.

Each case says at which step and under which code it is found. `make` gives the record's files; the base is a sound
record of the same world, so that only what differs is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sailau.election.nouns import ByChoice, DecisionId
from sailau.formats.v1.election import Election
from sailau.formats.v1.record import Bilingual, Unsigned, names
from sailau.group import GENERATOR, products
from sailau.sealing.rehearsal import Alone, Joint
from sailau.words import in_words
from tests.records import attacks
from tests.records.day import BOX, CHALLENGED, CODES, Day, cast, cast_all, counted
from tests.records.folder import SIGNERS, Edits, Files, act, line, write_record
from tests.records.world import MEMBERS, RISK, World, make_world, small_definition

Make = Callable[[World, Day], Files]

ZERO_REPORT = "acts/002-zero_report.json"
UNSIGNED = tuple(Unsigned(member=member, reason=Bilingual("жоқ", "нет")) for member in SIGNERS)
TERMINAL_CARD = names.closing_name("terminal-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A broken record: what is wrong, where and how it is found, and what the reader brings along.

    `setup`: the base's Setup hash is expected; `root`: the base's root is trusted.
    """

    name: str
    step: int
    code: str
    make: Make
    setup: bool = False
    root: bool = False


def _edited(**edits: Any) -> Make:
    return lambda world, day: write_record(day, Edits(**edits))


def _value(path: str, change: Callable[[Any], Any]) -> Make:
    return _edited(values={path: change})


def _with(**changes: Any) -> Callable[[Any], Any]:
    return lambda value: replace(value, **changes)


def _recount(change: Callable[[World, Day], Day], **edits: Any) -> Make:
    """A record whose day was changed before the count."""

    def make(world: World, day: Day) -> Files:
        return write_record(counted(change(world, day)), Edits(**edits))

    return make


# 1 files and hashes


def _drop(path: str) -> Callable[[Files], None]:
    def last(files: Files) -> None:
        del files[path]

    return last


def _set(path: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({path: data})


def _append(path: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({path: files[path] + data})


def _unlisted(manifest: Any) -> Any:
    return replace(manifest, files={path: digest for path, digest in manifest.files.items() if path != ZERO_REPORT})


# 3 definition, election, Setup


def _definition_swapped(world: World, day: Day) -> Files:
    """Another definition, soundly signed: two candidates change their names."""
    other = world.definition
    first, second = other.contests[0].answers
    swapped = (replace(first, id=second.id), replace(second, id=first.id))
    contests = (replace(other.contests[0], answers=swapped),)
    changed = replace(world, definition=replace(other, contests=contests))
    return write_record(replace(day, world=changed))


def _other_questions(world: World, day: Day) -> Files:
    """The ballots were cast on a message that lists the candidates in another order."""

    def turned(election: Election) -> Election:
        contest, *controls = election.questions
        return replace(election, questions=(replace(contest, answers=contest.answers[::-1]), *controls))

    return write_record(counted(cast_all(make_world(world.definition, pki=world.pki, message=turned))))


def _setup_replaced(world: World, _: Day) -> Files:
    """New keys, new credentials, new ballots, all soundly made and signed by the very same people."""
    return write_record(counted(cast_all(make_world(world.definition, pki=world.pki))))


def _all_by_another_root(_: World, __: Day) -> Files:
    """The whole record made anew by somebody with the same program and an own root."""
    return write_record(counted(cast_all(make_world())))


# 4 trustees


def _threshold_of_one(world: World, _: Day) -> Files:
    other = make_world(world.definition, pki=world.pki, plan=(Joint(MEMBERS, 1),))
    return write_record(counted(cast_all(other)))


def _separate_keys(world: World, _: Day) -> Files:
    other = make_world(world.definition, pki=world.pki, plan=(Alone(), Alone(), Alone()))
    return write_record(counted(cast_all(other)))


# 5 credentials


def _credential_too_many(world: World, _: Day) -> Files:
    other = make_world(world.definition, pki=world.pki, credentials=len(world.credentials) + 1)
    return write_record(counted(cast_all(other)))


# 7 ballots


def _cancel_a_counted_one(world: World, day: Day) -> Files:
    def change(cancelled: Any) -> Any:
        (entry,) = cancelled.credentials
        return replace(cancelled, credentials=(replace(entry, credential=day.box[0].ballot.credential),))

    return write_record(day, Edits(values={names.CANCELLED: change}))


# 12 control answers


def _code_twice(world: World, day: Day) -> Day:
    return replace(day, box=[day.box[0], cast(world, BOX[1], code=CODES[BOX[0]]), day.box[2]])


def _code_out_of_range(world: World, day: Day) -> Day:
    return replace(day, box=[attacks.cast_raw(world, BOX[0], ((1, 0), (100, 5))), *day.box[1:]])


def _choice_differs(world: World, _: Day) -> Files:
    """Under by_choice a dishonest terminal prints another choice than the one it counts."""
    definition = small_definition(ByChoice(decision=DecisionId("by-choice"), risk=RISK))
    other = make_world(definition, pki=world.pki)
    day = cast_all(other)
    lying = attacks.cast_raw(other, BOX[0], ((1, 0), (4, 12, 2)))
    return write_record(counted(replace(day, box=[lying, *day.box[1:]])))


# 13 challenged and voided ballots


def _challenged_counted(world: World, day: Day) -> Day:
    """The opened ballot goes into the box in place of the one that the voter cast afterwards."""
    return replace(day, box=[day.challenged[0], *day.box[1:]])


def _voided_counted(world: World, day: Day) -> Day:
    return replace(day, box=[*day.box[:2], day.voided[0]])


def _code_of_challenged(world: World, day: Day) -> Day:
    return replace(day, box=[cast(world, BOX[0], code=CODES[CHALLENGED]), *day.box[1:]])


def _other_randomness(lines: Any) -> Any:
    (ballot,) = lines
    first, *rest = ballot.randomness
    return (replace(ballot, randomness=((first[0] + 1, *first[1:]), *rest)),)


def _also_cancelled(world: World, day: Day) -> Files:
    def change(cancelled: Any) -> Any:
        entry = replace(cancelled.credentials[0], credential=day.challenged[0].ballot.credential)
        return replace(cancelled, credentials=(entry,))

    return write_record(day, Edits(values={names.CANCELLED: change}))


# 14 protocol


def _figure(name: str, change: int) -> Callable[[Any], Any]:
    return lambda figures: replace(figures, figures={**figures.figures, name: figures.figures[name] + change})


def _line(figure: str, change: int) -> Callable[[Any], Any]:
    def edit(protocol: Any) -> Any:
        lines = tuple(
            line(entry.figure, entry.value + change) if entry.figure == figure else entry for entry in protocol.lines
        )
        return replace(protocol, lines=lines)

    return edit


def _words(protocol: Any) -> Any:
    lines = tuple(
        replace(entry, ru=in_words(entry.value + 10, "ru")) if entry.figure == "issued" else entry
        for entry in protocol.lines
    )
    return replace(protocol, lines=lines)


def _votes_moved(protocol: Any) -> Any:
    (contest,) = protocol.contests
    first, second = contest.rows
    moved = (
        replace(first, votes=second.votes, kk=second.kk, ru=second.ru),
        replace(second, votes=first.votes, kk=first.kk, ru=first.ru),
    )
    return replace(protocol, contests=(replace(contest, rows=moved),))


def _recounted(first_mixer: int) -> Make:
    """A recount, decided by act; sound when other members mix."""

    def make(world: World, day: Day) -> Files:
        decision = act(world, 7, "recount")
        return write_record(day, Edits(acts=(decision,), again=counted(day, first_mixer)))

    return make


def _recount_of_fewer(world: World, day: Day) -> Files:
    decision = act(world, 7, "recount")
    again = counted(replace(day, box=day.box[:2]), 2)
    return write_record(day, Edits(acts=(decision,), again=again))


# 15 PDF


def _paper_of_other_data(pdf: Any) -> Any:
    protocol, data, signers = pdf
    return protocol, data.replace(b'"recount":false', b'"recount":true'), signers


def _paper_says_other_votes(pdf: Any) -> Any:
    protocol, data, signers = pdf
    return _votes_moved(protocol), data, signers


def _paper_by(*chosen: str) -> Callable[[Any], Any]:
    return lambda pdf: (pdf[0], pdf[1], chosen)


CASES: tuple[Case, ...] = (
    Case(name="file-dropped", step=1, code="file-missing", make=_edited(last=_drop(names.CODES_PDF))),
    Case(name="file-added", step=1, code="file-unknown", make=_edited(last=_set("notes.txt", b"by the way"))),
    Case(name="file-changed", step=1, code="file-hash", make=_edited(last=_append(names.CODES_PDF, b"%\n"))),
    Case(name="manifest-lacks-an-act", step=1, code="manifest-lacks", make=_value(names.MANIFEST, _unlisted)),
    Case(
        name="definition-signed-by-territorial-commission",
        step=2,
        code="signature",
        make=_edited(signers={names.DEFINITION: ("territorial",)}),
    ),
    Case(
        name="protocol-without-the-chair",
        step=2,
        code="signature",
        make=_edited(
            values={names.PROTOCOL: _with(signers=("member-3",), unsigned=UNSIGNED)},
            signers={names.PROTOCOL: ("member-3",)},
        ),
    ),
    Case(
        name="act-signed-by-technician",
        step=2,
        code="signature",
        make=_edited(signers={"acts/004-unreadable_card.json": ("member-1", "technician")}),
    ),
    Case(
        name="closing-card-signed-by-another-device",
        step=2,
        code="closing-signer",
        make=_edited(signers={TERMINAL_CARD: ("portable-1",)}),
    ),
    Case(
        name="closing-card-signed-by-accumulator",
        step=2,
        code="signature",
        make=_edited(signers={TERMINAL_CARD: ("accumulator-1",)}),
    ),
    Case(
        name="manifest-signed-by-one",
        step=2,
        code="signature",
        make=_edited(signers={names.MANIFEST: ("member-1",)}),
    ),
    Case(
        name="act-names-a-member-who-did-not-sign",
        step=2,
        code="act-members",
        make=_edited(signers={"acts/005-void_tour.json": ("member-1", "member-3")}),
    ),
    Case(
        name="protocol-names-a-signer-who-did-not-sign",
        step=2,
        code="protocol-signers",
        make=_value(names.PROTOCOL, _with(signers=("member-1", "member-2", "member-3"), unsigned=())),
    ),
    Case(
        name="member-unaccounted-for", step=2, code="member-unsigned", make=_value(names.PROTOCOL, _with(unsigned=()))
    ),
    Case(
        name="recorder-head-forged",
        step=2,
        code="recorder-head",
        make=_value(
            names.MANIFEST, lambda manifest: replace(manifest, recorders=(replace(manifest.recorders[0], entries=16),))
        ),
    ),
    Case(name="all-by-another-root", step=2, code="root-foreign", make=_all_by_another_root, root=True),
    Case(name="definition-swapped", step=3, code="definition-hash", make=_definition_swapped),
    Case(name="candidates-turned-in-the-message", step=3, code="election-questions", make=_other_questions),
    Case(name="setup-replaced", step=3, code="setup-expected", make=_setup_replaced, setup=True),
    Case(
        name="zero-report-of-another-setup",
        step=3,
        code="setup-claim",
        make=_value(ZERO_REPORT, _with(data={"setup": "00" * 32})),
    ),
    Case(
        name="closing-card-of-another-day",
        step=3,
        code="document-of-another",
        make=_value(TERMINAL_CARD, _with(uuid="AnotherVotingDay")),
    ),
    Case(name="threshold-of-one", step=4, code="trustees-quorum", make=_threshold_of_one),
    Case(name="separate-keys", step=4, code="trustees-form", make=_separate_keys),
    Case(name="credentials-unsorted", step=5, code="credentials-order", make=attacks.unsorted_credentials),
    Case(name="credential-too-many", step=5, code="credential-count", make=_credential_too_many),
    Case(name="archive-tells-the-time", step=6, code="archive-day", make=attacks.time_leak),
    Case(name="ballots-in-order-of-casting", step=6, code="ballots-order", make=attacks.ballots_in_order_of_casting),
    Case(name="cancelled-credential-counted", step=7, code="credential-cancelled", make=_cancel_a_counted_one),
    Case(name="vote-added-to-the-tally", step=8, code="tally", make=attacks.vote_added_to_tally),
    Case(name="same-mixer-twice", step=9, code="mixers", make=attacks.same_mixer_twice),
    Case(name="control-answer-replaced-in-the-mix", step=9, code="shuffle", make=attacks.replaced_in_mix),
    Case(name="forged-decryption-factor", step=10, code="strong-proof", make=attacks.forged_factor),
    Case(
        name="strong-proofs-of-one-member-missing",
        step=10,
        code="strong-missing",
        make=_value(names.STRONG_PROOFS, lambda given: given[:1]),
    ),
    Case(
        name="strong-proofs-of-another-question",
        step=10,
        code="strong-proof",
        make=_value(names.STRONG_PROOFS, attacks.proofs_exchanged),
    ),
    Case(name="votes-moved-in-the-result", step=11, code="result", make=attacks.votes_moved_in_result),
    Case(name="code-counted-twice", step=12, code="control-code-twice", make=_recount(_code_twice)),
    Case(name="code-of-five-digits", step=12, code="control-code", make=attacks.with_lax_list(_code_out_of_range)),
    Case(
        name="code-list-differs",
        step=12,
        code="code-list",
        make=_value(names.CODES, lambda codes: replace(codes, codes=("0001", *codes.codes[1:]))),
    ),
    Case(name="code-list-by-choice-differs-from-totals", step=12, code="code-totals", make=_choice_differs),
    Case(name="challenged-ballot-counted", step=13, code="challenged-counted", make=_recount(_challenged_counted)),
    Case(
        name="challenged-ballot-does-not-open",
        step=13,
        code="challenged-opening",
        make=_value(names.CHALLENGED, _other_randomness),
    ),
    Case(name="challenged-code-counted", step=13, code="challenged-code", make=_recount(_code_of_challenged)),
    Case(name="challenged-credential-cancelled-too", step=13, code="credential-two-fates", make=_also_cancelled),
    Case(name="voided-ballot-counted", step=13, code="voided-counted", make=_recount(_voided_counted)),
    Case(
        name="ballot-of-a-sound-tour-voided",
        step=13,
        code="voided-tour",
        make=_value(names.VOIDED, lambda lines: (replace(lines[0], tour=1),)),
    ),
    Case(
        name="closing-sum-of-other-ballots",
        step=14,
        code="closing-sum",
        make=_value(TERMINAL_CARD, lambda card: replace(card, sum=products([[card.sum, GENERATOR]])[0])),
    ),
    Case(
        name="closing-card-counts-one-more",
        step=14,
        code="closing-count",
        make=_value(TERMINAL_CARD, lambda card: replace(card, sealed=card.sealed + 1)),
    ),
    Case(name="closing-card-missing", step=14, code="closing-missing", make=_value(TERMINAL_CARD, lambda card: None)),
    Case(
        name="challenge-not-on-the-closing-card",
        step=14,
        code="closing-challenged",
        make=_value(TERMINAL_CARD, _with(challenged=0)),
    ),
    Case(name="protocol-line-differs", step=14, code="protocol-line", make=_value(names.PROTOCOL, _line("issued", 1))),
    Case(name="words-differ-from-digits", step=14, code="protocol-words", make=_value(names.PROTOCOL, _words)),
    Case(name="votes-moved-in-the-protocol", step=14, code="protocol-votes", make=_value(names.PROTOCOL, _votes_moved)),
    Case(
        name="cards-issued-do-not-add-up",
        step=14,
        code="relation-cards-issued",
        make=_value(names.FIGURES, _figure("returned", 1)),
    ),
    Case(
        name="members-issued-more-than-the-line",
        step=14,
        code="relation-issued-by-members",
        make=_value(names.FIGURES, _with(issued_by_member={"member-1": 3, "member-2": 2})),
    ),
    Case(
        name="figure-differs-from-the-archive",
        step=14,
        code="figure",
        make=_value(names.FIGURES, _figure("box_ballots", 1)),
    ),
    Case(
        name="admitted-by-hour-differs",
        step=14,
        code="admitted-by-hour",
        make=_value(names.FIGURES, _with(admitted_by_hour={"07": 3})),
    ),
    Case(
        name="protocol-of-another-archive",
        step=14,
        code="protocol-file",
        make=_value(names.PROTOCOL, _with(archive_sha256="00" * 32)),
    ),
    Case(name="recount-by-the-same-mixers", step=14, code="recount-mixers", make=_recounted(1)),
    Case(name="recount-of-fewer-ballots", step=14, code="recount-ballots", make=_recount_of_fewer),
    Case(
        name="paper-changed-after-signing",
        step=15,
        code="pdf-signature",
        make=_edited(data={names.PROTOCOL_PDF: attacks.one_byte_changed}),
    ),
    Case(
        name="paper-with-other-data-inside",
        step=15,
        code="pdf-data",
        make=_value(names.PROTOCOL_PDF, _paper_of_other_data),
    ),
    Case(
        name="paper-says-other-votes",
        step=15,
        code="pdf-text",
        make=_value(names.PROTOCOL_PDF, _paper_says_other_votes),
    ),
    Case(
        name="paper-signed-by-others",
        step=15,
        code="pdf-signers",
        make=_value(names.PROTOCOL_PDF, _paper_by("member-1", "member-3")),
    ),
)
