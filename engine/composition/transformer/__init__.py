"""The transformer composer."""
