"""`sailau install` as a technician and a chair meet it, from the first question to the act (E8, E9, E13-E17, E27)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.keystore import MemberKeyStore
from sailau.cli.main import main
from sailau.election.definition import fingerprint
from sailau.election.examples import president_2005
from sailau.formats.v1.ceremony_round import CeremonyPlan, party_number
from sailau.formats.v1.recorder_key import parties_of
from sailau.sealing.channel import new_seed
from sailau.service.ceremony_round import begin_round, hold_round, trust_of_signer
from sailau.service.enrolment import this_software
from sailau.service.packages import read_manifest
from sailau.signing.keystore import seal_signer
from sailau.signing.pdf_text import read_pdf
from tests.service.install_world import DEVICES, LIGHT, PIN, PRECINCT, TERRITORY, VOTERS, World, make_world

SIGN_PIN = "WX7TQ4KM9PZA"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["install", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def ceremony(world: World, folder: Path) -> Path:
    """The members hold their ceremony (`sailau ceremony`), each with own key and store."""
    now = datetime.now(UTC)
    manifest = read_manifest((world.packages[0] / "package.json").read_bytes())
    chair = world.pki.signers["member-1"]
    plan = CeremonyPlan(
        election=world.inventory.election,
        definition=fingerprint((world.packages[0] / "definition.json").read_bytes()),
        precinct=PRECINCT,
        uuid=manifest.uuid,  # type: ignore[union-attr]
        commission="precinct-25",
        territory=TERRITORY,
        members=7,
        threshold=4,
        number=1,
        at=now.replace(second=0, microsecond=0),
        certificates={},
    )
    round_ = begin_round(folder / "round", plan, chair, trust_of_signer(chair, now), now)
    parties = []
    for party in parties_of(7):
        number = party_number(party)
        path = folder / f"{party}.key"
        store = MemberKeyStore.create(path, PIN, member=number, seed=new_seed() if number else None, cost=LIGHT)
        parties.append((store, world.pki.signers[party]))
    assert hold_round(round_, parties, now).has_ended
    return folder / "round"


def test_a_newcomer_is_led_from_the_first_question_to_the_act(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    decided = replace(president_2005(voters=VOTERS, terminals=1), date=(now + timedelta(days=3)).date())
    world = make_world(decided, now - timedelta(hours=1), this_software())
    folder, root, pins = tmp_path / "work", tmp_path / "root.pem", tmp_path / "pins"
    root.write_bytes(world.pki.root.certificate.public_bytes(Encoding.PEM))
    pins.write_bytes(PIN + b"\n")
    # (1) Nothing is begun: it says how to begin.
    code, _, told = run(capsys, folder, "status", "--language", "en")
    assert code == 0 and "No installation was begun" in told and "package --from DIR" in told
    code, _, told = run(capsys, folder, "package", "--from", world.packages[0])
    assert code == 2 and "--root, --election, --precinct" in told
    # (2) The package of another precinct, then the right one.
    place = ("--root", root, "--election", decided.id, "--territory", TERRITORY, "--training")
    code, _, told = run(
        capsys, tmp_path / "other", "package", "--from", world.packages[0], *place, "--precinct", 26, "--language", "en"
    )
    assert code == 1 and "✗" in told
    code, _, told = run(
        capsys, folder, "package", "--from", world.packages[0], *place, "--precinct", PRECINCT, "--language", "ru"
    )
    assert code == 0 and "Следующий шаг: Проверить машину" in told
    # (3) The machine as it is: what stands against it is named, and taken upon itself by a training commission.
    zone = timezone(timedelta(minutes=decided.rules.hours.utc_offset_minutes))
    code, out, _ = run(capsys, folder, "machine", "--json")
    first = json.loads(out)
    assert code == 1 and "clock-watch" in [one["code"] for one in first["refused"]]
    assert len(first["checks"]) == 19
    watch = datetime.now(UTC).astimezone(zone).strftime("%H:%M:%S")
    code, out, _ = run(capsys, folder, "machine", "--json", "--watch", watch)
    left = [one["code"] for one in json.loads(out)["refused"]]
    assert "clock-watch" not in left
    accepted = [word for one in left for word in ("--accept", one)]
    watch = datetime.now(UTC).astimezone(zone).strftime("%H:%M:%S")
    code, _, told = run(capsys, folder, "machine", "--watch", watch, *accepted, "--language", "en")
    assert code == 0, told
    # (4) Devices, each by its own self-test; one is tested on another machine and its report carried here.
    for device, _ in DEVICES:
        target = folder / "devices" / device
        target.mkdir()
        for path in (world.folder / "devices" / device).iterdir():
            (target / path.name).write_bytes(path.read_bytes())
    for device, _ in DEVICES[:-1]:
        assert run(capsys, folder, "device", "--test", device, "--pin-file", pins)[0] == 0
    code, _, told = run(capsys, folder, "finish", "--pin-file", pins, "--out", tmp_path / "x.pdf", "--language", "en")
    assert code == 1 and "only after the step “devices”" in told
    carried = tmp_path / "carried.json"
    last = DEVICES[-1][0]
    assert run(capsys, folder, "device", "--test", last, "--pin-file", pins, "--out", carried)[0] == 0
    code, out, _ = run(capsys, folder, "device", "--report", carried, "--json")
    assert code == 0 and json.loads(out)["left"] == []
    # (5) The ceremony, the finish, the act.
    home = tmp_path / "ceremony"
    home.mkdir()
    assert run(capsys, folder, "ceremony", "--round", ceremony(world, home))[0] == 0
    signers: list[object] = []
    for member in ("member-1", "member-2"):
        (tmp_path / f"{member}.p12").write_bytes(seal_signer(world.pki.signers[member], SIGN_PIN, member))
        signers += ["--sign", tmp_path / f"{member}.p12"]
    sign_pin, sheets = tmp_path / "sign-pin", tmp_path / "sheets.pdf"
    sign_pin.write_text(SIGN_PIN)
    finish = (folder, "finish", "--pin-file", pins, *signers, "--sign-pin-file", sign_pin, "--out", sheets)
    code, _, told = run(capsys, *finish, "--observer", "Иван Петров", "--language", "en")
    assert code == 0 and "Seal the two sheets" in told and "erase the file" in told
    words = read_pdf(sheets.read_bytes()).text.split("1.", 1)[1].split()[0]
    assert words not in told and words.lower() not in told
    code, _, told = run(capsys, *finish, "--language", "en")
    assert code == 1 and "was printed once and is not printed again" in told
    code, out, _ = run(capsys, folder, "act", "--json")
    assert json.loads(out)["papers"] == ["001-installation.pdf"]
    code, out, _ = run(capsys, folder, "status", "--json")
    status = json.loads(out)
    assert (status["next"], status["late"], set(status["steps"].values())) == (None, False, {"done"})
    # (6) A member is replaced: by act, and from the first step again.
    why = ("--why-kk", "Мүше ауыстырылды.", "--why-ru", "Член заменён.")
    code, _, told = run(capsys, folder, "again", *why, *signers[:2], "--sign-pin-file", sign_pin, "--language", "en")
    assert code == 1 and "at least two members" in told
    code, _, told = run(capsys, folder, "again", *why, *signers, "--sign-pin-file", sign_pin, "--language", "en")
    assert code == 0 and "Next step: Check the package" in told


def test_help_guides_by_step_article_and_who_is_present(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for said in ("three days before voting", "1. package", "5. finish", "L 50-1(5)", "present: all members"):
        assert said in out
    for verb in ("status", "package", "machine", "device", "ceremony", "finish", "printed", "act", "again"):
        code, out, _ = run(capsys, "folder", verb, "--help")
        assert code == 0 and "--language" in out and "--json" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("machine", "--watch", "noon"), "a time as 10:05:30"),
        (("machine",), "no installation was begun"),
        (("device", "--test", "terminal-1"), "no installation was begun"),
        (("device",), "required"),
        (("printed", "--came-out", "perhaps"), "invalid choice"),
        (("act",), "no installation was begun"),
    ],
    ids=["watch", "machine", "device", "nothing", "perhaps", "act"],
)
def test_misuse_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    code, _, told = run(capsys, tmp_path / "work", *words)
    assert code == 2 and said in told
