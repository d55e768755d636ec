"""Voters at the desk, in the booth and at the accumulator: the ordinary vote, and what else a day brings.

One function an episode. Whoever votes is given by the plan; which card, credential and code come to whom is not.
"""

import secrets
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec

from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import (
    ACTIVATION_TAG,
    CARD_BYTES,
    Activated,
    ActivationMark,
    CardNumber,
    LoadCounter,
    Loaded,
    activation_message,
    expiry_after,
    write_and_read_back,
)
from sailau.checkin.voters import VoterEntry
from sailau.election.ballot import Choice, contest_choice
from sailau.election.nouns import ContestId
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.sealing.credentials import new_credential, seal_credential, terminal_key
from sailau.service.accumulator import Accepted, Returned, Shown
from sailau.service.rehearsal.stage import ACCUMULATOR, CARRIERS, DESK, ISSUER, Stage, expected, granted
from sailau.signing.device import device_sign

Choices = Mapping[ContestId, Choice]

SECONDS_AT_THE_DESK = 20
SECONDS_IN_THE_BOOTH = 15


def an_ordinary_vote(stage: Stage, voter: VoterEntry, choices: Choices) -> Accepted:
    """Admission, a card, a vote, the accumulator."""
    return _into_the_box(stage, _vote(stage, _admitted(stage, voter), choices))


def a_second_admission_refused(stage: Stage, voter: VoterEntry) -> Refusal:
    """One who has voted comes again, with the same document."""
    number = stage.take_any_card()
    answer = _admit(stage, voter, number)
    stage.tray.append(number)
    stage.narrator.step(
        "L 41(1), 50-5(3)",
        Text(
            "Дауыс беріп қойған сайлаушы қайта келді: екінші рет жіберілмейді.",
            "Уже проголосовавший избиратель пришёл снова: второй раз его не допускают.",
            "A voter who has voted comes again: there is no second admission.",
        ),
    )
    return _shown_refusal(stage, answer)


def a_foreign_card_refused(stage: Stage) -> Refusal:
    """Somebody puts a card into the terminal that another precinct has loaded and activated."""
    foreign = _card_of_another_precinct(stage)
    answer = stage.any_terminal().insert(foreign, stage.clock.now())
    stage.narrator.step(
        "R 8, 11",
        Text(
            "Терминалға басқа учаскенің карточкасы салынды: қабылданбайды.",
            "В терминал вставлена карточка другого участка: не принимается.",
            "A card of another precinct is put into the terminal: it is not accepted.",
        ),
    )
    return _shown_refusal(stage, answer)


