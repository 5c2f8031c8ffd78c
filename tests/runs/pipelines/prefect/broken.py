raise LookupError("no such table")
