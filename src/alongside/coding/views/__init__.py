"""Pages of the framework, the transcripts and the matrix."""
