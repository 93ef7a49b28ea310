"""What is done with phones at a door: `lease` takes it along and revokes, `entries` takes in, `decide` settles the rest."""
