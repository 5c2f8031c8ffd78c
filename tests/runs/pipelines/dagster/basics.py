import functools

import dagster as dg


@dg.op
def extract(source: str = "api") -> list[int]:
    return [1, 2]


@dg.op(retry_policy=dg.RetryPolicy(max_retries=1, delay=30))
def transform(context: dg.OpExecutionContext, rows):
    context.log.info("rows")
    return len(rows)


@dg.op(ins={"after": dg.In(dg.Nothing)})
def load():
    return "done"


@dg.failure_hook
def alert(context):
    raise RuntimeError("the author's hook ran")


@dg.job(hooks={alert})
def linear():
    load(after=transform(extract()))


@dg.op(out={"left": dg.Out(dg.Nothing, is_required=False), "right": dg.Out(dg.Nothing, is_required=False)})
def choose():
    yield dg.Output(None, "left")


@dg.op(ins={"start": dg.In(dg.Nothing)})
def left():
    return "left"


@dg.op(ins={"start": dg.In(dg.Nothing)})
def right():
    return "right"


@dg.op
def join(taken):
    return taken


@dg.job
def branching():
    on_left, on_right = choose()
    join([left(start=on_left), right(start=on_right)])


@dg.op(out=dg.DynamicOut(int))
def numbers():
    for n in (1, 2, 3):
        yield dg.DynamicOutput(n, mapping_key=f"n{n}")


@dg.op
def double(n):
    return 2 * n


@dg.op
def total(values):
    return len(values)


@dg.job
def mapped():
    total(numbers().map(double).collect())


@dg.op(out={"low": dg.Out(int), "high": dg.Out(int)})
def split():
    return 1, 2


@dg.op
def show(low, high):
    return [low, high]


@dg.job
def two_outputs():
    low, high = split()
    show(low, high)


@dg.op
def crash():
    import os

    os._exit(7)


@dg.op
def after_crash(x):
    return x


@dg.job
def crashing():
    after_crash(crash())


def load_config():
    return {"rows": 3}


@dg.op
def glued():
    return load_config()


@dg.job
def helped():
    glued()


@dg.asset
def raw():
    return [1, 2, 3]


@dg.asset
def clean(raw):
    return raw[1:]


@dg.asset(deps=[clean])
def published() -> None: ...


@dg.asset_check(asset=clean)
def not_empty(clean):
    return dg.AssetCheckResult(passed=bool(clean))


@dg.op
def hang():
    import time

    time.sleep(600)


@dg.job
def hanging():
    hang()


@dg.op(out=dg.Out(is_required=False))
def gate():
    yield dg.Output(True)


@dg.op
def behind(passed):
    return passed


@dg.job
def gated():
    behind(gate())


class Params(dg.ConfigurableResource):
    region: str
    limit: int = 10


@dg.op
def configured(params: Params):
    return [params.region, params.limit]


@dg.job(resource_defs={"params": Params(region="emea")})
def parametrised():
    configured()


@dg.op
def fills(rows):
    rows.append("mutated")
    return rows


@dg.op
def reads(rows):
    return rows


@dg.op
def makes():
    return ["row"]


@dg.job
def mutating():
    rows = makes()
    fills(rows)
    reads(rows)


@dg.asset(partitions_def=dg.DailyPartitionsDefinition(start_date="2026-01-01"))
def daily(context: dg.AssetExecutionContext):
    return context.partition_key


partitioned = dg.define_asset_job("partitioned", selection=[daily])


def retry(delays):
    def decorate(fn):
        @functools.wraps(fn)
        def wrapper(context, *args, **kwargs):
            try:
                return fn(context, *args, **kwargs)
            except Exception as error:
                if context.retry_number >= len(delays):
                    raise
                raise dg.RetryRequested(len(delays), delays[context.retry_number]) from error

        return wrapper

    return decorate


@dg.op
@retry([5, 60])
def asks(context: dg.OpExecutionContext):
    return "never"


@dg.job
def asking():
    asks()


class Warehouse(dg.ConfigurableResource):
    token: str

    def setup_for_execution(self, context):
        raise RuntimeError("connected to the warehouse")


@dg.resource
def broker(context):
    raise RuntimeError("connected to the broker")


class Bucket(dg.ConfigurableIOManager):
    def handle_output(self, context, value):
        raise RuntimeError("wrote to the bucket")

    def load_input(self, context):
        raise RuntimeError("read from the bucket")


@dg.op
def connects(warehouse: Warehouse):
    return warehouse.token


@dg.op(required_resource_keys={"broker"})
def after_it(rows):
    return rows


@dg.job(
    resource_defs={
        "warehouse": Warehouse(token=dg.EnvVar("NO_SUCH_TOKEN")),
        "broker": broker,
        "io_manager": Bucket(),
    }
)
def connecting():
    after_it(connects())
