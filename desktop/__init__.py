"""The windows of Affetto; they know only what `engine` offers."""
