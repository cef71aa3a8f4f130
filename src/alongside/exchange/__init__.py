"""Readers and writers of the formats a study comes in and leaves by: pure functions, without Django."""
