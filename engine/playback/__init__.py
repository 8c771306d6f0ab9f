"""From sound to a loudspeaker."""
