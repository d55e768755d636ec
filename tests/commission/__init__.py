"""Tests of the commissions above the precinct."""
