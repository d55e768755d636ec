"""The electronic protocol and the other papers of a precinct, as data (L 43(4), (4-1), (8), 50-6; E43–E45, C30–C33)."""
