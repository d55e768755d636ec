"""The public screen: challenged ballots opened for all, and a ballot found by its seal number (L 50-1(7), 50-5(1))."""
