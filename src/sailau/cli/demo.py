"""`sailau demo`: a whole precinct's election with invented people, from the definition to the verified record.

    sailau demo --out DIR [--voters N] [--seed S] [--definition NAME] [--processes N] [--lang kk|ru|en]

DIR becomes the public record: it is created if absent and must be empty. Beside it, in DIR-papers, lie the files that
all began with, a draft definition and a raw list, and every act as PDF. The seed fixes people and choices, never keys.
Exit 0: the record was verified; 1: a verifier found defects; 2: misuse.
"""

import argparse
import sys
from fractions import Fraction
from pathlib import Path
from typing import Final

from sailau.cli.narration import LANGUAGES, Narration, said
from sailau.cli.progress import ProgressBar
from sailau.cli.step_names import STEP_NAMES
from sailau.cli.verify import MARKS, VERDICTS
from sailau.election.ballot import ContestQuestion, questions
from sailau.election.nouns import Language
from sailau.formats.v1.record import names
from sailau.refusal import Text
from sailau.service.act_papers import print_acts, read_acts
from sailau.service.rehearsal.examples import NAMES, rehearsed
from sailau.service.rehearsal.stage import Plan
from sailau.service.rehearsal.story import SAMPLE_FOR_THE_JUDGE, Told, ask_the_independent_judge, tell
from sailau.stations.kiosk.proof import proof_screens, screens_are_whole
from sailau.verifier.finding import Weight
from sailau.verifier.record import Report, verify_record
from sailau.words import Language as Tongue
from sailau.words import decimal, grouped

SOUND, DEFECTS = 0, 1
ACTS_FOLDER: Final = "6-acts"
VOTERS_DEFAULT: Final = 1_200
VOTERS_MIN: Final = 30
SEED_DEFAULT: Final = 2005

RESULT: Final = Text("Нәтиже", "Результат", "Result")
BLANK: Final = Text("бос дауыс", "пустой голос", "blank vote")
CHECK: Final = Text("Тексеру", "Проверка", "Verification")
JUDGE_ACCEPTS: Final = Text(
    f"тәуелсіз құрал (belenios-tool): мұрағатты да, {SAMPLE_FOR_THE_JUDGE} бюллетеньді де қабылдады",
    f"независимый инструмент (belenios-tool): принял архив и {SAMPLE_FOR_THE_JUDGE} бюллетеней по одному",
    f"the independent tool (belenios-tool) accepts the archive, and {SAMPLE_FOR_THE_JUDGE} ballots one by one",
)
JUDGE_ABSENT: Final = Text(
    "тәуелсіз құрал бұл машинада жоқ: оны `make conformance` орнатады",
    "независимого инструмента на этой машине нет: его ставит `make conformance`",
    "the independent tool is not on this machine: `make conformance` installs it",
)
JUDGE_REFUSES: Final = Text(
    "тәуелсіз құрал қабылдамады", "независимый инструмент не принял", "the independent tool refuses"
)
ACTS: Final = Text("Актілер", "Акты", "Acts")
PATHS: Final = (
    (Text("Хаттама", "Протокол", "Protocol"), names.PROTOCOL_PDF),
    (Text("Кодтар тізімі", "Список кодов", "List of codes"), names.CODES_PDF),
    (Text("Жазба", "Запись", "Record"), ""),
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand `demo`."""
    parser = subparsers.add_parser("demo", help="hold a whole precinct's election with invented people")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the record's folder: absent or empty")
    parser.add_argument("--voters", type=_voters, default=VOTERS_DEFAULT, metavar="N", help="size of the list")
    parser.add_argument("--seed", type=int, default=SEED_DEFAULT, metavar="S", help="fixes people and choices")
    parser.add_argument("--definition", choices=NAMES, default=NAMES[0], help="which election is rehearsed")
    parser.add_argument("--processes", type=int, choices=range(1, 65), default=2, metavar="N", help="for verifying")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the story")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hold the election, verify its record, show the result; the exit code."""
    narration = Narration(args.lang)
    definition, votes = rehearsed(args.definition, args.voters)
    plan = Plan(
        definition=definition,
        votes=votes,
        voters=args.voters,
        seed=args.seed,
        screens=proof_screens,
        draws=screens_are_whole,
    )
    told = tell(plan, args.out, narration)
    report = _verify(told, args.processes)
    complaints = ask_the_independent_judge(told)
    narration.chapter(CHECK)
    _show_check(narration, report, complaints, args.lang)
    narration.chapter(RESULT)
    for asked in questions(definition, plan.precinct).contests:
        _show_contest(narration, asked, told.result.result[asked.index], args.lang)
    for what, name in PATHS:
        narration.line(f"{said(what, args.lang)}: {told.record / name}")
    papers = _print_acts(told)
    narration.line(f"{said(ACTS, args.lang)}: {papers}")
    narration.line(f"sailau verify {told.record} --setup {told.setup}")
    narration.line("\n" + dict(zip(LANGUAGES, VERDICTS[report.sound], strict=True))[args.lang])
    return SOUND if report.sound and not complaints else DEFECTS


def _verify(told: Told, processes: int) -> Report:
    """Judge the record with what an observer knows beforehand: the zero report's Setup hash and the root."""
    bar = ProgressBar()
    try:
        return verify_record(told.record, setup=told.setup, root=told.root, processes=processes, progress=bar)
    finally:
        bar.close()


def _print_acts(told: Told) -> Path:
    """Print the record's acts among the papers beside it: a record's own files are fixed."""
    print_acts(read_acts(told.record, root=told.root), told.papers / ACTS_FOLDER)
    return told.papers


def _show_check(narration: Narration, report: Report, complaints: list[str] | None, language: Tongue) -> None:
    for step, name in STEP_NAMES.items():
        narration.line(f"{MARKS[report.steps[step]]} {step:2}  {said(name, language)}")
    for weight in (Weight.DEFECT, Weight.EXPLAINED):
        for finding in report.of_weight(weight):
            narration.line(f"{weight}: step {finding.step}, {finding.code}, {finding.place}: {finding.text}")
    if complaints is None:
        narration.line(f"–     {said(JUDGE_ABSENT, language)}")
    elif not complaints:
        narration.line(f"✓     {said(JUDGE_ACCEPTS, language)}")
    for complaint in complaints or ():
        sys.stderr.write(f"{said(JUDGE_REFUSES, language)}: {complaint}\n")


def _show_contest(narration: Narration, asked: ContestQuestion, votes: tuple[int, ...], language: Tongue) -> None:
    """A table of answers in ballot order: number, name, votes, share of the ballots."""
    title = asked.contest.title.in_language(Language(language))
    names_of = [answer.text(Language(language)) for answer in asked.answers]
    numbers = [str(number) for number in range(1, 1 + len(names_of))]
    if asked.question.blank:
        names_of, numbers = [said(BLANK, language), *names_of], ["0", *numbers]
    width, total = max(map(len, names_of)), sum(votes)
    narration.line(title)
    for number, name, count in zip(numbers, names_of, votes, strict=True):
        share = f"{decimal(Fraction(100 * count, total), language)} %" if total else ""
        narration.line(f"  {number:>3}  {name:<{width}}  {grouped(count):>8}  {share:>10}")
    narration.line("")


def _voters(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < VOTERS_MIN:
        raise argparse.ArgumentTypeError(f"a list of {VOTERS_MIN} voters or more")
    return int(text)
