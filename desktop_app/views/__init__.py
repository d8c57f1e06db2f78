"""Pages: each renders the state of a presenter and forwards what the learner does."""
