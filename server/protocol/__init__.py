"""The shared language of app and server: nouns, messages, frames and their codec."""
