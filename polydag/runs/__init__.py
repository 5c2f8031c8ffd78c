"""Running pipelines for real and recording what happened, on each engine and on the reference."""
