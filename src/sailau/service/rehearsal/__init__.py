"""A rehearsed voting day: real parts, invented people (the demo of `sailau demo`, tests, measurements).

    people        a fictitious register, and who votes what, by a seed
    stage         the precinct's rooms: keys, stores, devices, cards, clock
    preparation_days, voting_day, episodes, evening   the story, one function an episode
    story         the story from beginning to end

The seed fixes people and choices. Keys, credentials, codes and the order of mixes always come from the operating
system's generator.
"""
