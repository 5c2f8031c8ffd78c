"""The conformance suite's machinery: pipelines as data, engines as black boxes, behaviour compared task by task."""
