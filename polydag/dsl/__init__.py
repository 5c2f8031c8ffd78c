"""polydag's own way to write a pipeline: Python that builds the neutral representation when it runs.

The same file can be read without running it; both ways give the same pipeline.
"""
