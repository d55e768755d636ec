"""The precinct's record goes to the commission: bundle, window of the link, acknowledgement (L 50-7(1), 50-1(6); E47,
E11).

    signed record ──► bundle (chair and another sign) ──► window: link up, sent, answered, link down ──► answer kept
                                                     └──► a medium, carried; the answer comes back on it

The chair opens the window, after the protocol is signed and its signed paper hangs; the acknowledgement closes it, or
the time-out, or the chair. Opening and closing stand in the recorder with the state of the power, so that it is known
that the power held until the results were handed over. A window that a crash left open is closed at the next start.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.adapters.link_switch import Carrier, LinkSwitch, LinkSwitchError
from sailau.adapters.machine.power import Power, read_power
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.acknowledgement import Standing
from sailau.formats.v1.bundle import BUNDLE_FILE, SUFFIX
from sailau.formats.v1.record import names
from sailau.formats.v1.record.acts import RECOUNT
from sailau.refusal import Refusal, Text
from sailau.service.acknowledged import judge_acknowledgement, write_acknowledgement
from sailau.service.acts import acts
from sailau.service.bundle import draft_head, pack_signed
from sailau.service.copies import NO_RECORD, POSTED_KIND
from sailau.service.precinct import Precinct, once, records_refusal
from sailau.service.transfer_rows import (
    KeptAnswer,
    MadeBundle,
    Window,
    answer_on,
    bundles,
    keep_answer,
    keep_bundle,
    keep_window,
    windows,
)
from sailau.service.trust import trust_of
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together

WINDOW_MINUTES: Final = 30
"""How long the link stays up when nobody closes it and no answer comes, unless the installation says another time."""

ACKNOWLEDGED, TURNED_AWAY, TIME_OUT, BY_CHAIR = "acknowledged", "turned-away", "time-out", "by-chair"
STRANGER, NOT_SWITCHED, INTERRUPTED = "stranger", "not-switched", "interrupted"
"""Why a window was closed."""

NOT_POSTED: Final = Refusal(
    "transfer-not-posted",
    "L 50-6(2), 50-7(1)",
    Text(
        "Алдымен хаттаманың қол қойылған қағазын іліп, актісін жасаңыз («Қағаз бюллетеньдер, көшірмелер» бөлімі). "
        "Содан кейін жіберіңіз.",
        "Сначала вывесите подписанный бумажный протокол и составьте акт (раздел «Бумажные бюллетени, копии»). "
        "Затем отправляйте.",
        "First post the signed paper of the protocol and draw up the act (tab “Paper ballots, copies”). Then send.",
    ),
)
NO_BUNDLE: Final = Refusal(
    "transfer-no-bundle",
    "L 50-7(1)",
    Text(
        "Жіберетін бума жоқ не ол бұрынғы жазбадан: алдымен төраға тағы бір мүшемен бірге бума жасасын.",
        "Пакета записи нет, или он от прежней записи: сначала пусть председатель и ещё один член его соберут.",
        "There is no bundle to send, or it is of an earlier record: let the chair and one more member make it first.",
    ),
)
ALREADY_OPEN: Final = Refusal(
    "transfer-window-open",
    "L 50-7(1)",
    Text(
        "Байланыс қосулы, жіберу жүріп жатыр.",
        "Связь уже включена, передача идёт.",
        "The link is up already, and sends.",
    ),
)
NOT_OPEN: Final = Refusal(
    "transfer-window-closed",
    "L 50-7(1)",
    Text("Байланыс қосулы емес.", "Связь не включена.", "The link is not up."),
)
ACCEPTED_BEFORE: Final = Refusal(
    "transfer-accepted-before",
    "L 50-7(1)",
    Text(
        "Комиссия бұл жазбаны қабылдаған: байланысты қосудың қажеті жоқ.",
        "Комиссия уже приняла эту запись: включать связь незачем.",
        "The commission has accepted this record: there is nothing to open the link for.",
    ),
)
ANSWER_NOT_GOOD: Final = Refusal(
    "acknowledgement-not-good",
    "L 50-7(1)",
    Text(
        "Бұл файл комиссияның осы бума туралы қол қойылған жауабы емес: басқа учаскенікі не бүлінген. Тасығышты "
        "комиссияға қайта апарыңыз.",
        "Этот файл – не подписанный ответ комиссии об этом пакете записи: он другого участка или испорчен. "
        "Отвезите носитель в комиссию снова.",
        "This file is not the commission's signed answer about this bundle: it is another precinct's, or damaged. Take "
        "the medium to the commission again.",
    ),
)


def link_not_switched(error: LinkSwitchError) -> Refusal:
    """The program that switches the link failed."""
    return Refusal(
        "link-not-switched",
        "L 50-7(1)",
        Text(
            f"Байланыс қосылмады, техник маманды шақырыңыз не буманы тасығышпен жіберіңіз. ({error})",
            f"Связь не включилась: позовите технического специалиста или отправьте пакет записи на носителе. ({error})",
            f"The link did not come up: call the technical specialist, or send the bundle on a medium. ({error})",
        ),
    )


@records_refusal("count")
def make_bundle(precinct: Precinct, record: Path, folder: Path, *, signers: Sequence[Signer]) -> MadeBundle | Refusal:
    """Put the record in `record` into a bundle in `folder`; `signers` are the chair and another. Once for each record:
    the same signed head gives the same file again. After a recount there is a second version, that names the first.

    Raises StoreError, FormatError when the record cannot be read.
    """
    if not (record / names.MANIFEST).exists():
        return NO_RECORD
    if not _is_posted(precinct):
        return NOT_POSTED
    digest = hashlib.sha256(read_file(record / names.MANIFEST)).hexdigest()
    made = current_bundle(precinct, record)
    if made is not None and (folder / made.file).exists():
        return made
    before = [one for one in bundles(precinct) if one.manifest != digest]
    version = len(before) + 1 if made is None else made.version
    replaces = before[version - 2] if version > 1 else None
    head = draft_head(
        record,
        version=version,
        replaces=replaces.sha256 if replaces else None,
        act=_decision(precinct) if replaces else None,
    )
    if isinstance(head, Refusal):
        return head
    signature = once(
        precinct, f"bundle:{digest}", lambda: sign_together(BUNDLE_FILE.write(head), signers, precinct.now())
    )
    file = f"{precinct.installed.precinct:06d}-{version}{SUFFIX}"
    folder.mkdir(parents=True, exist_ok=True)
    refused = pack_signed(record, folder / file, head, signature, faults=precinct.faults)
    if refused is not None:
        return refused
    packed = folder / file
    made = MadeBundle(
        version=version,
        sha256=sha256_of(packed),
        manifest=digest,
        size=packed.stat().st_size,
        file=file,
        at=precinct.now().isoformat(timespec="minutes"),
    )
    precinct.recorder().record("bundle-made", bundle=made.sha256, manifest=digest, version=version)
    keep_bundle(precinct, made)
    return made


@records_refusal("count")
def open_transfer(
    precinct: Precinct,
    record: Path,
    switch: LinkSwitch,
    minutes: int = WINDOW_MINUTES,
    power: Callable[[], Power] = read_power,
) -> Window | Refusal:
    """Switch the link on for at most `minutes`, to send the bundle of the record in `record`."""
    made = current_bundle(precinct, record)
    if made is None:
        return NO_BUNDLE
    if not _is_posted(precinct):
        return NOT_POSTED
    if open_window(precinct) is not None:
        return ALREADY_OPEN
    answer = answer_on(precinct, made.sha256)
    if answer is not None and answer.standing == Standing.ACCEPTED:
        return ACCEPTED_BEFORE
    now = precinct.now()
    window = Window(
        number=len(windows(precinct)) + 1,
        sha256=made.sha256,
        opened=now.isoformat(timespec="seconds"),
        until=(now + timedelta(minutes=minutes)).isoformat(timespec="seconds"),
    )
    by = "hand" if switch.by_hand else "program"
    precinct.recorder().record("link-opened", by=by, power=power().source.value)
    keep_window(precinct, window)
    try:
        switch.switch_on()
    except LinkSwitchError as error:
        close_transfer(precinct, switch, NOT_SWITCHED, power=power)
        return link_not_switched(error)
    return window


def close_transfer(
    precinct: Precinct, switch: LinkSwitch, why: str = BY_CHAIR, power: Callable[[], Power] = read_power
) -> Window | Refusal:
    """Switch the link off and say in the recorder why; whether the commission has the bundle is said too."""
    window = open_window(precinct)
    if window is None:
        return NOT_OPEN
    down = switched_off(switch)
    precinct.recorder().record(
        "link-closed",
        delivered=answer_on(precinct, window.sha256) is not None,
        down=down,
        power=power().source.value,
        why=why,
    )
    closed = replace(window, closed=precinct.now().isoformat(timespec="seconds"), why=why, down=down)
    keep_window(precinct, closed)
    return closed


def close_interrupted(precinct: Precinct, switch: LinkSwitch) -> None:
    """At the start of the computer: a window that a crash left open is closed, and the link is down (E47)."""
    if open_window(precinct) is not None:
        close_transfer(precinct, switch, INTERRUPTED)


@records_refusal("count")
def keep_acknowledgement(precinct: Precinct, data: bytes, signature: bytes, folder: Path) -> KeptAnswer | Refusal:
    """Keep what the commission answered about a bundle of this precinct, in the store and, for the papers, in `folder`.

    An answer that has been judged stays; one that only says "received" gives way to it. Raises StoreError.
    """
    try:
        answer = judge_acknowledgement(data, signature, trust_of(precinct))
    except (FormatError, SignatureError):
        return ANSWER_NOT_GOOD
    made = next((one for one in bundles(precinct) if one.sha256 == answer.bundle_sha256), None)
    own = str(precinct.definition.id), precinct.installed.precinct, precinct.installed.uuid
    if made is None or (answer.election, answer.precinct, answer.uuid) != own:
        return ANSWER_NOT_GOOD
    known = answer_on(precinct, made.sha256)
    if known is not None and (known.data == data or known.standing != Standing.RECEIVED):
        return known
    kept = KeptAnswer(made.sha256, answer.standing.value, answer.at.isoformat(timespec="minutes"), data, signature)
    write_acknowledgement(folder, made.file, data, signature)
    digest = hashlib.sha256(data).hexdigest()
    precinct.recorder().record(
        "acknowledgement-kept", acknowledgement=digest, bundle=made.sha256, standing=kept.standing
    )
    keep_answer(precinct, kept)
    return kept


def current_bundle(precinct: Precinct, record: Path) -> MadeBundle | None:
    """The bundle of the record in `record`, if it was made."""
    path = record / names.MANIFEST
    if not path.exists():
        return None
    digest = hashlib.sha256(read_file(path)).hexdigest()
    return next((one for one in bundles(precinct) if one.manifest == digest), None)


def open_window(precinct: Precinct) -> Window | None:
    """The window that is open."""
    return next((one for one in windows(precinct) if one.is_open), None)


def sha256_of(path: Path) -> str:
    """The hash of a file, hex, read as a stream. Raises OSError."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def switched_off(switch: LinkSwitch) -> str:
    """How the link went down, as far as the machine knows."""
    try:
        switch.switch_off()
    except LinkSwitchError:
        return "not-switched"
    if switch.by_hand:
        return "not-switched" if switch.carrier() is Carrier.UP else "by-hand"
    return "switched"


def _is_posted(precinct: Precinct) -> bool:
    return any(one.act.kind == POSTED_KIND for one in acts(precinct))


def _decision(precinct: Precinct) -> int | None:
    """The number of the act on the recount, when this precinct decided it itself."""
    return next((one.act.number for one in reversed(acts(precinct)) if one.act.kind == RECOUNT), None)
