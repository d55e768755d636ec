"""The morning: proof of the keys, zero report, duties, opening, cards on the open tray (L 50-5(1)-(2); R 4, 4-1, 8)."""

from datetime import time

from sailau.precinct.commands import Command
from sailau.refusal import Text
from sailau.service.ceremony import prove_possession
from sailau.service.rehearsal.stage import CHAIR, ISSUER, Stage, granted


def open_the_precinct(stage: Stage) -> None:
    """From the check half an hour before opening to the open tray."""
    stage.narrator.chapter(Text("Таң", "Утро", "Morning"))
    stage.clock.move_to(stage.plan.definition.date, time(6, 30), stage.zone)
    _check(stage)
    stage.clock.move_to(stage.plan.definition.date, stage.plan.definition.rules.hours.opens, stage.zone)
    _open(stage)
    _lay_out_cards(stage)


def _check(stage: Stage) -> None:
    passed = [prove_possession(key.open(), stage.parameters, stage.setup.hash) for key in stage.keys.values()]
    stage.narrator.step(
        "L 50-5(1)",
        Text(
            f"{sum(passed)} мүше кілтін сынақ шифрын ашып дәлелдеді.",
            f"{sum(passed)} членов доказали владение ключом пробным расшифрованием.",
            f"{sum(passed)} members proved possession of their keys by a test decryption.",
        ),
    )
    present = (CHAIR, 3, 4)
    granted(stage.ask(Command.CHECK_SYSTEM, present, passed, signers=stage.members(*present)))
    stage.narrator.step(
        "L 50-5(1), R 4(1)",
        Text(
            "Нөлдік есеп: жәшік бос, есептегіштер нөлде. Онда дайындық хэші тұр.",
            "Нулевой отчёт: ящик пуст, счётчики на нуле. В нём стоит хэш подготовки.",
            "Zero report: the box is empty, all counters are at nought. The Setup hash stands on it.",
        ),
    )


def _open(stage: Stage) -> None:
    for duty in ("issues-cards", "registers-voters"):
        granted(stage.ask(Command.NAME_DUTY, [CHAIR], ISSUER, duty))
    granted(stage.ask(Command.OPEN_VOTING, [CHAIR]))
    stage.narrator.step(
        "L 50-5(2), R 4-1",
        Text(
            "Төраға мөрленген парольдің бүтіндігін көрсетіп, дауыс беруді ашты.",
            "Председатель показал целость запечатанного пароля и открыл голосование.",
            "The chair showed the sealed password intact and opened the voting.",
        ),
    )


def _lay_out_cards(stage: Stage) -> None:
    stage.lay_out(list(stage.cards))
    stage.narrator.step(
        "R 8",
        Text(
            f"Ашық науада {len(stage.tray)} карточка: сайлаушы кез келгенін өзі алады.",
            f"На открытом подносе {len(stage.tray)} карточек: избиратель сам берёт любую.",
            f"{len(stage.tray)} cards lie on the open tray: each voter takes any one of them.",
        ),
    )
