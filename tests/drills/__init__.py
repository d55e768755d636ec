"""Drills: somebody cheats or something breaks on a whole day, and what people hold in their hands shows it.

evening   from closing time to the record, by the honest part of the commission, and what the verifier says of it
"""
