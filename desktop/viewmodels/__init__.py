"""What the windows show and can do, without widgets."""
