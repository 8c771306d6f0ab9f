"""How the transformer is trained."""
