"""Problems built from concerns: SARA stages, tasks, answers."""
