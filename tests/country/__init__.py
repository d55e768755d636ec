"""The verification of a whole publication, on a small country of real precincts (`made`)."""
