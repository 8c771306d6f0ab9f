"""Machines of the literature, trained and measured to compare ours with; nothing here ships."""
