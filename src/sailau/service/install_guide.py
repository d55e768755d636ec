"""What comes next in an installation: which step, who must be there, by when, by which article (E8, E9, E13-E17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sailau.law import calendar
from sailau.refusal import Text
from sailau.service.install import Installation
from sailau.service.install_finish import PRINTING
from sailau.service.install_notes import Step


class Progress(StrEnum):
    """How far a step is."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One step for the person who stands there: what, who, article, and the command."""

    step: Step
    article: str
    what: Text
    who: Text
    command: str


_MEMBERS: Final = Text(
    "комиссия мүшелері; сенім білдірілген адамдар, байқаушылар, БАҚ қатыса алады",
    "члены комиссии; вправе присутствовать доверенные лица, наблюдатели, СМИ",
    "members of the commission; proxies, observers and media may attend",
)

GUIDES: Final[Mapping[Step, Guide]] = {
    guide.step: guide
    for guide in (
        Guide(
            step=Step.PACKAGE,
            article="L 43(4), 50-1(5)",
            what=Text(
                "Пакетті тасымалдағыштан тексеру",
                "Проверить пакет на носителе",
                "Check the package on its medium",
            ),
            who=_MEMBERS,
            command="sailau install FOLDER package --from DIR --root root.pem --election ID --precinct N",
        ),
        Guide(
            step=Step.MACHINE,
            article="L 50-2(2), 50-2(3)",
            what=Text(
                "Машинаны тексеру: желі, сағат, USB, қуат, дискі, бағдарлама",
                "Проверить машину: сеть, часы, USB, питание, диск, программа",
                "Check the machine: network, clock, USB, power, disk, software",
            ),
            who=Text(
                "техник маман; сағатын оқитын мүше; мүшелер көріп тұрады",
                "технический специалист; член комиссии, читающий свои часы; члены наблюдают",
                "the specialist; a member who reads the own watch; members look on",
            ),
            command="sailau install FOLDER machine --watch HH:MM:SS [--interface NAME …] [--accept CODE …]",
        ),
        Guide(
            step=Step.DEVICES,
            article="L 50-1(5), 50-2(3)",
            what=Text(
                "Әр құрылғыны тексеру: өзін-өзі тексеру есебі тізіммен салыстырылады",
                "Проверить каждое устройство: отчёт о самопроверке сверяется с описью",
                "Check every device: its self-test is held against the inventory",
            ),
            who=Text(
                "техник маман; мүшелер сериялық нөмірлерді көзбен салыстырады",
                "технический специалист; члены сверяют серийные номера глазами",
                "the specialist; members compare serial numbers by eye",
            ),
            command="sailau install FOLDER device --test ID --pin-file FILE   (or: device --report FILE)",
        ),
        Guide(
            step=Step.CEREMONY,
            article="L 10(3), 50-2(2)",
            what=Text(
                "Мүшелердің кілт рәсімі (sailau ceremony), содан кейін қорытындысын енгізу",
                "Ключевая церемония членов (sailau ceremony), затем внести её итог",
                "The members' key ceremony (sailau ceremony), then enter what came of it",
            ),
            who=Text(
                "барлық мүшелер, әрқайсысы өз кілтімен; аумақтық комиссия өкілі",
                "все члены комиссии, каждый со своим ключом; представитель территориальной комиссии",
                "all members, each with the own key; somebody of the territorial commission",
            ),
            command="sailau install FOLDER ceremony --round DIR",
        ),
        Guide(
            step=Step.FINISH,
            article="L 50-1(5), 50-5(2)",
            what=Text(
                "Аяқтау: қоймалар, мөр басылатын пароль (екі конверт), орнату актісі",
                "Завершить: хранилища, запечатанный пароль (два конверта), акт установки",
                "Finish: stores, the sealed password (two envelopes), the act of installation",
            ),
            who=Text(
                "төраға және тағы кемінде бір мүше актіге қол қояды; екі конверт пен мөр дайын тұрады",
                "председатель и ещё хотя бы один член подписывают акт; готовы два конверта и печать",
                "the chair and at least one more member sign the act; two envelopes and the seal are at hand",
            ),
            command="sailau install FOLDER finish --pin-file FILE --sign member-1.p12 --sign … --printer NAME",
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where an installation stands; `due` is the last day for it (local), `late` when that has passed."""

    steps: Mapping[Step, Progress]
    next: Guide | None
    due: date | None
    late: bool
    printing_in_doubt: bool
    undone: int


def status_of(installation: Installation) -> Status:
    """Tell where the installation stands."""
    notes = installation.notes
    done = set(notes.steps)
    finish = notes.steps.get(Step.FINISH)
    in_doubt = finish is not None and finish["phase"] == PRINTING
    left = [step for step in Step if step not in done]
    steps = {
        step: Progress.DONE if step in done else Progress.NEXT if step is left[0] else Progress.LATER for step in Step
    }
    package = notes.steps.get(Step.PACKAGE)
    due = _due(package["voting_day"]) if package is not None else None
    return Status(
        steps=steps,
        next=GUIDES[left[0]] if left else None,
        due=due,
        late=due is not None and bool(left) and _local_day(installation) > due,
        printing_in_doubt=in_doubt,
        undone=len(notes.before),
    )


def _due(voting_day: str) -> date:
    return calendar.deadline("equipment_installed", date.fromisoformat(voting_day)).date()


def _local_day(installation: Installation) -> date:
    now: datetime = installation.clock.now()
    return now.date()
