"""The papers as PDF: what they say, how they are made, what they never do."""
