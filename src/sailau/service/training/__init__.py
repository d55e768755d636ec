"""A training polling place on one machine: real programs, real stores, invented people (`sailau run`).

place      where things lie in its folder        making    a precinct installed for training, today
morning    the day opened, cards on the tray     cards     cards carried from place to place by hand
programs   which programs run, in which order    running   them started, watched, started again, ended
"""
