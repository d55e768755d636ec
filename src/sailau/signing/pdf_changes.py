"""What may be added to a paper after a signature: further signatures in the fields that it came with, nothing else.

pyHanko compares each revision of the file with the one before. Its own rules do not know that the field of a tagged
paper also stands in the tree that describes the paper to a screen reader; `TaggedFieldRule` says so. New fields, other
fields, changed titles, metadata and validation data are all refused.
"""

from collections.abc import Iterable
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    FormUpdatingRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules_api import Context, ReferenceUpdate, WhitelistRule


class TaggedFieldRule(WhitelistRule):
    """A field may be filled although the description of the paper points at it; the pointer itself stays."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """The pointers from the old revision's structure to its fields."""
        root = old.root
        if "/AcroForm" not in root or "/StructTreeRoot" not in root:
            return
        parents = _parent_tree(root["/StructTreeRoot"])
        for field in _items(root["/AcroForm"]["/Fields"]):
            element = parents.get(field["/StructParent"]) if "/StructParent" in field else None
            if element is None:
                continue
            for pointer in _pointers(element):
                target = pointer.raw_get("/Obj")
                if isinstance(target, IndirectObject) and target.idnum == field.container_ref.idnum:
                    yield ReferenceUpdate(target.reference, context_checked=Context.relative_to(pointer, "/Obj"))


def _parent_tree(structure: DictionaryObject) -> dict[int, DictionaryObject]:
    """Number of an annotation → the element that describes it. Ours is one flat array, as WeasyPrint writes it."""
    numbers = _items(structure["/ParentTree"].get("/Nums", ArrayObject()))
    pairs = zip(numbers[0::2], numbers[1::2], strict=False)
    return {int(number): element for number, element in pairs if isinstance(element, DictionaryObject)}


def _items(array: ArrayObject) -> list[Any]:
    """The array's entries, references followed."""
    return [array[index] for index in range(len(array))]


def _pointers(element: DictionaryObject) -> list[DictionaryObject]:
    kids = element.get("/K", ArrayObject())
    found = _items(kids) if isinstance(kids, ArrayObject) else [kids]
    return [kid for kid in found if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/OBJR"]


ONLY_SIGNATURES = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),  # type: ignore[no-untyped-call]
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        TaggedFieldRule().as_qualified(ModificationLevel.FORM_FILLING),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldModificationRule()]),
)
"""The policy: see the module."""
