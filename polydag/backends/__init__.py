"""Writers: one folder per engine turns the IR into source; they know nothing of each other."""
