"""What is fast, what is not, and beside whom: `python -m bench`."""
