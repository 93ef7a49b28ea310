"""What is done to the organisation: a force founded; offices, posts, localities and venues set up and changed."""
