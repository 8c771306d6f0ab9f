"""The files that ship with Affetto; see `engine.resources`."""
