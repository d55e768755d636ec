"""Small records of a precinct, made by the real parts: what the verifier's tests and `conformance/records/` stand on.

world     definition, certificates, key ceremony, credentials: what stands before the day
day       ballots, challenge, void tour, count
papers    the two PDFs, signed
folder    every file of the record, hashed and signed, with room for one edit
defects   what may be wrong, one thing at a time
generate  writes conformance/records/ (python -m tests.records.generate)
"""
