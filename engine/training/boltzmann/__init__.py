"""How Boltzmann machines are trained."""
