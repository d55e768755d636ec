"""`sailau verify-country` as a person gives it: exit codes, languages, JSON, what is misuse and what to do about it."""

import json
from pathlib import Path

import pytest

from sailau.cli.main import main
from sailau.formats.v1.publication import names
from tests.country.altered import copied
from tests.country.made import Country


def test_a_citizen_judges_a_mirror_in_every_language(
    country: Country, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied(country, tmp_path / "mirror")
    root, report = tmp_path / "root.pem", tmp_path / "report.json"
    root.write_bytes(country.root)
    given = ["verify-country", str(folder), "--root", str(root), "--report", str(report)]
    for lang, words in (
        ("kk", ("ЖАРАМДЫ", "қатысу", "дауыс беруге қатысқандар")),
        ("ru", ("ВЕРНО", "явка", "участвовало")),
        ("en", ("SOUND", "turnout", "took part")),
    ):
        assert main([*given, "--lang", lang]) == 0
        said = capsys.readouterr()
        assert all(word in said.err for word in words)
        assert said.out == ""
    assert folder.with_name("mirror.verified.jsonl").exists()
    written = json.loads(report.read_bytes())
    assert (written["verdict"], written["counted"], len(written["records"])) == ("sound", 3, 3)
    assert main([*given, "--json", "--processes", "2"]) == 0
    assert json.loads(capsys.readouterr().out) == written

    (folder / names.LINES_CSV).write_bytes(b"")
    assert main([*given, "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert "data/lines.csv: a file was altered (file-altered)" in said.err
    assert said.err.endswith("REFUSED: what was published has defects.\n")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nowhere"], "no publication"),
        ([".", "--root", "nowhere.pem"], "nowhere.pem"),
        ([".", "--scheduler", "tcp://192.0.2.7:8786"], "without TLS"),
        ([".", "--scheduler", "tls://192.0.2.7:8786"], "--tls-ca"),
        ([".", "--processes", "0"], "1 to 256"),
        ([".", "--processes", "2", "--scheduler", "tls://192.0.2.7:8786"], "not allowed with"),
    ],
    ids=["folder", "root", "tcp", "tls", "processes", "both"],
)
def test_misuse_says_what_is_wrong(
    words: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify-country", *words]) == 2
    assert reason in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
