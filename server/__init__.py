"""The server package; empty, so that the app can read the protocol without loading FastAPI."""
