"""Files of an engine for another version of it: the author's text, edited where the versions differ, and nowhere else."""
