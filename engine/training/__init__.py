"""How the models that ship are made; used by the command line only."""
