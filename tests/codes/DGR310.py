import functools

from dagster import asset


def timed(function):
    @functools.wraps(function)
    def wrapper(*args):
        print("start")
        return function(*args)

    return wrapper


@asset
@timed
def rows():
    return [1]
