"""What is done with concerns: `raising` at both doors, `desk` by the station, `chain` by problems, `following` by raisers."""
