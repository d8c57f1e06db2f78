"""The repositories on SQL. Queries live here and nowhere else."""
