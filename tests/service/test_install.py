"""Installation three days before: step by step, broken off anywhere, gone on with, undone by act (E8, E9, E13-E17)."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.adapters.lockout import PasswordLockedError
from sailau.adapters.machine import Check, Standing
from sailau.adapters.password import WrongPasswordError
from sailau.adapters.recorder_file import read_record
from sailau.errors import StoreError
from sailau.formats.v1.package import Software
from sailau.formats.v1.record import ACT_FILE, Bilingual
from sailau.formats.v1.selftest import SELF_TEST_FILE
from sailau.precinct import State
from sailau.refusal import Refusal, Text
from sailau.service.acts import SignedAct, acts
from sailau.service.install import (
    COMPUTER_FOLDER,
    DEVICES_FOLDER,
    PAPERS_FOLDER,
    check_machine,
    check_package,
    devices_refusals,
    enter_ceremony,
    enter_report,
)
from sailau.service.install_again import undo_installation
from sailau.service.install_finish import Finished, booth_folder, finish, settle_printing
from sailau.service.install_guide import Progress, status_of
from sailau.service.install_notes import Step, read_notes
from sailau.service.package_making import files_below
from sailau.service.package_reading import PackageReport
from sailau.service.precinct import Precinct
from sailau.service.sealed_password import typed_password
from sailau.service.selftest import report_of_device
from sailau.service.terminal import Terminal
from sailau.signing.cms import verify_detached
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust
from sailau.stations.kiosk.proof import screens_are_whole
from tests.adapters.faulty import Counting, InterruptionError, RaisingAt
from tests.service.install_world import (
    CHECKS,
    DEVICES,
    INSTALLED,
    LIGHT,
    PIN,
    PRESENT,
    SOFTWARE,
    SetClock,
    all_but_finish,
    begin,
    finished,
    go_on,
    good,
    open_all,
    ready,
    report,
    world,
)

REASON = Bilingual("Мүше ауыстырылды.", "Член комиссии заменён.")


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def events(folder: Path) -> list[str]:
    seen: list[str] = []
    path = folder / COMPUTER_FOLDER / "recorders" / "precinct-computer.jsonl"
    read_record(path, "precinct-computer", lambda entry: seen.append(entry.event))
    return seen


def password_on(sheets: bytes) -> bytes:
    """The words are on the sheet, large, with their numbers; a person types them."""
    text = read_pdf(sheets).text
    words = [text.split(f"{number}.", 1)[1].split()[0] for number in range(1, 9)]
    typed = typed_password(" ".join(words))
    assert isinstance(typed, bytes), typed
    return typed


def test_precinct_is_installed_from_its_package_and_opens_with_the_printed_password(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    done = finished(installation, sent)
    (sheets,) = sent
    password = password_on(sheets)
    with Precinct.open(tmp_path / COMPUTER_FOLDER, password, SetClock()) as precinct:
        assert precinct.state is State.INSTALLED
        assert precinct.installed.setup_hash == done.setup.hash
        (act,) = acts(precinct)
        assert act == done.act
    for device in ("terminal-1", "portable-1"):
        assert (booth_folder(installation, device) / "key.json").exists()
        assert files_below(booth_folder(installation, device) / "sound") == {
            "kk.zip": b"an archive",
            "phrases.json": b"{}",
        }, "what the device speaks by"
    folder = booth_folder(installation, "terminal-1")
    with Terminal.open(folder, "terminal-1", password, SetClock(), credentials=done.credentials) as terminal:
        assert terminal.kit.setup == done.setup.hash
    assert status_of(go_on(tmp_path)).next is None
    known = events(tmp_path)
    for event in ("package-loaded", "machine-checked", "key-ceremony-held", "setup-fixed", "equipment-installed"):
        assert event in known
    assert known.count("device-tested") == len(DEVICES)


def test_no_file_holds_the_password(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    finished(installation, sent)
    secret = password_on(sent[0]).decode()
    forms = [form.encode() for form in (secret, secret.upper(), secret.split()[0] + " " + secret.split()[1])]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 30
    for path in files:
        assert not any(form in path.read_bytes() for form in forms), path
    assert secret.split()[3] not in repr(installation)


def test_act_names_setup_devices_software_and_who_was_there(tmp_path: Path) -> None:
    installation = ready(tmp_path)
    done = finished(installation)
    data = done.act.act.data
    assert data["setup"] == done.setup.hash.hex()
    assert data["software"] == SOFTWARE.sha256
    assert [row.split()[0] for row in data["devices"]] == sorted(device for device, _ in DEVICES)
    assert data["proxies"] == list(PRESENT.proxies) and data["observers"] == list(PRESENT.observers)
    assert data["in_time"] is True
    assert done.act.act.members == ("member-1", "member-3", "member-4")
    trust = Trust(
        root=world().pki.root.certificate,
        at=INSTALLED + timedelta(hours=1),
        training=True,
        election=world().inventory.election,
    )
    papers = tmp_path / PAPERS_FOLDER
    written, signature = ((papers / f"001-installation.json{end}").read_bytes() for end in ("", ".p7s"))
    assert len(verify_detached(written, signature, trust, DocumentKind.ACT)) == 3
    assert ACT_FILE.read(written) == done.act.act


def test_act_on_paper_is_read_back_in_both_languages(tmp_path: Path) -> None:
    installation = ready(tmp_path)
    done = finished(installation)
    paper = read_pdf((tmp_path / PAPERS_FOLDER / "001-installation.pdf").read_bytes())
    text = " ".join(paper.text.split())
    for said in (
        "жабдықты ашу және орнату туралы",
        "о вскрытии и установке оборудования",
        "terminal-1 № KZ-25-004",
        "Әлия Нұрланова",
        "Иван Петров",
        "Байқаушылар",
        "Наблюдатели",
        str(done.act.act.data["definition"]),
    ):
        assert said in text, said
    assert done.setup.hash.hex() in text.replace(" ", "")
    assert paper.attachments["001-installation.json"] == done.act.data


def test_each_step_waits_for_the_one_before(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    assert [code(refusal) for refusal in check_machine(installation, CHECKS)] == ["installation-step-missing"]
    assert code(enter_report(installation, b"{}")) == "installation-step-missing"
    assert code(enter_ceremony(installation, world().ceremonies[0])) == "installation-step-missing"
    assert isinstance(check_package(installation, world().packages[0]), PackageReport)
    refused = finish(installation, open_all(installation), world().members(1, 2), PRESENT, print, cost=LIGHT)
    assert code(refused) == "installation-step-missing"
    assert events(tmp_path).count("refusal-shown") == 4


def test_a_package_that_was_touched_is_refused_recorded_and_changes_nothing(tmp_path: Path) -> None:
    installation, medium = begin(tmp_path / "a"), tmp_path / "medium"
    medium.mkdir()
    for path in world().packages[0].rglob("*"):
        target = medium / path.relative_to(world().packages[0])
        target.mkdir() if path.is_dir() else target.write_bytes(path.read_bytes())
    spoiled = bytearray((medium / "computer.sealed").read_bytes())
    spoiled[40] ^= 1
    (medium / "computer.sealed").write_bytes(bytes(spoiled))
    answer = check_package(installation, medium)
    assert isinstance(answer, PackageReport) and not answer.sound
    assert "refusal-shown" in events(tmp_path / "a")
    assert not (tmp_path / "a" / "package").exists()
    assert read_notes(tmp_path / "a") == installation.notes and not installation.notes.steps


def test_a_bad_machine_stops_the_installation_and_a_known_matter_is_taken_by_the_commission(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    check_package(installation, world().packages[0])
    text = Text("жаман", "плохо", "bad")
    noted = Check(code="power", article="L 50-1(6)", standing=Standing.NOTED, text=text)
    silent = Check(code="usb-policy", article="L 50-2(2)", standing=Standing.UNREADABLE, text=text)
    bad = Check(code="network-routes", article="L 50-2(3)", standing=Standing.BAD, text=text)
    refused = check_machine(installation, (*CHECKS, noted, silent, bad))
    assert [refusal.code for refusal in refused] == ["power", "usb-policy", "network-routes"]
    assert "--accept power" in refused[0].text.en and "--accept" not in refused[2].text.en
    assert check_machine(installation, (noted, silent), ["power", "usb-policy"]) == ()
    assert installation.notes.steps[Step.MACHINE]["accepted"] == ["power", "usb-policy"]
    installation.notes = replace(installation.notes, place={**installation.notes.place, "training": False})
    assert [refusal.code for refusal in check_machine(installation, (bad,), ["network-routes"])] == ["network-routes"]


def test_missing_surplus_and_exchanged_devices_are_named(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    check_package(installation, world().packages[0])
    assert [code(one) for one in devices_refusals(installation)] == ["device-missing"] * len(DEVICES)
    sound = report(installation, "terminal-1")
    fields = json.loads(sound)
    surplus = json.dumps(fields | {"device": "terminal-9"}, separators=(",", ":"), sort_keys=True).encode()
    answer = enter_report(installation, surplus)
    assert code(answer) == "device-surplus" and "terminal-9" in answer.text.kk  # type: ignore[union-attr]
    exchanged = json.dumps(fields | {"serial": "KZ-25-777"}, separators=(",", ":"), sort_keys=True).encode()
    answer = enter_report(installation, exchanged)
    assert code(answer) == "device-exchanged" and "KZ-25-777" in answer.text.ru  # type: ignore[union-attr]
    swapped = json.dumps(fields | {"device": "portable-1"}, separators=(",", ":"), sort_keys=True).encode()
    assert code(enter_report(installation, swapped)) == "device-exchanged"
    assert code(enter_report(installation, b"not a report")) == "device-report-unreadable"
    assert code(enter_report(installation, bytes(9000))) == "device-report-unreadable"
    for device in ("precinct-computer", "desk-1", "accumulator-1", "terminal-1"):
        enter_report(installation, report(installation, device))
    (left,) = devices_refusals(installation)
    assert left.code == "device-missing" and "portable-1" in left.text.en
    assert Step.DEVICES not in installation.notes.steps
    enter_report(installation, report(installation, "portable-1"))
    assert devices_refusals(installation) == () and Step.DEVICES in installation.notes.steps


@pytest.mark.parametrize(
    ("device", "failed"), [("terminal-1", ("screens",)), ("portable-1", ("screens",)), ("desk-1", ())]
)
def test_a_booth_device_that_does_not_make_its_ballots_screens_says_so(
    tmp_path: Path, device: str, failed: tuple[str, ...]
) -> None:
    installation = begin(tmp_path)
    check_package(installation, world().packages[0])
    folder, place = installation.folder / DEVICES_FOLDER / device, "screens"
    found = {}
    for name, draws in (("whole", screens_are_whole), ("broken", lambda *_: False)):
        made = report_of_device(
            folder, installation.contents(), installation.notes.challenge, PIN, installation.clock, SOFTWARE, draws
        )
        assert isinstance(made, bytes)
        found[name] = SELF_TEST_FILE.parse(made)
    assert [part.passed for part in found["whole"].parts if part.part == place] == [True]
    assert tuple(part for part in found["broken"].failed if part == place) == failed


def test_a_device_with_other_software_and_a_report_of_another_day_are_refused(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    check_package(installation, world().packages[0])
    other = report(installation, "terminal-1", Software(version="0.1.0", sha256="77" * 32))
    assert code(enter_report(installation, other)) == "device-other-software"
    kept = report(installation, "terminal-1")
    installation.clock.at += timedelta(days=2)  # type: ignore[attr-defined]
    assert code(enter_report(installation, kept)) == "device-report-stale"
    elsewhere = begin(tmp_path / "elsewhere")
    check_package(elsewhere, world().packages[0])
    assert code(enter_report(elsewhere, kept)) == "device-report-stale"


def test_only_members_of_the_commission_sign_and_one_is_not_enough(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    territorial = world().pki.signers["territorial"]
    for signers in (world().members(1), world().members(1, 1), (*world().members(1, 2), territorial)):
        refused = finish(installation, open_all(installation), signers, PRESENT, sent.append, cost=LIGHT)
        assert code(refused) == "act-not-signed-by-members"
    assert sent == [] and not (tmp_path / COMPUTER_FOLDER / "keys.json").exists()


def test_a_ceremony_of_another_size_is_refused(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    check_package(installation, world().packages[0])
    held = world().ceremonies[0]
    assert code(enter_ceremony(installation, replace(held, threshold=3))) == "ceremony-of-another-size"


def test_the_password_is_printed_once(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    finished(installation, sent)
    for again in (installation, go_on(tmp_path)):
        refused = finish(again, open_all(again), world().members(1, 3), PRESENT, sent.append, cost=LIGHT)
        assert code(refused) == "password-printed-already"
        assert code(settle_printing(again, came_out=False)) == "password-printed-already"
        assert code(check_package(again, world().packages[1])) == "already-installed"
    assert len(sent) == 1


@pytest.mark.parametrize("came_out", [True, False])
def test_a_printer_that_fails_leaves_the_question_and_no_second_print(tmp_path: Path, came_out: bool) -> None:
    installation, sent = ready(tmp_path), list[bytes]()

    def jams(sheets: bytes) -> None:
        sent.append(sheets)
        raise StoreError("paper jam")

    with pytest.raises(StoreError, match="paper jam"):
        finish(installation, open_all(installation), world().members(1, 3), PRESENT, jams, cost=LIGHT)
    again = go_on(tmp_path)
    assert status_of(again).printing_in_doubt
    refused = finish(again, open_all(again), world().members(1, 3), PRESENT, sent.append, cost=LIGHT)
    assert code(refused) == "password-print-in-doubt" and len(sent) == 1
    assert settle_printing(again, came_out=came_out) is None
    first = password_on(sent[0])
    if came_out:
        Precinct.open(tmp_path / COMPUTER_FOLDER, first, SetClock()).close()
        return
    assert not (tmp_path / COMPUTER_FOLDER / "keys.json").exists()
    finished(again, sent)
    with pytest.raises(WrongPasswordError):
        Precinct.open(tmp_path / COMPUTER_FOLDER, first, SetClock())
    Precinct.open(tmp_path / COMPUTER_FOLDER, password_on(sent[1]), SetClock()).close()


def sampled(points: list[str], least: int) -> list[int]:
    """The first point of every step's own file, and a few in between: a try costs a second."""
    wanted = range(0, len(points), max(1, len(points) // least))
    return sorted(set(wanted))


def test_an_installation_cut_short_before_the_finish_goes_on(tmp_path: Path) -> None:
    counting = Counting()
    all_but_finish(begin(tmp_path / "whole", faults=counting))
    assert len(counting.names) > 100
    for n in sampled(counting.names, 4):
        folder = tmp_path / f"cut-{n}"
        with pytest.raises(InterruptionError):
            all_but_finish(begin(folder, faults=RaisingAt(n)))
        all_but_finish(begin(folder))
        done = {step for step, at in status_of(go_on(folder)).steps.items() if at is Progress.DONE}
        assert done == {Step.PACKAGE, Step.MACHINE, Step.DEVICES, Step.CEREMONY}


def test_a_finish_cut_short_leaves_nothing_or_all(tmp_path: Path) -> None:
    counting = Counting()
    finished(ready(tmp_path / "whole", faults=counting))
    points = counting.names
    assert len(points) > 60
    printing = [n for n, name in enumerate(points) if name == "file:installation.json:renamed"]
    for n in sorted({*sampled(points, 4), *printing}):
        folder, sent = tmp_path / f"cut-{n}", list[bytes]()
        with pytest.raises(InterruptionError):
            finished(ready(folder, faults=RaisingAt(n)), sent)
        again = go_on(folder)
        if status_of(again).printing_in_doubt:
            assert settle_printing(again, came_out=bool(sent)) is None
        if status_of(again).next is not None:
            sent.clear()
            finished(again, sent)
        (sheets,) = sent
        with Precinct.open(folder / COMPUTER_FOLDER, password_on(sheets), SetClock()) as precinct:
            assert precinct.state is State.INSTALLED and len(acts(precinct)) == 1


def test_a_replaced_member_means_an_act_a_new_ceremony_and_a_new_setup(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    first = finished(installation, sent)
    assert code(undo_installation(installation, REASON, world().members(1))) == "act-not-signed-by-members"
    undone = undo_installation(installation, REASON, world().members(1, 2))
    assert isinstance(undone, SignedAct) and undone.act.data["setup"] == first.setup.hash.hex()
    assert (tmp_path / PAPERS_FOLDER / "001-installation_undone.pdf").exists()
    assert not (tmp_path / COMPUTER_FOLDER / "keys.json").exists()
    assert not (booth_folder(installation, "terminal-1") / "key.json").exists()
    assert status_of(installation).undone == 1 and code(undo_installation(installation, REASON, ())) == (
        "nothing-installed"
    )
    all_but_finish(installation, issue=2, ceremony=2)
    second = finished(installation, sent)
    assert second.setup.hash != first.setup.hash
    assert second.act.act.data["replaces"] == [first.setup.hash.hex()]
    with pytest.raises(WrongPasswordError):
        Precinct.open(tmp_path / COMPUTER_FOLDER, password_on(sent[0]), SetClock())
    Precinct.open(tmp_path / COMPUTER_FOLDER, password_on(sent[1]), SetClock()).close()


def test_an_older_package_is_not_installed_after_a_newer(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    all_but_finish(installation, issue=2)
    answer = check_package(installation, world().packages[0])
    assert isinstance(answer, PackageReport)
    assert [refusal.code for refusal in answer.refusals] == ["package-stale"]
    assert set(installation.notes.steps) == {Step.PACKAGE, Step.MACHINE, Step.DEVICES, Step.CEREMONY}


def test_on_the_voting_day_nothing_is_installed_again(tmp_path: Path) -> None:
    installation = ready(tmp_path)
    finished(installation)
    installation.clock.at = INSTALLED + timedelta(days=3)  # type: ignore[attr-defined]
    assert code(undo_installation(installation, REASON, world().members(1, 2))) == "installation-after-opening"


def test_five_wrong_passwords_lock_the_installed_precinct_and_are_recorded(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    finished(installation, sent)
    computer = tmp_path / COMPUTER_FOLDER
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            Precinct.open(computer, b"guessed", SetClock())
    with pytest.raises(PasswordLockedError):
        Precinct.open(computer, password_on(sent[0]), SetClock())
    assert events(tmp_path).count("password-entered") == 6  # one by the installation itself
    assert events(tmp_path)[-2:] == ["recorder-reopened", "refusal-shown"]
    assert "password-locked" in events(tmp_path)


def test_the_guide_says_what_comes_next_who_and_by_when(tmp_path: Path) -> None:
    installation = begin(tmp_path)
    status = status_of(installation)
    assert status.next is not None and status.next.step is Step.PACKAGE and status.due is None
    check_package(installation, world().packages[0])
    status = status_of(installation)
    assert status.next is not None and status.next.step is Step.MACHINE
    assert (str(status.due), status.late) == ("2005-12-01", False)
    installation.clock.at += timedelta(days=1)  # type: ignore[attr-defined]
    assert status_of(installation).late


def test_another_precincts_folder_and_damaged_notes_are_refused(tmp_path: Path) -> None:
    begin(tmp_path)
    from sailau.service.install import begin_installation

    with pytest.raises(StoreError, match="another precinct"):
        begin_installation(tmp_path, replace(world().expectation(), precinct=26), SetClock(), software=SOFTWARE)
    notes = tmp_path / "installation.json"
    notes.write_bytes(notes.read_bytes()[:-10])
    with pytest.raises(StoreError, match=r"installation\.json"):
        go_on(tmp_path)
    with pytest.raises(StoreError, match="no installation was begun"):
        go_on(tmp_path / "elsewhere")


def test_finished_is_a_value_that_shows_no_secret(tmp_path: Path) -> None:
    installation, sent = ready(tmp_path), list[bytes]()
    done = finished(installation, sent)
    assert isinstance(done, Finished)
    assert password_on(sent[0]).decode().split()[0] not in repr(done)
    assert good("x").standing is Standing.GOOD
