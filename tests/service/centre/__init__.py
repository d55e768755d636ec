"""The commission above the precincts: what it receives, judges, decides, publishes."""
