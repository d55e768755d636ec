"""Readers of voter lists: CSV, XLSX and JSON, told apart by what they hold and not by their names (M8, M10).

    with opened_list(path) as table: ...     a `Table` of rows, or the `Finding` why there is none

A file comes from outside and may be broken or meant to break: sizes are bounded before anything is unpacked, XML with
definitions is refused, formulas are never computed, encodings are never guessed into names. `register.columns` says
what the columns are called.
"""

from sailau.adapters.lists.opening import opened_list, read_list_bytes

__all__ = ["opened_list", "read_list_bytes"]
