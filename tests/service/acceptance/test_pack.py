"""The acceptance pack (E4, E6): made from a clone, judged by another; every attack on it is named."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.cli.main import main
from sailau.errors import SignatureError, StoreError
from sailau.service.acceptance.check import STEPS, Asked, Judged, check_pack
from sailau.service.acceptance.pack import Given, build_pack, signed_files
from sailau.service.acceptance.report import MANIFEST, PAPER, REPORT, SBOM, SUMS, TESTS, read_report
from sailau.signing.authority import around, revocation_list
from sailau.signing.keystore import seal_signer
from sailau.signing.pdf_text import read_pdf
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from tests.service.acceptance.clone import make_clone

PLAN = PrecinctPlan(election="training", precinct="precinct-25", territory="almaty-city", terminals=1)
NOW = datetime.now(UTC).replace(microsecond=0)
VALIDITY = around(NOW, before=timedelta(days=9), after=timedelta(days=99))
PIN = "48150216"


@pytest.fixture(scope="module")
def pki() -> PrecinctPki:
    return make_training_pki(PLAN, VALIDITY)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clone(tmp_path_factory.mktemp("acceptance") / "clone")


@pytest.fixture(scope="module")
def built(clone: Path, pki: PrecinctPki) -> Path:
    """A pack made by the command, with a real run of the small clone's tests."""
    place = clone.parent
    (place / "central.p12").write_bytes(seal_signer(pki.signers["central"], PIN, "central"))
    (place / "pin").write_text(PIN)
    (place / "root.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    bench = {"rows": [{"name": "seal", "median_ms": 4.25, "reach_ms": 5}], "machine": "a machine"}
    (place / "bench.json").write_text(json.dumps(bench))
    words = ["--sign", str(place / "central.p12"), "--pin-file", str(place / "pin")]
    words += ["--bench", str(place / "bench.json"), "--out", str(place / "pack")]
    assert main(["acceptance", "build", str(clone), *words]) == 0
    return place / "pack"


@pytest.fixture
def pack(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "pack"))


def judged(pack: Path, pki: PrecinctPki, **more: Any) -> Judged:
    return check_pack(pack, Asked(root=pki.root.certificate, **more))


def found(pack: Path, pki: PrecinctPki, **more: Any) -> dict[str, list[str]]:
    """Differences by step."""
    differences = judged(pack, pki, **more).differences
    return {step: [item.text for item in differences if item.step == step] for step in STEPS} | {}


def steps(pack: Path, pki: PrecinctPki, **more: Any) -> set[str]:
    return {step for step, texts in found(pack, pki, **more).items() if texts}


def test_a_sound_pack_agrees_in_every_step(built: Path, clone: Path, pki: PrecinctPki) -> None:
    result = judged(built, pki, source=clone, repeat_tests=True)
    assert result.differences == ()
    assert result.not_judged == {}
    assert result.signer is not None
    assert result.signer.startswith("Орталық сайлау комиссиясы")


