"""Elections, contests, candidates, parties, districts, precincts: the shared nouns (L 37, M25, M26)."""
