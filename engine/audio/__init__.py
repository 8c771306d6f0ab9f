"""Sound as arrays, and how it gets in and out of files."""
