"""Language-free cases for any verifier of the format: archives with one thing broken each, and the generator.

`archives/<defect>.bel` is what to judge, `expected.json` the step and code that must be found in it.
"""
