from dagster import Definitions, In, Nothing, OpExecutionContext, Out, Output, job, op


@op
def rows():
    return ["rows"]


def publish(rows):
    print("publish")


# polydag DGW215: a failed `publish` shows as a green step with an `error` output, as a red one would fail the run
@op(
    name="publish",
    out={"done": Out(Nothing, is_required=False), "error": Out(is_required=False)},
)
def publish_op(context: OpExecutionContext, rows):
    try:
        publish(rows=rows)
    except Exception as error:
        context.log.exception("publish failed")
        yield Output(str(error), "error")
    else:
        yield Output(None, "done")


@op
def tell(error):
    message = f"not published: {error}"
    print("tell")


@op(ins={"handled": In(Nothing)})
def clean():
    print("clean")


@job
def caught():
    rows_result = rows()
    done, error = publish_op(rows=rows_result)
    tell_done = tell(error=error)
    clean(handled=[done, tell_done])


defs = Definitions(jobs=[caught])
# told: DGW001 `caught` is written as ops: a failure of `publish` is handled
# told: DGW215 a failed `publish` shows as a green step with an `error` output, as a red one would fail the run
