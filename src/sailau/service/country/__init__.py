"""Verification of a whole publication: every record, then everything above them (`docs/format/publication.md`, 9).

verify       the six steps in their order
publication  steps 1 and 2: files, hashes, signatures, definition
tasks        step 3: one record, judged anywhere
journal      what was judged already, kept from run to run
standings    step 4: where each precinct stands
sums         step 5: totals, turnout, outcome
papers       step 6: decisions and notices
report       what is said at the end; `words` in three languages
"""
