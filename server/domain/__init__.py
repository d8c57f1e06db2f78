"""What a lesson is: turns, scores, notes. Pure: no I/O, no clock, no randomness."""
