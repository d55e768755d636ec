"""The register of voters: from the rows of a file to a precinct's list (M8-M10, M13, M14; L 24-26).

`table` is what a reader of files hands over, `columns` and `cells` say what stands there, `checks` is the dry run of a
whole file, `duplicates` with `spelling` and `likeness` find who stands twice, `borders` the precinct of an address,
`finding` with its kinds every report. `iin` is the number's rule. `events` is what happened to the lists, and why.

Nothing here reads a file or a clock, and no finding holds a datum of a voter.
"""
