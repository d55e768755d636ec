"""The acceptance pack: what a state commission needs to accept the software, and to repeat every step (E4, E6).

pack          all of it in a folder, with manifest and signatures of the central commission
check         the same judged by somebody else: files, signatures, installed software, rebuilt wheel, tests, paper
wheel         the wheel, built twice in different surroundings: the same bytes
sbom, locks   the parts of others: CycloneDX 1.6 from the lock files
rows          rows of the law (docs/law.md), their tests, and the outcome of a real run (JUnit XML)
source        the files of a clone and its commit
report, paper the report as data, and as PDF in Kazakh and Russian
"""
