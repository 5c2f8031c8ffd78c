from dagster import Config, job, op


class Read(Config):
    limit: int = 10


class Write(Config):
    limit: int = 20


@op
def read(config: Read):
    return config.limit


@op
def write(config: Write, count: int):
    return config.limit + count


@job
def copy():
    write(read())
