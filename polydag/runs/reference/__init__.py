"""The reference interpreter: it runs the IR itself and thereby defines what a pipeline means."""
