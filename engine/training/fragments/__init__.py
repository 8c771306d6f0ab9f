"""How songs become libraries of fragments."""
