"""Pages on which the programme is run."""
