"""The precinct's day: which step may follow which (L 50-5, 50-6; R 4, 4-1, 14-18)."""

from sailau.precinct.states import TRANSITIONS, State, Step, next_state, refuse_step

__all__ = ["TRANSITIONS", "State", "Step", "next_state", "refuse_step"]
