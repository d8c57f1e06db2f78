"""State and intents of each page; QtCore only, no pixels."""
