"""The file ends inside a bracket."""
x = (
