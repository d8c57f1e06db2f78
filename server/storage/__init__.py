"""Rows and files: the repositories and what they need."""
