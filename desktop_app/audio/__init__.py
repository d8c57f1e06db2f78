"""Sound in and out: devices, recordings, echo cancellation, turn taking beside the microphone."""
