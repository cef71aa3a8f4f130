"""What a study report says, gathered from the study's records."""
