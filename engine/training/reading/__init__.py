"""How the models that read a wish are made."""