def a_card_pulled_too_early(stage: Stage, voter: VoterEntry, choices: Choices) -> Accepted:
    """The card leaves the slot before it was read back: put back, its own state decides."""
    number = _admitted(stage, voter)
    terminal, card = stage.any_terminal(), stage.cards[number]
    session = granted(terminal.insert(card, stage.clock.now()))
    pulled = PulledCard(card, after_bytes=CARD_BYTES // 64)
    answer = terminal.confirm(pulled, session, choices)
    stage.narrator.step(
        "R 12",
        Text(
            "Карточка терминалдан ерте суырылды: кері салынып, дауыс бір рет қана жазылды.",
            "Карточку вынули слишком рано: её вставили обратно, голос записан один раз.",
            "A card was pulled out too early: it is put back, and the vote is written exactly once.",
        ),
    )
    _shown_refusal(stage, answer)
    again = granted(terminal.insert(card, stage.clock.now()))
    granted(terminal.confirm(card, again, choices))
    return _into_the_box(stage, number)


def an_unreadable_card(stage: Stage, voter: VoterEntry, choices: Choices) -> Accepted:
    """The voted card cannot be read: numbered envelope, credential cancelled first, then a new card."""
    number = _vote(stage, _admitted(stage, voter), choices)
    stage.cards[number] = MemoryCard(image=bytes(CARD_BYTES))
    answer = stage.take_back(number)
    granted(stage.ask(Command.CANCEL_UNREADABLE, CARRIERS, number, accumulator=ACCUMULATOR))
    del stage.cards[number]
    stage.narrator.step(
        "R 8, L 43(4)",
        Text(
            f"№ {number} карточка оқылмайды: конвертке салынды, құқығы жойылды, орнына жаңасы берілді.",
            f"Карточка № {number} не читается: она в конверте, её право голоса аннулировано, выдана новая.",
            f"Card {number} cannot be read: it is in an envelope, its credential is cancelled, a new card is given.",
        ),
    )
    _shown_refusal(stage, answer)
    return _into_the_box(stage, _vote(stage, _replacement(stage), choices))


def a_challenged_ballot(stage: Stage, voter: VoterEntry, choices: Choices) -> Accepted:
    """The voter checks the machine: the sealed ballot is opened before everybody, and does not count."""
    number = _admitted(stage, voter)
    terminal, card = stage.any_terminal(), stage.cards[number]
    session = granted(terminal.insert(card, stage.clock.now()))
    vote = granted(terminal.confirm(card, session, choices))
    terminal.challenge(card, session, vote)
    shown = expected(stage.hand_in(number), Shown)
    verdict = _verdict(stage, shown, choices)
    stage.narrator.step(
        "L 50-1(7), 50-5(1)",
        Text(
            f"Сайлаушы терминалды тексерді: бюллетень экранда ашылды ({verdict.kk}); ол саналмайды.",
            f"Избиратель проверил терминал: бюллетень открыт на экране ({verdict.ru}); он не считается.",
            f"A voter checks the machine: the ballot is opened on the public screen ({verdict.en}); it does not count.",
        ),
    )
    return _into_the_box(stage, _vote(stage, _replacement(stage), choices))


def an_abandoned_card(stage: Stage, voter: VoterEntry) -> Returned:
    """A voter leaves the booth without confirming: the terminal wipes the card, two members carry it back."""
    number = _admitted(stage, voter)
    terminal, card = stage.any_terminal(), stage.cards[number]
    session = granted(terminal.insert(card, stage.clock.now()))
    terminal.abandon(card, session)
    outcome = expected(stage.hand_in(number), Returned)
    stage.narrator.step(
        "R 8, 11",
        Text(
            "Сайлаушы растамай кетіп қалды: терминал карточканы тазалады, құқық жойылды, ештеңе саналмайды.",
            "Избиратель ушёл, не подтвердив: терминал очистил карточку, право голоса аннулировано, голос не подан.",
            "A voter leaves without confirming: the terminal wiped the card, its credential is cancelled, no vote.",
        ),
    )
    return outcome


def a_card_that_never_comes_back(stage: Stage, voter: VoterEntry) -> int:
    """A voter walks off with an activated card; the reconciliation will find it missing."""
    number = _admitted(stage, voter)
    del stage.cards[number]
    stage.narrator.step(
        "R 8",
        Text(
            f"№ {number} карточка алынып кетті: кешке жоқ деп табылады.",
            f"Карточку № {number} унесли: вечером она окажется отсутствующей.",
            f"Card {number} is carried away: in the evening it will be found missing.",
        ),
    )
    return number


def _verdict(stage: Stage, shown: Shown, choices: Choices) -> Text:
    """Say whether the opened ballot is what the voter chose."""
    if shown.opening is None:
        return Text("ашылмады", "не открылся", "it could not be opened")
    rows = shown.opening.plaintexts
    agrees = all(
        contest_choice(asked, rows[asked.index]) == choices[asked.contest.id] for asked in stage.precinct.style.contests
    )
    return Text("сәйкес", "совпадает", "it agrees") if agrees else Text("сәйкес емес", "расходится", "it differs")


def _card_of_another_precinct(stage: Stage) -> MemoryCard:
    """A card as another precinct activates it: its own Setup, desk key and terminals."""
    number, load = CardNumber(1), LoadCounter(1)
    _, terminals = terminal_key()
    sealed = seal_credential(new_credential(), terminals, stage.precinct.installed.uuid)
    expiry = expiry_after(stage.clock.now().timestamp() + 3600)
    message = activation_message(setup=secrets.token_bytes(32), number=number, load=load, expiry=expiry)
    signature = device_sign(ec.generate_private_key(ec.SECP256R1()), ACTIVATION_TAG, message)
    mark = ActivationMark(expiry=expiry, desk=DESK, signature=signature)
    card = MemoryCard(number)
    write_and_read_back(card, Loaded(number=number, load=load, credential=sealed))
    write_and_read_back(card, Activated(number=number, load=load, credential=sealed, mark=mark))
    return card


def _admitted(stage: Stage, voter: VoterEntry) -> int:
    """The desk finds the voter and compares the document; the voter takes any card, the desk activates it."""
    stage.wait(SECONDS_AT_THE_DESK)
    entry = expected(stage.ask(Command.FIND_VOTER, [ISSUER], voter.iin.digits, desk=DESK), VoterEntry)
    number = stage.take_any_card()
    granted(_admit(stage, entry, number))
    return number


def _admit(stage: Stage, voter: VoterEntry, number: int) -> object:
    return stage.ask(Command.ADMIT_VOTER, [ISSUER], voter, stage.cards[number], desk=DESK, member=ISSUER)


def _replacement(stage: Stage) -> int:
    number = stage.take_any_card()
    granted(stage.ask(Command.REPLACE_CARD, [ISSUER], stage.cards[number], desk=DESK, member=ISSUER))
    return number


def _vote(stage: Stage, number: int, choices: Choices) -> int:
    stage.wait(SECONDS_IN_THE_BOOTH)
    terminal, card = stage.any_terminal(), stage.cards[number]
    session = granted(terminal.insert(card, stage.clock.now()))
    granted(terminal.confirm(card, session, choices))
    return number


def _into_the_box(stage: Stage, number: int) -> Accepted:
    return expected(stage.hand_in(number), Accepted)


def _shown_refusal(stage: Stage, answer: object) -> Refusal:
    refusal = expected(answer, Refusal)
    stage.narrator.refused(refusal)
    return refusal
