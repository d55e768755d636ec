"""Set up the independent judge: `belenios-tool`, a program we did not write, in a Debian 13 root of its own.

The root stands under `build/trixie`, is made once by `debootstrap` (a minute or two, with a network) and needs no
network afterwards. Making and entering it takes root rights; whoever has none may install `belenios-tool` 3.0 or 3.1
on the system, and it is used from there. This script never goes on without the judge: it succeeds or says why not.

What the judge is asked, and how, stands in `src/sailau/adapters/independent_judge.py`; the archives that are put
before it are made in `tests/conformance`.
"""

import os
import shutil
import subprocess
from pathlib import Path

from setup import SystemPart, command, install_system_parts, stop, wide_path

ROOT = Path(__file__).resolve().parent.parent
JUDGE_ROOT = ROOT / "build" / "trixie"
READY = JUDGE_ROOT / ".ready"
TOOL = "belenios-tool"
DEBOOTSTRAP = SystemPart("debootstrap", "a Debian 13 root for the independent judge", command("debootstrap"))


def answers(words: list[str]) -> str:
    """What the tool at the end of `words` says of its version; empty when it cannot run."""
    environment = {**os.environ, "PATH": wide_path()}
    try:
        done = subprocess.run(words, text=True, capture_output=True, check=False, env=environment)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def make_root() -> None:
    """Make the root beside its place and move it in when it is whole."""
    install_system_parts([DEBOOTSTRAP])
    partial = JUDGE_ROOT.with_name("trixie.partial")
    log = JUDGE_ROOT.with_name("trixie.log")
    partial.parent.mkdir(exist_ok=True)
    shutil.rmtree(partial, ignore_errors=True)
    print(
        f"conformance: making a Debian 13 root with {TOOL} under build/trixie (once; log: build/trixie.log)", flush=True
    )
    words = ["debootstrap", "--variant=minbase", f"--include={TOOL}", "trixie", str(partial)]
    with log.open("w", encoding="utf-8") as output:
        environment = {**os.environ, "PATH": wide_path(), "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(words, stdout=output, stderr=subprocess.STDOUT, env=environment, check=False)
    if done.returncode != 0:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
        stop("\n".join([f"debootstrap could not make {partial} (exit {done.returncode}):", *last]))
    shutil.rmtree(JUDGE_ROOT, ignore_errors=True)
    partial.rename(JUDGE_ROOT)


def main() -> None:
    if answers([TOOL, "--version"]):
        print(f"conformance: the system's own {TOOL} {answers([TOOL, '--version'])}")
        return
    if os.geteuid() != 0:
        stop(
            "the independent judge cannot be set up: debootstrap and chroot need root rights.\n"
            f"  Run this as root, or install {TOOL} 3.0 (Debian 13 has it). All other tests:\n"
            "  .venv/bin/pytest -m 'not conformance and not soak'"
        )
    version = answers(["chroot", str(JUDGE_ROOT), TOOL, "--version"])
    if not version:
        make_root()
        version = answers(["chroot", str(JUDGE_ROOT), TOOL, "--version"])
    if not version:
        stop(f"{JUDGE_ROOT} was made, but {TOOL} does not run in it")
    READY.touch()
    print(f"conformance: {TOOL} {version} in build/trixie")


if __name__ == "__main__":
    main()
