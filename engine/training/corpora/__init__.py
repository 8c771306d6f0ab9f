"""Reading collections of music."""
