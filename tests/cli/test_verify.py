"""`sailau verify`: exit codes, JSON alone on stdout, the verdict in three languages."""

import json
import shutil
from pathlib import Path

import pytest

from sailau.cli.main import main

RECORDS = Path(__file__).parents[2] / "conformance" / "records"
BASE = RECORDS / "base"
SETUP = json.loads((RECORDS / "cases.json").read_text(encoding="utf-8"))["setup"]


def test_a_sound_record_exits_0_with_the_verdict_in_three_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(BASE), "--setup", SETUP.upper(), "--processes", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "ЖАРАМДЫ" in shown.err and "ЗАПИСЬ ВЕРНА" in shown.err and "SOUND" in shown.err
    assert "root-of-the-record" in shown.err


def test_a_broken_record_exits_1_and_json_names_step_code_and_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "record"
    shutil.copytree(BASE, record)
    shutil.copytree(RECORDS / "forged-decryption-factor", record, dirs_exist_ok=True)
    assert main(["verify", str(record), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "refused"
    assert {(finding["step"], finding["code"]) for finding in told["findings"]} == {(10, "strong-proof")}
    assert told["steps"]["10"] == "defects"
    assert all(finding["article"] for finding in told["findings"])


def test_another_setup_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(BASE), "--setup", "0" * 64]) == 1
    assert "setup-expected" in capsys.readouterr().err


def test_a_given_root_is_used_and_a_foreign_one_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    end = "-----END CERTIFICATE-----\n"
    own, foreign = tmp_path / "own.pem", tmp_path / "foreign.pem"
    for path, folder in ((own, BASE), (foreign, RECORDS / "all-by-another-root")):
        path.write_text((folder / "certificates.pem").read_text().partition(end)[0] + end)
    assert main(["verify", str(BASE), "--root", str(own)]) == 0
    assert "root-of-the-record" not in capsys.readouterr().err
    assert main(["verify", str(BASE), "--root", str(foreign)]) == 1
    assert "root-foreign" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["absent"],
        [str(BASE), "--setup", "12"],
        [str(BASE), "--root", "absent.pem"],
        [str(BASE), "--revoked", "absent.crl"],
        [str(BASE), "--revoked", str(BASE / "manifest.json")],
        [str(BASE), "--root", str(BASE / "codes.json")],
        [str(BASE), "--processes", "0"],
    ],
)
def test_misuse_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *arguments]) == 2
    assert capsys.readouterr().out == ""
