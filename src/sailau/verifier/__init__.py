"""The checking equations, once, and the fifteen-step plan: reads published files, recomputes all, reports findings.

Imports no package that produces. Box and count use the equations from here. The steps are numbered as in
`docs/format/v1.md`: 1 files and hashes · 2 signatures and roles · 3 definition, election, Setup · 4 trustees ·
5 credentials · 6 archive · 7 ballots · 8 encrypted tally · 9 shuffles · 10 partial decryptions · 11 result ·
12 control answers · 13 challenged and voided ballots · 14 protocol · 15 PDF.
"""
