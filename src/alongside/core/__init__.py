"""The methods, without Django and without input or output."""
