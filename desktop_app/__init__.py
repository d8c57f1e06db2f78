"""Everything the learner sees and hears."""
