"""From a microphone to a transcript."""
