"""Lock the requirements anew: versions and hashes only, never the address of an index.

Needs `uv` on the PATH. Run it on purpose, read the difference, commit it:

    python3 tools/lock.py              keep what is locked, add what pyproject.toml newly asks for
    python3 tools/lock.py --upgrade    take the newest versions

What is locked: `base` (the default installation), `build` (to install Sailau itself without a network), `dev` (linters
and tests) and one file for each extra. All but `pcsc` must come as wheels, since the default installation compiles
nothing; pyscard exists for Linux as source alone, which is why it is an extra.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
PYTHON = "3.11"
SOURCE_ONLY_EXTRAS = {"pcsc"}


def compile_lock(name: str, wanted: list[str], constraints: list[str], upgrade: bool) -> None:
    """Resolve `wanted` under the locks named in `constraints` and write `requirements/<name>.txt`."""
    command = ["uv", "--no-config", "pip", "compile", "-", "--universal", "--python-version", PYTHON, "--quiet"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    command += ["--output-file", str(LOCKS / f"{name}.txt")]
    command += [word for other in constraints for word in ("--constraints", str(LOCKS / f"{other}.txt"))]
    command += ["--upgrade"] if upgrade else []
    command += [] if name.removeprefix("extra-") in SOURCE_ONLY_EXTRAS else ["--only-binary", ":all:"]
    subprocess.run(command, input="\n".join(wanted), text=True, check=True, cwd=ROOT)
    print(f"requirements/{name}.txt")


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    upgrade = "--upgrade" in sys.argv[1:]
    LOCKS.mkdir(exist_ok=True)
    compile_lock("base", project["project"]["dependencies"], [], upgrade)
    # `editables` is what hatchling asks for when it installs a source folder in place.
    compile_lock("build", [*project["build-system"]["requires"], "editables"], ["base"], upgrade)
    compile_lock("dev", project["dependency-groups"]["dev"], ["base", "build"], upgrade)
    for extra, wanted in project["project"]["optional-dependencies"].items():
        compile_lock(f"extra-{extra}", wanted, ["base", "build", "dev"], upgrade)


if __name__ == "__main__":
    main()
