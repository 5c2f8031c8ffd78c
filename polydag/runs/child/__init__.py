"""What runs inside an engine's environment: the standard library only, plus that engine."""
