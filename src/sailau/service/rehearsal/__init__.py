"""A rehearsed voting day: real parts, invented people (`sailau demo`, tests, measurements).

    story                          the whole, from the definition to the record
    before, morning, day, evening  its parts; voters: what happens to one voter; one function an episode
    stage                          the precinct's keys, stores, devices, cards; clock: the story's time
    people, examples               a fictitious register, who votes what, which election
    town, town_names               a fictitious town's raw list with planted defects, for whoever checks lists
    narrator                       who tells it

The seed fixes people and choices. Keys, credentials, codes and the order of mixes always come from the operating
system's generator.
"""
