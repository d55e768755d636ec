"""`sailau demo-district`: a whole district's election with invented people, from packages to the publication.

    sailau demo-district --out DIR [--voters N] [--seed S] [--lang kk|ru|en]

DIR is created if absent and must be empty. DIR/centre is the central commission's folder, DIR/precincts what each of
the twelve precincts leaves, DIR/site the publication with its pages. At the end every record is verified once more
from the publication alone, and all above the records is summed again. Exit 0: all agrees; 1: it does not; 2: misuse.
"""

import argparse
from pathlib import Path
from typing import Final

from sailau.adapters.runners import RunInProcesses
from sailau.cli.narration import LANGUAGES, Narration, said
from sailau.cli.progress import ProgressBar
from sailau.election.example_district import district_of_twelve
from sailau.errors import StoreError
from sailau.refusal import Text
from sailau.service.country.report import STEPS, CountryReport
from sailau.service.country.verify import verify_country
from sailau.service.country.words import STEPS as STEP_NAMES
from sailau.service.country.words import VERDICTS
from sailau.service.rehearsal.district import ToldDistrict, tell_district
from sailau.service.rehearsal.examples import district_votes
from sailau.service.rehearsal.stage import Plan
from sailau.stations.kiosk.proof import proof_screens, screens_are_whole
from sailau.stations.results.building import build_site
from sailau.verifier.finding import Weight
from sailau.words import Language

SOUND, DEFECTS = 0, 1
VOTERS_DEFAULT: Final = 40
VOTERS_MIN: Final = 36
"""A mixed precinct needs voters enough for cards, homes and paper."""
SEED_DEFAULT: Final = 2026
CHECK: Final = Text("Тексеру", "Проверка", "Verification")
SITE: Final = Text("Сайт", "Сайт", "Site")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `demo-district`."""
    parser = subparsers.add_parser(
        "demo-district", help="hold a district's election of twelve precincts, up to the announced result"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="absent or empty")
    parser.add_argument("--voters", type=_voters, default=VOTERS_DEFAULT, metavar="N", help="size of each list")
    parser.add_argument("--seed", type=int, default=SEED_DEFAULT, metavar="S", help="fixes people and choices")
    parser.add_argument("--processes", type=int, choices=range(1, 65), default=2, metavar="N", help="for verifying")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the story")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hold the election, publish, verify the publication; the exit code."""
    out = args.out.resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StoreError(f"{out.name} is not an empty folder: the district's files need a folder of their own")
    narration = Narration(args.lang)
    plan = Plan(
        definition=district_of_twelve(voters=args.voters),
        votes=district_votes(),
        voters=args.voters,
        seed=args.seed,
        screens=proof_screens,
        draws=screens_are_whole,
    )
    told = tell_district(plan, out, narration)
    site = build_site(told.site, root=told.root)
    narration.chapter(CHECK)
    report = _verify(told, args.processes)
    _show(narration, report, args.lang)
    narration.line(f"{said(SITE, args.lang)}: {told.site / 'index.html'} ({site.pages})")
    narration.line(f"sailau verify-country {told.site}")
    narration.line("\n" + said(VERDICTS[report.sound], args.lang))
    return SOUND if report.sound else DEFECTS


def _verify(told: ToldDistrict, processes: int) -> CountryReport:
    """Judge the publication as anybody does who has the root certificate."""
    bar = ProgressBar()
    try:
        journal = told.site.with_name("verified.jsonl")
        return verify_country(told.site, RunInProcesses(processes), journal=journal, root=told.root, progress=bar)
    finally:
        bar.close()


def _show(narration: Narration, report: CountryReport, language: Language) -> None:
    for step in STEPS:
        narration.line(f"{step:2}  {said(STEP_NAMES[step], language)}: {report.step(step)}")
    for finding in report.of_weight(Weight.DEFECT):
        narration.line(f"step {finding.step}, {finding.code}, {finding.place}: {finding.text}")


def _voters(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < VOTERS_MIN:
        raise argparse.ArgumentTypeError(f"a list of {VOTERS_MIN} voters or more")
    return int(text)
