"""Two-way talk between a raiser and the office that answers."""
