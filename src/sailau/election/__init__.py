"""Elections, contests, candidates, parties, districts, precincts: the shared nouns (L 37, M25, M26).

- `nouns`        the definition of an election and its parts, with the defaults where the law is silent
- `definition`   reading, checking and writing definition.json; uses `reading`, `texts`, `schema`, `building`,
                 `checks`, `canonical`, `problems`
- `order`        order of the answers on the ballot: Kazakh alphabet, or the parties' lot
- `questions`    the two kinds of question of the protocol
- `ballot`       a precinct's questions; choices and codes to plaintext rows and back
- `fit`          whether a ballot fits the encoding and the card; `limits`: all limits with their reasons
- `reserve`      reserve of credentials, ballots received, codes enough
- `examples`     example elections, marked as fictitious
"""
