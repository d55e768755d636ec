"""The form of NIST SP 1500-101, version 1, in JSON, as its class tables have it: what must and what may be there.

The published schema file is not in this repository; `test_cdf_published` holds this form and the export against it
where it is to be had. This is as strict: no property but those named, required ones present, enumerations closed, times
with an offset.
"""

import re
from typing import Any

DEVICE_TYPES = [
    "adjudication",
    "ballot-activation",
    "ballot-printing",
    "blank-ballot-printing",
    "bmd",
    "dre",
    "dre-controller",
    "electronic-cast",
    "electronic-cast-paper",
    "electronic-poll-book",
    "ems",
    "other",
    "scan-batch",
    "scan-single",
    "transmission-receiving",
    "transmission-sending",
]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
WORD = re.compile(r"[\s\S]*")
Rule = re.Pattern[str] | list[str] | str
"""A text's form, a closed list, or the name of the class whose objects a list holds."""
CLASSES: dict[str, tuple[set[str], dict[str, Rule]]] = {
    "ElectionEventLog": (
        {"GeneratedTime"},
        {"GeneratedTime": TIME, "Details": WORD, "Device": "Device", "ElectionId": WORD},
    ),
    "Device": (
        {"Id"},
        {
            **dict.fromkeys(("Id", "Details", "Manufacturer", "Model", "OtherHashType", "OtherType", "Version"), WORD),
            "Event": "Event",
            "HashType": ["md6", "other", "sha-256", "sha-512"],
            "Type": DEVICE_TYPES,
        },
    ),
    "Event": (
        {"Disposition", "Id", "Sequence", "TimeStamp", "Type"},
        {
            **dict.fromkeys(("Id", "Sequence", "Type", "Description", "Details", "Hash", "Severity", "UserId"), WORD),
            "OtherDisposition": WORD,
            "Disposition": ["failure", "na", "other", "success"],
            "TimeStamp": TIME,
        },
    ),
    "ElectionEventLogDocumentation": (
        {"DeviceManufacturer", "DeviceModel", "EventIdDescription", "EventTypeDescription", "GeneratedDate"},
        {
            **dict.fromkeys(("DeviceId", "DeviceManufacturer", "DeviceModel", "DeviceVersion"), WORD),
            "EventIdDescription": "EventIdDescription",
            "EventTypeDescription": "EventTypeDescription",
            "GeneratedDate": DATE,
        },
    ),
    "EventIdDescription": ({"Description", "Id"}, {"Description": WORD, "Id": WORD}),
    "EventTypeDescription": ({"Description", "Type"}, {"Description": WORD, "Type": WORD}),
}


def flaws(value: Any, name: str, place: str = "") -> list[str]:
    """Everything in which `value` is not an object of the class."""
    here = place or name
    if not isinstance(value, dict):
        return [f"{here}: not an object"]
    required, allowed = CLASSES[name]
    found = [f"{here}: no {key}" for key in sorted(required - set(value))]
    if value.get("@type") != f"EventLogging.{name}":
        found.append(f"{here}: of another @type")
    for key, item in value.items():
        if key != "@type":
            found += _flaws_of(item, allowed.get(key), f"{here}.{key}")
    return found


def _flaws_of(item: Any, rule: Rule | None, place: str) -> list[str]:
    if rule is None:
        return [f"{place}: there is no such property"]
    if isinstance(rule, str):
        if not isinstance(item, list) or (rule.endswith("Description") and not item):
            return [f"{place}: not a list, or empty"]
        return [flaw for number, each in enumerate(item) for flaw in flaws(each, rule, f"{place}[{number}]")]
    if isinstance(rule, list):
        return [] if item in rule else [f"{place}: not of the enumeration"]
    return [] if isinstance(item, str) and rule.fullmatch(item) else [f"{place}: not of the form"]
