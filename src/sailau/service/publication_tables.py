"""What is added to a publication for others' programs: CSV and JSON Schema, made from the JSON files that lie there.

publish(centre, folder, signer, extras=[tables_and_schemas])
"""

from collections.abc import Mapping
from pathlib import Path

from sailau.adapters.files import read_file
from sailau.election.definition import parse
from sailau.formats.v1.publication import RETURNS_FILE, TOTALS_FILE, TURNOUT_FILE, names
from sailau.formats.v1.publication.schemas import schema_files
from sailau.formats.v1.publication.tables import tables


def tables_and_schemas(folder: Path) -> Mapping[str, bytes]:
    """The files by their paths. Raises FormatError, DefinitionError or StoreError when what lies there is no good."""
    made = tables(
        parse(read_file(folder / names.DEFINITION), names.DEFINITION),
        RETURNS_FILE.read(read_file(folder / names.RETURNS)),
        TOTALS_FILE.read(read_file(folder / names.TOTALS)),
        TURNOUT_FILE.read(read_file(folder / names.TURNOUT)),
    )
    return {**made, **schema_files()}
