"""The role matrix as a page to read: a table for every part of the work, made from `commands.toml` (E26)."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from sailau.precinct.commands import RULES, Preparation, Rule, Standing, english, words_of
from sailau.precinct.states import State
from sailau.signing.roles import OFFICES, Role

HEADINGS: Final = {
    "preparation": "Before the day: the commissions",
    "opening": "Installation, opening, interruptions",
    "desk": "At the check-in desk",
    "accumulator": "At the accumulator",
    "home": "Voting at home",
    "closing": "After closing time",
    "count": "The count and the record",
    "transfer": "Transfer to the commission",
    "acts": "Acts and lists that come at any time",
    "present": "Those present, sittings, suspension",
}

_INTRODUCTION: Final = """# Who may do what: the role matrix

Law 50-5(1) forbids any action on the system but those that the chapter provides (row E26 of [law.md](law.md)). So a
command is forbidden unless a row below allows it: to these roles, in these states, by so many who act together. The
rows are data (`src/sailau/precinct/commands.toml`); this page is made from them by `sailau pki matrix`, and a test
compares. On an open precinct the commands pass through one door (`sailau.service.entrance`), which judges the
certificates of those who act, asks the matrix, and records every refusal: which command, which role, which reason.

A deputy whom an act lets replace the chair (command `replace-chair`) counts as the chair. Technicians only take part
in the installation and in the restart; observers, proxies and the media watch, and give no command. A voter needs no
certificate: the mark on the card is the right to vote, and what a voter does at a terminal is no part of this table.
"""

_CLOSING: Final = """## What the door refuses besides

| reason in the recorder | what it means |
|---|---|
| `certificate` | the chain does not lead to the package's root; another election, precinct or territory; \
training against real; revoked; expired; the key was not shown; not the person or the device that the package names |
| `role`, `state` | no row of the matrix allows it to this role, or not now |
| `company` | too few act together, or the one who must lead is not among them |
| `device` | it was not given at a device of this precinct that is made for it |
| `other-person` | somebody signs, or is named as the one who does it, who does not act |
| `suspended` | a member who was suspended by decision (L 39(2)); only his share of the key is still asked for |
"""


def role_matrix_page() -> str:
    """The whole page, Markdown."""
    parts = [_INTRODUCTION, _legend("States of the preparation", Preparation), _legend("States of the day", State)]
    for part, rules in groupby(RULES.values(), key=lambda rule: rule.part):
        parts.append(f"## {HEADINGS[part]}\n\n{_table(list(rules))}")
    parts += [f"## Every role\n\n{_roles()}", _CLOSING]
    return "\n".join(parts)


def _legend(heading: str, states: Iterable[Standing]) -> str:
    rows = [
        f"| `{state.value}` | {words_of(state).en} | {words_of(state).kk} | {words_of(state).ru} |" for state in states
    ]
    return "\n".join([f"## {heading}\n", "| state | | қазақша | по-русски |", "|---|---|---|---|", *rows, ""])


def _table(rules: Sequence[Rule]) -> str:
    head = ["| command | what it does | article | who | when |", "|---|---|---|---|---|"]
    return "\n".join([*head, *map(_row, rules), ""])


def _row(rule: Rule) -> str:
    what = f"{rule.text.en} · {rule.text.kk} · {rule.text.ru}"
    return f"| `{rule.command}` | {what} | {rule.article} | {_who(rule)} | {_when(rule)} |"


def _who(rule: Rule) -> str:
    roles = ", ".join(english(role) for role in Role if role in rule.roles)
    if rule.together > 1:
        lead = ", ".join(english(role) for role in Role if role in rule.lead)
        roles += f"; **{rule.together} together**" + (f", the {lead} among them" if lead else "")
    return roles + (f"; at the {english(rule.at)}" if rule.at else "")


def _when(rule: Rule) -> str:
    every: tuple[type[Preparation] | type[State], ...] = (Preparation, State)
    words = []
    for states in every:
        allowed = [state.value for state in states if state in rule.states]
        if len(allowed) == len(states):
            words.append("always before the day" if states is Preparation else "always on the day")
        else:
            words += allowed
    return ", ".join(words)


def _roles() -> str:
    head = ["| role | қазақша | по-русски | commands |", "|---|---|---|---|"]
    return "\n".join([*head, *(_role_row(role) for role in Role), ""])


def _role_row(role: Role) -> str:
    commands = ", ".join(f"`{rule.command}`" for rule in RULES.values() if role in rule.roles) or "none"
    return f"| {english(role)} | {OFFICES[role].kk} | {OFFICES[role].ru} | {commands} |"
