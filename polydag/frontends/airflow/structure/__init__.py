"""What stands where in a DAG beyond plain calls: blocks of setups and teardowns, neighbours, functions that are DAGs."""
