"""A precinct's day that is broken off anywhere and goes on: nothing is lost, nothing is doubled.

world    what stands before the day: list, keys, installed devices, cards as files
people   what people remember when the machines do not, and the machines they start again
script   the day as named steps, each of which may be cut short and done again
faults   copies of the disk at every point where a process may die
figures  what a day must come to, and what may lawfully differ after a crash
runner   the day in a process of its own, to be killed (python -m tests.crash.runner WORLD)
"""
