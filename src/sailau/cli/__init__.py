"""The command `sailau`: one module per subcommand, registered in `main`.

Human text goes to stderr, results to stdout, JSON by `--json`. Exit 0: sound; 1: findings; 2: misuse.
"""
