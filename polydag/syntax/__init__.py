"""Reading source without running it: modules, names, a bounded symbolic evaluator, and the text of functions; no engine words."""
