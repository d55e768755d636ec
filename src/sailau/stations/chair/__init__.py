"""The chair's station: the day's rail, what comes next, who must be there, the article, one button (L 50-5, 50-6)."""
