"""A bundle is sent from a machine that runs no chair's page: the same window, by one command (L 50-7(1); E47, E11).

The precinct computer's own key, its recorder, the switch of its link. What is recorded and kept is what the table's
transfer records and keeps (`service.transfer`), only that no store is open: everything lies beside the bundle.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.adapters.link_switch import LinkSwitch, LinkSwitchError
from sailau.adapters.machine.power import Power, read_power
from sailau.adapters.transfer_link import TransferLink
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, Acknowledgement
from sailau.ports import Clock, Recorder
from sailau.refusal import Refusal
from sailau.service.acknowledged import acknowledgement_names, judge_acknowledgement, write_acknowledgement
from sailau.service.transfer import (
    ACKNOWLEDGED,
    ANSWER_NOT_GOOD,
    BY_CHAIR,
    NOT_SWITCHED,
    STRANGER,
    TIME_OUT,
    TURNED_AWAY,
    link_not_switched,
    sha256_of,
    switched_off,
)
from sailau.service.transfer_sending import Delivering, Delivery, Progress
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.trust import Trust

_SECONDS_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The machine that sends: its key, its recorder and clock, where the intake is, how the link is switched."""

    signer: Signer
    recorder: Recorder
    clock: Clock
    intake: tuple[str, int]
    switch: LinkSwitch
    minutes: int
    power: Callable[[], Power] = read_power


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of a window: why it closed, whether the link is down as far as the machine knows, and the answer."""

    why: str
    down: str
    answer: Acknowledgement | None = None
    refusal: Refusal | None = None


def send_alone(sender: Sender, bundle: Path, ended: Callable[[], bool], told: Callable[[Progress], None]) -> Sent:
    """Open the window, send `bundle`, keep the answer beside it, close the window; `ended` gives it up.

    The answer of an earlier window that was final is not asked for again. Raises StoreError when the bundle cannot be
    read, or the recorder does not record: then nothing is sent, and the link is down.
    """
    digest = sha256_of(bundle)
    known = kept_answer(bundle, sender.signer)
    if known is not None and known.final and known.bundle_sha256 == digest:
        return Sent(why=ACKNOWLEDGED, down="by-hand" if sender.switch.by_hand else "switched", answer=known)
    by = "hand" if sender.switch.by_hand else "program"
    sender.recorder.record("link-opened", by=by, power=sender.power().source.value)
    try:
        sent = _within(sender, bundle, digest, ended, told)
    except BaseException:
        with suppress(LinkSwitchError):
            sender.switch.switch_off()
        raise
    down = switched_off(sender.switch)
    power = sender.power().source.value
    sender.recorder.record("link-closed", delivered=sent.answer is not None, down=down, power=power, why=sent.why)
    return Sent(why=sent.why, down=down, answer=sent.answer, refusal=sent.refusal)


def kept_answer(bundle: Path, own: Signer) -> Acknowledgement | None:
    """The acknowledgement that lies beside a bundle, judged by the root above one's own certificate, at the moment that
    it was given; None when there is none.

    Raises FormatError, SignatureError when it is not one.
    """
    paths = [bundle.with_name(name) for name in acknowledgement_names(bundle.name)]
    if not all(path.exists() for path in paths):
        return None
    data, signature = (read_file(path) for path in paths)
    return judge_acknowledgement(data, signature, _trust(own, ACKNOWLEDGEMENT_FILE.read(data).at))


def _trust(own: Signer, at: datetime) -> Trust:
    holder = holder_of(own.certificate)
    return Trust(root=own.chain[-1], at=at, training=holder.training, election=holder.election or "")


def _within(
    sender: Sender, bundle: Path, digest: str, ended: Callable[[], bool], told: Callable[[Progress], None]
) -> Sent:
    try:
        sender.switch.switch_on()
    except LinkSwitchError as error:
        return Sent(why=NOT_SWITCHED, down="", refusal=link_not_switched(error))
    until = time.monotonic() + _SECONDS_A_MINUTE * sender.minutes
    delivering = Delivering(
        lambda: TransferLink.open(*sender.intake, sender.signer, sender.clock.now()), bundle, digest, told
    )
    try:
        delivery = delivering.run(lambda: ended() or time.monotonic() >= until)
    except SignatureError:
        return Sent(why=STRANGER, down="")
    return _of(sender, bundle, digest, delivery, BY_CHAIR if ended() else TIME_OUT)


def _of(sender: Sender, bundle: Path, digest: str, delivery: Delivery, otherwise: str) -> Sent:
    """What was answered, judged and kept."""
    if delivery.answer is None:
        why = otherwise if delivery.refusal is None else TURNED_AWAY
        return Sent(why=why, down="", refusal=delivery.refusal)
    trust = _trust(sender.signer, sender.clock.now() + timedelta(seconds=1))
    try:
        answer = judge_acknowledgement(*delivery.answer, trust)
    except (FormatError, SignatureError):
        return Sent(why=TURNED_AWAY, down="", refusal=ANSWER_NOT_GOOD)
    if answer.bundle_sha256 != digest:
        return Sent(why=TURNED_AWAY, down="", refusal=ANSWER_NOT_GOOD)
    write_acknowledgement(bundle.parent, bundle.name, *delivery.answer)
    sender.recorder.record(
        "acknowledgement-kept",
        acknowledgement=sha256_of(bundle.with_name(acknowledgement_names(bundle.name)[0])),
        bundle=digest,
        standing=answer.standing.value,
    )
    return Sent(why=ACKNOWLEDGED if answer.final else otherwise, down="", answer=answer)
