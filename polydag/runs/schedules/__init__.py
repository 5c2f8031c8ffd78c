"""Schedules as behaviour: which runs start when, and about which interval, as each engine's own code computes it."""
