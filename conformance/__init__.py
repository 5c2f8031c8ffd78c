"""The conformance suite: pipelines as data, engines as black boxes, behaviour compared task by task."""
