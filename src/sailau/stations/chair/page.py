"""The chair's one page: the bar, the day's rail, and what comes next, with all texts resolved (L 50-5, 50-6; E22, E23).

What is not allowed now is not there; who is still missing for it is named instead.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sailau.service.chair_station import ChairView
from sailau.service.count import RECOUNT
from sailau.service.people_at_station import KeyOffered
from sailau.stations.chair import evening, morning, rail, signing, transfer
from sailau.stations.chair.making import Making
from sailau.stations.chair.parts import Body, Button, Input, Page, Person
from sailau.stations.chair.sections import SECTIONS, section_of
from sailau.stations.keys import key_said
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES

FORMS: Final[Mapping[str, Callable[[Making], Body]]] = MappingProxyType(
    {
        "duties": morning.duties,
        "check": morning.check,
        "suspend": morning.suspend,
        "postpone": morning.postpone,
        "device-dead": evening.device_failed,
        "explain": evening.explain,
        "decline": signing.decline,
        "recount": lambda made: evening.by_act(made, "recount"),
        "pack": lambda made: evening.by_act(made, "pack"),
        "erase": lambda made: evening.by_act(made, "erase"),
        "erasing": evening.erasing,
        "transfer": transfer.transfer,
    }
)
"""The forms that are opened beside what comes next, by the name that stands in `ChairView.form`."""


def page_of(view: ChairView, keys: Sequence[KeyOffered] = ()) -> Page:
    """What the station shows now."""
    language: Language = view.language if view.language in LANGUAGES else "kk"
    made = Making(view, language)
    section = section_of(view.form) if _section_may_stand(view) else None
    screen, body = ("section", None) if section else body_of(made, keys)
    summary = view.summary
    return Page(
        language=language,
        screen=section.path if section else screen,
        title=made.say("chair-station"),
        precinct=made.say("precinct", number=summary["precinct"]) if summary else "",
        who=_who(made),
        state=made.say(f"state-{made.day.state}") if made.day.state else "",
        is_open=made.day.state == "open",
        clock=f"{datetime.fromisoformat(made.outline['now']):%H:%M}" if made.outline else "",
        training=made.say("training") if summary.get("training") else "",
        languages=tuple(Button(do=f"speak:{one}", text=Making(view, one).say("language-name")) for one in LANGUAGES),
        tabs=_tabs(made),
        rail=rail.rail(made.day, language),
        notice=getattr(view.notice.text, language) + f" ({view.notice.article})" if view.notice else "",
        done=_done(made),
        doing=made.say(f"doing-{view.doing}") if view.doing else "",
        body=body,
        section_template=section.template if section else "",
        section=section.show(view, view.form.partition(":")[2], language) if section else None,
    )


def body_of(made: Making, keys: Sequence[KeyOffered]) -> tuple[str, Body]:
    """The name of what is shown beside the rail, and what it says."""
    view = made.view
    if view.still:
        return "still", _still(made)
    if not view.members or view.form == "sign-in":
        return "sign-in", _sign_in(made, keys)
    if view.agreeing is not None:
        return "agree", signing.agreeing(made, view.agreeing)
    if not made.outline:
        return "sign-in", _sign_in(made, keys)
    if view.setup_compared != made.outline["setup"]:
        return "setup", morning.compare_setup(made)
    form = view.form.partition(":")[0]
    if form in FORMS and _fits(made, form):
        return form, FORMS[form](made)
    return _next(made)


def _section_may_stand(view: ChairView) -> bool:
    return bool(view.members) and view.agreeing is None and view.form != "sign-in" and not view.still


def _still(made: Making) -> Body:
    """The recorder is lost: nothing can be asked for, and what was begun waits (L 50-2(4))."""
    return Body(
        article=made.say("article", article="50-2(4)"),
        heading=made.say("stands-still"),
        lead=made.say("stands-still-how"),
        tone="stop",
    )


def _fits(made: Making, form: str) -> bool:
    """Whether a form still belongs to where the day stands."""
    state = made.day.state
    needed = {
        "duties": ("checked", "open", "suspended"),
        "check": ("installed",),
        "suspend": ("open",),
        "postpone": ("installed", "checked", "open", "suspended"),
        "device-dead": ("closed",),
        "explain": ("closed",),
        "decline": ("counted",),
        "recount": ("counted", "signed"),
        "pack": ("signed",),
        "erase": ("signed", "postponed"),
        "erasing": ("signed", "postponed"),
        "transfer": ("signed",),
    }
    return state in needed[form] and (form != "erasing" or made.view.erasing is not None)


def _next(made: Making) -> tuple[str, Body]:
    """What comes next, by the state of the day and what it still lacks."""
    day, outline = made.day, made.outline
    match day.state:
        case "installed":
            enough = len(outline["possession"]) >= outline["possession_needed"]
            every = enough and not [one for one in made.able() if one not in outline["possession"]]
            return ("check", morning.check(made)) if every else ("possession", morning.possession(made))
        case "checked":
            ready = day.has_issuer() and day.seal_seen
            return ("opening", morning.opening(made)) if ready else ("duties", morning.duties(made))
        case "open":
            return "voting", morning.voting(made)
        case "suspended":
            return "suspended", morning.suspended(made)
        case "closed":
            ready = day.devices_in()
            return ("reconcile", evening.reconcile(made)) if ready else ("devices", evening.devices(made))
        case "reconciled":
            return "counting", evening.counting(made)
        case "counted" | "signed" if outline["recount"]["begun"] and not outline["recount"]["result"]:
            return "counting", evening.counting(made, RECOUNT)
        case "counted":
            return "protocol", signing.protocol(made)
        case "signed" if outline["recount_held"] and "recount" not in outline["protocol"]["recorded"]:
            return "protocol", signing.protocol(made)
        case "signed":
            return "after", evening.after(made)
        case _:
            return "postponed", evening.postponed(made)


def _sign_in(made: Making, keys: Sequence[KeyOffered]) -> Body:
    options = tuple((key.id, key_said(key.name, made.language)) for key in keys)
    here = tuple(
        Person(name=one.name, office=made.say(f"office-{one.role}"), standing="here", out=_out(made, one.id))
        for one in made.view.members
    )
    inputs = (
        Input(name="key", label=made.say("whose-key"), kind="choice", options=options),
        Input(name="pin", label=made.say("pin"), kind="pin"),
    )
    back = (made.button("form:", "back"),) if here else ()
    return Body(
        article=made.say("article", article="50-5(1)"),
        heading=made.say("sign-in"),
        lead=made.say("sign-in-how"),
        people=here,
        people_name=made.say("signed-in-here") if here else "",
        inputs=inputs if options else (),
        notes=() if options else (made.say("no-keys"),),
        buttons=(*back, made.button("sign-in", "enter", go=True)) if options else back,
    )


def _out(made: Making, member: str) -> Button:
    return made.button(f"sign-out:{member}", "sign-out")


def _tabs(made: Making) -> tuple[tuple[Button, bool], ...]:
    if not made.view.members or made.view.still:
        return ()
    open_ = made.view.form.partition(":")[0]
    day = (made.button("form:", "tab-day"), section_of(made.view.form) is None and open_ != "sign-in")
    people = (made.button("form:sign-in", "tab-people"), open_ == "sign-in")
    rest = tuple((made.button(f"form:{one.path}", one.word), open_ == one.path) for one in SECTIONS)
    return (day, *rest, people)


def _who(made: Making) -> str:
    """The station, who leads at it, and how many more have signed in."""
    members = made.view.members
    if not members:
        return made.say("chair-station")
    lead = next((one.name for one in members if one.id == made.chair()), members[0].name)
    more = f" + {len(members) - 1}" if len(members) > 1 else ""
    return f"{made.say('chair-station')} · {lead}{more}"


def _done(made: Making) -> str:
    done = made.view.done
    if not done:
        return ""
    return made.say("act-signed", act=done) if done.startswith("ACT-") else made.say(f"done-{done}")
