"""The last step of an installation: Setup, stores under a new sealed password, act, envelopes (E8, E9, E27).

Order, so that a program that dies anywhere leaves either nothing or a whole installation:

1. every step before is done, the devices still hold, two members or more sign;
2. stores of an earlier try that was cut short are erased: their password died with the program;
3. the Setup is joined, the password drawn, stores of the computer and of every booth made under it;
4. the act of installation is entered, signed, and written with its paper;
5. the notes say that printing begins, and only then the sheets go to the printer, once;
6. the notes say that it is done.

Who breaks off between 5 and 6 is asked whether both sheets came out (`settle_printing`). Nothing prints them again: if
they did not come out whole, a new password is drawn, and the first opens nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from sailau.adapters.files import erase_file, read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.pdf.envelope import Envelope, render_envelopes
from sailau.adapters.sqlite.twin_store import SECOND
from sailau.election.definition import fingerprint, short_fingerprint
from sailau.formats.v1.trustees import TRUSTEES
from sailau.law import calendar
from sailau.protocol.document import Bilingual
from sailau.refusal import Refusal, Text
from sailau.service import portable, terminal
from sailau.service.act_paper import act_pdf, signatories_of
from sailau.service.acts import SignedAct
from sailau.service.enrolment import DeviceKeys, open_listed_device
from sailau.service.install import (
    COMPUTER_FOLDER,
    DEVICES_FOLDER,
    PAPERS_FOLDER,
    RECORDER_KEY_FILE,
    TRUSTEES_FILE,
    Installation,
    step_refusal,
    zone_of,
)
from sailau.service.install_notes import Step
from sailau.service.installation import Package, PrecinctSetup, install_precinct, make_setup
from sailau.service.inventory import described, inventory_refusals
from sailau.service.opening import record_installation
from sailau.service.package_reading import PackageContents
from sailau.service.package_sound import give_sound
from sailau.service.packages import BoothPackage, open_booth_part, open_computer_part
from sailau.service.precinct import Precinct
from sailau.service.sealed_password import SealedPassword, draw_password
from sailau.signing.authority import Signer
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind

BOOTH_FOLDER: Final = "booth"
SIGNERS_MIN: Final = 2
PRINTING, DONE = "printing", "done"
_KEPT: Final = (".jsonl", ".lock")
"""Recorders are evidence and stay when stores are erased."""

PRINT_IN_DOUBT: Final = Refusal(
    "password-print-in-doubt",
    "L 50-5(2)",
    Text(
        "Басып шығару үзілген. Екі парақ та бүтін шықты ма? sailau install FOLDER printed --came-out yes|no",
        "Печать была прервана. Вышли ли оба листа целыми? sailau install FOLDER printed --came-out yes|no",
        "Printing was cut short. Did both sheets come out whole? sailau install FOLDER printed --came-out yes|no",
    ),
)
PRINTED_ALREADY: Final = Refusal(
    "password-printed-already",
    "L 50-5(2)",
    Text(
        "Пароль бір рет басып шығарылды, екінші рет шығарылмайды. Жаңа пароль – актімен жаңа орнату.",
        "Пароль напечатан один раз и больше не печатается. Новый пароль – только новая установка по акту.",
        "The password was printed once and is not printed again. A new one means a new installation by act.",
    ),
)
NOT_OF_THE_COMMISSION: Final = Refusal(
    "act-not-signed-by-members",
    "L 50-1(5)",
    Text(
        "Актіге осы комиссияның кемінде екі мүшесі өз кілтімен қол қояды.",
        "Акт подписывают своими ключами не менее двух членов этой комиссии.",
        "The act is signed by at least two members of this commission, each with the own key.",
    ),
)
_KEEPERS: Final = (
    Bilingual("Учаскелік сайлау комиссиясының данасы", "Экземпляр участковой избирательной комиссии"),
    Bilingual("Облыстық сайлау комиссиясының данасы", "Экземпляр областной избирательной комиссии"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who was there beside the members, by name and whom they are from (E9, L 50-1(5)); the specialist too."""

    proxies: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    specialists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The open keys of the precinct's devices: computer, desks and accumulators, terminals and portable devices."""

    computer: DeviceKeys
    stations: Mapping[str, Signer]
    booths: tuple[DeviceKeys, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A finished installation: the Setup, the act with its paper, where each device's store lies."""

    setup: PrecinctSetup
    act: SignedAct
    pdf: bytes = field(repr=False)
    booths: Mapping[str, Path]
    credentials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    package: Package
    booths: tuple[BoothPackage, ...]


def open_keys(installation: Installation, pins: Mapping[str, bytes]) -> Keys | Refusal:
    """Open every device of the inventory in `devices/<id>` with its PIN; `pins` has one for each, or one under "*".

    Refused when a device is not the listed one. Raises WrongPasswordError or StoreError as `open_listed_device`.
    """
    contents = installation.contents()
    found: dict[str, DeviceKeys] = {}
    for entry in contents.inventory.devices:
        folder = installation.folder / DEVICES_FOLDER / entry.device
        pin = pins.get(entry.device) or pins.get("*") or b""
        keys = open_listed_device(folder, pin, contents.inventory, contents.above)
        if isinstance(keys, Refusal):
            return installation.refused(keys)
        found[entry.device] = keys
    return Keys(
        computer=found[contents.computer],
        stations={device: found[device].signer for device in contents.stations},
        booths=tuple(found[device] for device in contents.booths),
    )


def finish(
    installation: Installation,
    keys: Keys,
    signers: Sequence[Signer],
    present: Present,
    send: Callable[[bytes], None],
    *,
    cost: PasswordCost = DEFAULT_COST,
    draw: Callable[[], SealedPassword] = draw_password,
) -> Finished | Refusal:
    """Finish the installation; `send` takes the PDF of the two sheets to the printer, once.

    `draw` draws the password; a rehearsal gives a function of its own that keeps it for the chair who opens the day.
    Raises StoreError when a disk or the printer refuses, FormatError or ProofError when the ceremony's outcome is
    wrong.
    """
    refusal = refuse_finish(installation)
    if refusal is not None:
        return installation.refused(refusal)
    contents = installation.contents()
    parts = _open_parts(contents, keys)
    if isinstance(parts, Refusal):
        return installation.refused(parts)
    if not signed_by_members(contents, signers):
        return installation.refused(NOT_OF_THE_COMMISSION)
    erase_stores(installation)
    trustees = TRUSTEES.read(read_file(installation.folder / TRUSTEES_FILE))
    setup = make_setup(parts.package, trustees)
    password = draw()
    booths = _make_stores(installation, parts, setup, password, cost)
    act, pdf = _act(installation, contents, setup, password, signers, present)
    sheets = _sheets(contents, setup, password)
    with installation.recorder() as recorder:
        recorder.record("sealed-password-printed", copies=len(_KEEPERS))
    note = {"act": act.name, "at": act.act.at.isoformat(), "setup": setup.hash.hex()}
    installation.note(Step.FINISH, {**note, "phase": PRINTING})
    send(sheets)
    installation.note(Step.FINISH, {**note, "phase": DONE})
    credentials = len(parts.package.credentials)
    return Finished(setup=setup, act=act, pdf=pdf, booths=booths, credentials=credentials)


def settle_printing(installation: Installation, *, came_out: bool) -> Refusal | None:
    """Say whether both sheets came out whole, after printing was cut short.

    When they did not, the stores are erased and `finish` draws a new password: what came out opens nothing.
    """
    note = installation.notes.steps.get(Step.FINISH)
    if note is None or note["phase"] != PRINTING:
        return installation.refused(PRINTED_ALREADY if note else step_refusal(installation) or PRINT_IN_DOUBT)
    if came_out:
        installation.note(Step.FINISH, {**note, "phase": DONE})
        return None
    # The notes fall first: a key whose password may lie on a torn sheet must never count as installed.
    installation.drop(Step.FINISH)
    erase_stores(installation)
    with installation.recorder() as recorder:
        recorder.record("installation-undone")
    return None


def erase_stores(installation: Installation) -> None:
    """Overwrite and remove the stores of computer and booths; recorders stay. May be repeated. Raises StoreError."""
    computer = installation.folder / COMPUTER_FOLDER
    booths = sorted((installation.folder / DEVICES_FOLDER).glob(f"*/{BOOTH_FOLDER}"))
    for folder in (computer, *booths, *(booth / SECOND for booth in booths)):
        for path in _store_files(folder):
            erase_file(path, installation.faults)


def booth_folder(installation: Installation, device: str) -> Path:
    """Where the store of a terminal or portable device lies."""
    return installation.folder / DEVICES_FOLDER / device / BOOTH_FOLDER


def _store_files(folder: Path) -> Iterator[Path]:
    """Key files first: without them the rest cannot be read."""
    files = [path for path in folder.glob("*") if path.is_file() and path.suffix not in _KEPT and path.name != ".lock"]
    yield from sorted(files, key=lambda path: (not path.name.startswith("key"), path.name))


def refuse_finish(installation: Installation) -> Refusal | None:
    """Say why the installation cannot be finished now; None when it can."""
    note = installation.notes.steps.get(Step.FINISH)
    if note is not None:
        return PRINT_IN_DOUBT if note["phase"] == PRINTING else PRINTED_ALREADY
    refusal = step_refusal(installation)
    if refusal is not None:
        return refusal
    left = inventory_refusals(installation.reports(), installation.due(installation.contents()))
    return left[0] if left else None


def _open_parts(contents: PackageContents, keys: Keys) -> _Parts | Refusal:
    package = open_computer_part(contents, keys.computer, keys.stations)
    if isinstance(package, Refusal):
        return package
    booths: list[BoothPackage] = []
    for device in keys.booths:
        booth = open_booth_part(contents, device)
        if isinstance(booth, Refusal):
            return booth
        booths.append(booth)
    if {booth.device for booth in booths} != set(contents.booths):
        return _booths_missing(contents, booths)
    return _Parts(package=package, booths=tuple(booths))


def signed_by_members(contents: PackageContents, signers: Sequence[Signer]) -> bool:
    """Whether at least two sign, and all of them are members of this commission by the package."""
    members = {x509.load_der_x509_certificate(one.certificate) for one in contents.officials.members}
    signed = {signer.certificate for signer in signers}
    return len(signed) >= SIGNERS_MIN and signed <= members


def _make_stores(
    installation: Installation, parts: _Parts, setup: PrecinctSetup, password: SealedPassword, cost: PasswordCost
) -> Mapping[str, Path]:
    computer, faults = installation.folder / COMPUTER_FOLDER, installation.faults
    contents = installation.contents()
    revoked = (contents.revoked,)
    install_precinct(computer, parts.package, setup, password.secret, cost=cost, revoked=revoked, faults=faults)
    made = len(parts.package.credentials)
    folders = {booth.device: booth_folder(installation, booth.device) for booth in parts.booths}
    for booth in parts.booths:
        kind = terminal if booth.device.startswith("terminal") else portable
        equipment = booth.equipment(setup.hash, setup.setup.election)
        folder = folders[booth.device]
        kind.install(folder, equipment, password.secret, credentials=made, cost=cost, faults=faults)
        give_sound(contents, folder)
    return folders


def _act(
    installation: Installation,
    contents: PackageContents,
    setup: PrecinctSetup,
    password: SealedPassword,
    signers: Sequence[Signer],
    present: Present,
) -> tuple[SignedAct, bytes]:
    """Open the precinct once to enter the act; write act, signatures and paper."""
    folder = installation.folder / COMPUTER_FOLDER
    with Precinct.open(folder, password.secret, installation.clock, installation.faults) as precinct:
        precinct.recorder().record("setup-fixed", setup=setup.hash.hex())
        act = record_installation(precinct, signers, _data(installation, contents, present))
        precinct.recorder().record("equipment-installed", act=act.label)
    identities = verify_detached(act.data, act.signature, contents.trust, DocumentKind.ACT)
    pdf = act_pdf(
        act.act, definition=contents.decided, data=act.data, signatories=signatories_of(identities), statements=_WHO
    )
    papers = installation.folder / PAPERS_FOLDER
    for name, data in ((f"{act.name}.json", act.data), (f"{act.name}.json.p7s", act.signature)):
        write_atomically(papers / name, data, installation.faults)
    write_atomically(papers / f"{act.name}.pdf", pdf, installation.faults)
    return act, pdf


_WHO: Final = (
    Bilingual(
        "Пароль жасалып, бір рет екі парақ басып шығарылды; парақтар екі конвертке салынып мөрленді.",
        "Пароль создан и один раз напечатан на двух листах; листы запечатаны в два конверта.",
    ),
    Bilingual(
        "Осы сәттен бастап учаскені полиция күзетеді (50-1-бап, 5-тармақ).",
        "С этого момента участок охраняет полиция (ст. 50-1, п. 5).",
    ),
)


def _data(installation: Installation, contents: PackageContents, present: Present) -> dict[str, Any]:
    steps, now = installation.notes.steps, installation.clock.now().astimezone(zone_of(contents))
    due = calendar.deadline("equipment_installed", contents.decided.date)
    replaces = [note["setup"] for note in installation.notes.before]
    recorder_key = installation.folder / RECORDER_KEY_FILE
    key = {"recorder_key": fingerprint(read_file(recorder_key))} if recorder_key.exists() else {}
    return {
        "accepted": list(steps[Step.MACHINE]["accepted"]),
        "checks": len(steps[Step.MACHINE]["checks"]),
        "definition": short_fingerprint(fingerprint(contents.definition)),
        "devices": described(contents.inventory.devices),
        "in_time": now.replace(tzinfo=None) <= due,
        "issue": contents.manifest.issue,
        "media": list(present.media),
        "observers": list(present.observers),
        "proxies": list(present.proxies),
        "software": contents.manifest.software.sha256,
        "specialists": list(present.specialists),
        **({"replaces": replaces} if replaces else {}),
        **key,
    }


def _sheets(contents: PackageContents, setup: PrecinctSetup, password: SealedPassword) -> bytes:
    decided = contents.decided
    place = decided.precinct(contents.manifest.precinct)
    return render_envelopes(
        tuple(
            Envelope(
                keeper=keeper,
                election=Bilingual(decided.title.kk, decided.title.ru),
                precinct=Bilingual(place.name.kk, place.name.ru),
                words=password.shown,
                setup=setup.hash.hex(),
                short=short_fingerprint(fingerprint(contents.definition)),
                day=decided.date,
                training=decided.fictitious,
            )
            for keeper in _KEEPERS
        )
    )


def _booths_missing(contents: PackageContents, booths: Sequence[BoothPackage]) -> Refusal:
    left = ", ".join(sorted(set(contents.booths) - {booth.device for booth in booths}))
    return Refusal(
        "device-missing",
        "L 50-1(5)",
        Text(
            f"Құрылғылардың кілттері ашылмаған: {left}.",
            f"Не открыты ключи устройств: {left}.",
            f"The keys of these devices were not opened: {left}.",
        ),
    )
