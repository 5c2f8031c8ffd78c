from dagster import Definitions, In, Nothing, Out, Output, job, op


@op
def extract():
    return ["extract"]


@op(
    out={
        "load_full": Out(Nothing, is_required=False),
        "load_delta": Out(Nothing, is_required=False),
    }
)
def pick_load(rows):
    if len(rows) > 1000:
        yield Output(None, "load_full")
        return
    yield Output(None, "load_delta")


@op(ins={"chosen": In(Nothing)})
def load_full(rows):
    print("load_full")


@op(ins={"chosen": In(Nothing)})
def load_delta(rows):
    print("load_delta")


@op(ins={"after": In(Nothing)})
def report():
    print("report")


@job
def branching():
    rows = extract()
    load_full_chosen, load_delta_chosen = pick_load(rows=rows)
    load_full_done = load_full(rows=rows, chosen=load_full_chosen)
    load_delta_done = load_delta(rows=rows, chosen=load_delta_chosen)
    report(after=[load_full_done, load_delta_done])


defs = Definitions(jobs=[branching])
# told: DGW001 `branching` is written as ops: `pick_load` decides what runs
