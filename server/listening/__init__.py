"""Turn taking beside the microphone: speech detection, endpointing, barge-in."""
