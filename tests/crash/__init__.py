"""A precinct's day that is broken off anywhere and goes on: nothing is lost, nothing is doubled.

world     what stands before the day: list, keys, installed devices, cards as files
people    what people remember when the machines do not, and the machines they start again
decisions what the commission decides, and what is decided above it
script    the day as named steps, each of which may be cut short and done again
days      that day, and one that is postponed at noon
eye       opens every ballot: whose it is
faults    copies of the disk at every point where a process may die
figures   what a day must come to, and what may lawfully differ after a crash
runner    the day in a process of its own, to be killed (python -m tests.crash.runner WORLD)

And with every device a process of its own:

processes  a device that kills itself at a point, and what it said before
programs   what runs on each device, over a tray of cards and the table's link
place      the polling place, its people, and the eye that opens every ballot
matrix     every visit of a card to a device, killed at every point, the card in, out or elsewhere
"""
