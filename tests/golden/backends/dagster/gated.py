from dagster import Definitions, In, Nothing, Out, Output, job, op


@op(out={"open": Out(Nothing, is_required=False)})
def has_rows(rows):
    if len(rows) > 0:
        yield Output(None, "open")


@op
def extract():
    return ["extract"]


@op(ins={"passed": In(Nothing)})
def load(rows):
    return ["load"]


@op(ins={"passed": In(Nothing), "after": In(Nothing)})
def report():
    print("report")


@op
def always() -> None:
    """Lets an op run although everything before it was skipped."""


@job
def gated():
    started = always()
    rows = extract()
    has_rows_open = has_rows(rows=rows)
    load_done = load(rows=rows, passed=has_rows_open)
    report(passed=has_rows_open, after=[load_done, started])


defs = Definitions(jobs=[gated])
# told: DGW001 `gated` is written as ops: `has_rows` decides what runs
