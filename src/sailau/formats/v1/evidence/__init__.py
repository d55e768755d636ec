"""Documents about recorders as evidence (L 50-8, 50-9; E49-E52): `docs/format/evidence.md` has the same for outsiders.

custody    what an act of custody says: seal, holder, decision
order      an order to open one session's sealed stream
pack       an evidence pack: its files, who has the recorder, what was judged
ended      on which day the election ended: from it a recorder is kept for one year
"""
