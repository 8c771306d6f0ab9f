"""From melody and chords to all parts."""
