"""Readers: one folder per engine turns source into the IR; they know nothing of each other."""
