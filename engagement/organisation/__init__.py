"""Forces, offices, posts, areas, localities and venues."""
