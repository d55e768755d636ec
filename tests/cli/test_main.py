"""The entry of the command: exit codes, streams, misuse."""

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from sailau.cli.main import COMMANDS, main, parser
from sailau.data import MAJILIS_2021, published


@pytest.mark.parametrize("argv", [[], ["no-such-command"], ["outcome"], ["outcome", "a", "b"], ["outcom", "a"]])
def test_misuse_exits_with_two_and_says_so_on_stderr(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage: sailau" in err


@pytest.mark.parametrize("argv", [["--help"], ["outcome", "--help"], ["--version"]])
def test_help_and_version_are_no_misuse(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    assert "sailau" in capsys.readouterr().out


def test_options_are_not_guessed_from_their_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outcome", "x.json", "--js"]) == 2
    assert "--js" in capsys.readouterr().err


HEAVY = ("weasyprint", "pyhanko", "jsonschema", "openpyxl", "babel", "sailau.service")


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["verify-archive", "--help"], ["outcome", "--help"]])
def test_help_and_verify_archive_import_no_printing_library(argv: list[str]) -> None:
    ask = f"import sys; from sailau.cli.main import main; main({argv!r}); print([*sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert "'sailau.cli.main'" in done.stderr
    assert [name for name in HEAVY if f"'{name}'" in done.stderr] == []


@pytest.mark.parametrize(("name", "module", "text"), COMMANDS)
def test_the_list_of_commands_says_what_each_command_says_of_itself(name: str, module: str, text: str) -> None:
    subparsers = argparse.ArgumentParser().add_subparsers()
    importlib.import_module(module).add_parser(subparsers)
    assert [(choice.dest, choice.help) for choice in subparsers._choices_actions] == [(name, text)]
    assert name in parser([name, "--help"]).format_help()


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    file = tmp_path / "majilis.json"
    file.write_bytes(published(MAJILIS_2021))
    return file


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "sailau.cli.main", *argv]


def test_a_reader_that_goes_away_causes_no_traceback(figures: Path) -> None:
    with subprocess.Popen(
        command("outcome", str(figures), "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 2


def test_names_are_written_in_utf8_whatever_the_locale(figures: Path) -> None:
    done = subprocess.run(
        command("outcome", str(figures), "--lang", "kk"),
        capture_output=True,
        check=True,
        env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    )
    assert "Қазақстан халық партиясы" in done.stdout.decode("utf-8")