def test_the_command_says_what_agrees_and_what_could_not_be_judged(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    status = main(["acceptance", "check", str(built), "--root", str(built.parent / "root.pem"), "--json"])
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (status, told["sound"], told["differences"]) == (0, True, [])
    assert set(told["not_judged"]) == {"wheel", "source"}
    assert "AGREES" in err
    assert main(["acceptance", "report", str(built)]) == 0
    assert "rows of the law: passed 1, planned 1, not-software 1" in capsys.readouterr().out


def test_the_report_tells_what_ran_where_and_how_it_ended(built: Path, clone: Path) -> None:
    tree = read_report((built / REPORT).read_bytes())
    assert (tree["tests"]["passed"], tree["tests"]["failed"], tree["tests"]["run_here"]) == (3, 0, True)
    rows = {row["id"]: row for row in tree["rows"]}
    assert {id_: row["outcome"] for id_, row in rows.items()} == {
        "E4": "passed",
        "E5": "planned",
        "E6": "not-software",
    }
    assert rows["E4"]["tests"][0] == {"test": "tests/test_small.py::test_two_cases", "outcome": "passed", "cases": 2}
    assert tree["environment"]["libraries"]["cbor2"]
    assert tree["environment"]["python"].endswith(".".join(map(str, sys.version_info[:3])))
    assert tree["bench"]["rows"] == [{"name": "seal", "median_us": 4250, "reach_us": 5000}]
    sums = (built / SUMS).read_text().splitlines()
    assert len(sums) == tree["software"]["files"]
    done = subprocess.run(["sha256sum", "--check", "--quiet", str(built / SUMS)], cwd=clone / "src", check=False)
    assert done.returncode == 0, "the list can be checked by hand"


def test_the_paper_is_in_both_languages_and_carries_the_data(built: Path) -> None:
    paper = read_pdf((built / PAPER).read_bytes())
    assert paper.attachments == {REPORT: (built / REPORT).read_bytes()}
    text = " ".join(paper.text.split())
    for part in (
        *("ҚАБЫЛДАУ СЫНАҚТАРЫНЫҢ ЕСЕБІ", "ОТЧЁТ О ПРИЁМОЧНЫХ ИСПЫТАНИЯХ", "E4 · өтті", "E4 · пройдено"),
        *("test_plain (1)", "an act of the Government", "бағдарламаға қатысты емес", "seal: 4.250"),
    ):
        assert part in text, part
    assert paper.tagged


def spoil(path: Path) -> None:
    """Change one letter, past the middle."""
    data = bytearray(path.read_bytes())
    data[data.rindex(b"a", 0, len(data) * 3 // 4)] = ord("b")
    path.write_bytes(data)


@pytest.mark.parametrize(
    "changed",
    [{SUMS: "installed", SBOM: "parts", TESTS: "tests"}, {REPORT: "signatures"}, {PAPER: "paper"}],
    ids=lambda changed: "+".join(changed),
)
def test_one_changed_byte_of_a_file_is_named(pack: Path, pki: PrecinctPki, changed: dict[str, str]) -> None:
    for name in changed:
        spoil(pack / name)
    differences = found(pack, pki)
    assert {f"{name}: changed" for name in changed} <= set(differences["files"])
    assert [step for step in changed.values() if not differences[step]] == []


def test_a_changed_manifest_or_wheel_is_named(pack: Path, pki: PrecinctPki) -> None:
    wheel = next(pack.glob("*.whl"))
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 1
    wheel.write_bytes(data)
    (pack / MANIFEST).write_bytes((pack / MANIFEST).read_bytes().replace(b'"bytes":', b'"bytez":', 1))
    assert {"files", "signatures", "wheel"} <= steps(pack, pki)


def test_a_file_more_or_less_is_named(pack: Path, pki: PrecinctPki) -> None:
    (pack / "extra.txt").write_text("x")
    (pack / "law.md").unlink()
    differences = found(pack, pki)
    assert differences["files"] == ["extra.txt: not among the accepted files", "law.md: missing"]
    assert differences["tests"] == ["law.md is missing"]


def test_a_link_in_the_pack_is_refused(pack: Path, pki: PrecinctPki) -> None:
    (pack / "extra").symlink_to("/etc/hostname")
    with pytest.raises(StoreError, match="extra is no plain file"):
        judged(pack, pki)


def test_a_pack_of_another_root_is_named(built: Path, pki: PrecinctPki) -> None:
    other = make_training_pki(PLAN, VALIDITY)
    assert steps(built, other) == {"signatures", "paper"}


def test_a_revoked_signer_is_named(built: Path, pki: PrecinctPki) -> None:
    taken_back: list[x509.Certificate] = [pki.signers["central"].certificate]
    revoked = revocation_list(pki.root, taken_back, NOW - timedelta(days=1), NOW + timedelta(days=9))
    assert "revoked" in found(built, pki, revocation_lists=(revoked,))["signatures"][0]


def resigned(pack: Path, pki: PrecinctPki, change: Callable[[dict[str, Any]], None]) -> None:
    """Let the true signer sign a report that is not true."""
    tree = read_report((pack / REPORT).read_bytes())
    change(tree)
    own = {REPORT, PAPER, MANIFEST, f"{REPORT}.p7s", f"{MANIFEST}.p7s"}
    paths = {path.relative_to(pack).as_posix(): path for path in pack.rglob("*") if path.is_file()}
    files = {name: path.read_bytes() for name, path in paths.items() if name not in own}
    for name, data in signed_files(tree, files, pki.signers["central"], NOW).items():
        (pack / name).write_bytes(data)


def test_outcomes_that_the_tests_did_not_have_are_named_though_signed(pack: Path, pki: PrecinctPki) -> None:
    def lie(tree: dict[str, Any]) -> None:
        tree["rows"][1]["outcome"] = "passed"

    resigned(pack, pki, lie)
    assert {step: texts for step, texts in found(pack, pki).items() if texts} == {
        "tests": ["E5: the report says otherwise than law.md and tests.xml"]
    }


def test_a_fingerprint_of_other_software_is_named_though_signed(pack: Path, pki: PrecinctPki) -> None:
    def lie(tree: dict[str, Any]) -> None:
        tree["software"]["fingerprint"] = "0" * 64
        tree["wheel"]["sha256"] = "0" * 64

    resigned(pack, pki, lie)
    assert steps(pack, pki) == {"installed", "wheel"}


def test_a_report_that_lacks_a_part_is_no_crash(pack: Path, pki: PrecinctPki) -> None:
    data = (pack / REPORT).read_bytes()
    tree = json.loads(data)
    del tree["wheel"], tree["environment"]
    (pack / REPORT).write_text(json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    assert {"files", "signatures", "wheel"} <= steps(pack, pki)


def test_a_changed_source_is_named_and_builds_another_wheel(
    built: Path, clone: Path, pki: PrecinctPki, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(clone, tmp_path / "clone"))
    changed = other / "src" / "sailau" / "errors.py"
    changed.write_bytes(changed.read_bytes() + b"# one line more\n")
    test = other / "tests" / "test_small.py"
    test.write_text(test.read_text().replace("assert True", "assert False"))
    differences = found(built, pki, source=other, repeat_tests=True)
    assert differences["source"] == ["src/sailau/errors.py: changed", "tests/test_small.py: changed"]
    assert differences["wheel"] == [
        "built again it differs: sailau-0.1.0.dist-info/RECORD, sailau/errors.py",
    ]
    assert differences["tests"] == ["E4: run again, its tests ended otherwise"]


def test_other_software_installed_than_accepted_is_named(built: Path, clone: Path, tmp_path: Path) -> None:
    """Runs the check from an installation with one changed file."""
    shutil.copytree(clone / "src", tmp_path / "site")
    (tmp_path / "site" / "sailau" / "law" / "rules.py").open("ab").write(b"# planted\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    words = [sys.executable, "-m", "sailau.cli.main", "acceptance", "check", str(built), "--json"]
    words += ["--root", str(built.parent / "root.pem")]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    texts = [item["text"] for item in json.loads(done.stdout)["differences"]]
    assert texts[0] == "sailau/law/rules.py: changed"
    assert texts[1].startswith("fingerprint: ")


def test_a_failed_test_is_reported_and_the_command_says_so(
    clone: Path, built: Path, pki: PrecinctPki, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "tests.xml"
    case = '<testcase classname="tests.test_small" name="{}">{}</testcase>'
    cases = case.format("test_plain", '<failure message="no"/>') + case.format("test_two_cases[a]", "")
    junit.write_text(f'<testsuites><testsuite time="1.5" timestamp="2026-11-02">{cases}</testsuite></testsuites>')
    place = built.parent
    words = ["--sign", str(place / "central.p12"), "--pin-file", str(place / "pin"), "--junit", str(junit)]
    assert main(["acceptance", "build", str(clone), "--out", str(tmp_path / "pack"), *words]) == 1
    assert "✗ E4" in capsys.readouterr().out
    assert found(tmp_path / "pack", pki)["tests"] == ["E4: a test of this row failed"]


def test_only_the_central_commission_signs_a_report(clone: Path, pki: PrecinctPki, tmp_path: Path) -> None:
    for name in ("territorial", "member-1"):
        with pytest.raises(SignatureError, match="may not sign an acceptance report"):
            build_pack(clone, tmp_path / "pack", pki.signers[name], NOW, Given())
    assert not (tmp_path / "pack").exists()


def test_a_folder_in_use_and_foreign_software_are_refused(clone: Path, pki: PrecinctPki, tmp_path: Path) -> None:
    central = pki.signers["central"]
    (tmp_path / "mine").write_text("x")
    with pytest.raises(StoreError, match="not an empty folder"):
        build_pack(clone, tmp_path, central, NOW, Given())
    other = Path(shutil.copytree(clone, tmp_path / "clone"))
    (other / "src" / "sailau" / "errors.py").open("ab").write(b"\n")
    with pytest.raises(StoreError, match=r"not that of .*sailau/errors\.py: changed"):
        build_pack(other, tmp_path / "pack", central, NOW, Given())
    with pytest.raises(StoreError, match="no source of Sailau"):
        build_pack(tmp_path, tmp_path / "pack", central, NOW, Given())
