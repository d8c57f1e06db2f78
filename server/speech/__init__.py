"""Signal work and the on-device engines, each in a worker process."""
