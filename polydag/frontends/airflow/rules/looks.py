"""Sensors that look for one thing: a file, a moment, a day of the week, the end of a command."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from polydag.frontends.airflow.clock import (
    days_of,
    is_day_text,
    known_of,
    moment_text,
    named,
    span_text,
    time_text,
    zone_text,
)
from polydag.frontends.airflow.names import SENSORS
from polydag.frontends.airflow.request import RULES, Request
from polydag.frontends.airflow.rules.codes import FolderUnknown
from polydag.frontends.airflow.rules.sensors import waiting
from polydag.frontends.airflow.templates import is_template
from polydag.frontends.airflow.written import write
from polydag.ir.operations import Call, Operation, Wait
from polydag.ir.values import Constant, Text, Value

_NOW = "$datetime.now($timezone.utc)"


@RULES.reads(f"{SENSORS}.filesystem.FileSensor")
def file_sensor(request: Request) -> Operation:
    """FileSensor → Wait for a file, or a folder that is not empty."""
    recursive = request.given.peek("recursive")
    deep = ", recursive=True" if known_of(recursive) is True else ""
    text = f'''def file_is_there(filepath):
    """Whether the path, or what matches it, is a file or a folder that holds one."""
    return any(
        $os.path.isfile(path) or any(files for _, _, files in $os.walk(path))
        for path in $glob(filepath{deep})
    )'''
    function = write(request, text)
    request.given.take_flag("recursive", False)
    path = request.take_value("filepath") or Constant(value="")
    _tell_folder(request, path)
    return _wait(request, function, {"filepath": path})


@RULES.reads(f"{SENSORS}.bash.BashSensor")
def bash_sensor(request: Request) -> Operation:
    """BashSensor → Wait for a command that ends well."""
    given = request.given
    again = known_of(given.peek("retry_exit_code"))
    has_env = known_of(given.peek("env")) is not None or "env" in given.arguments.keywords
    run = f'$subprocess.run(["bash", "-c", bash_command]{", env=env" if has_env else ""})'
    if isinstance(again, int):
        rows = [
            f"code = {run}.returncode",
            f"if code not in (0, {again}):",
            '    raise $AirflowFailException(f"the command ended with {code}")',
            "return code == 0",
        ]
    else:
        rows = [f"return {run}.returncode == 0"]
    parameters = "bash_command, env" if has_env else "bash_command"
    head = f'def command_succeeds({parameters}):\n    """Whether the command ends well."""'
    function = write(request, "\n    ".join([head, *rows]))
    given.take("retry_exit_code")
    arguments = {"bash_command": request.take_value("bash_command") or Constant(value="")}
    env = request.take_value("env")
    return _wait(request, function, arguments | ({"env": env} if env is not None else {}))


@RULES.reads(f"{SENSORS}.time.TimeSensor", f"{SENSORS}.time.TimeSensorAsync")
def time_sensor(request: Request) -> Operation:
    """TimeSensor → Wait for a time of day in the DAG's zone."""
    zone = zone_text(request.pipeline)
    target = known_of(request.given.peek("target_time"))
    known = isinstance(target, time)
    then = time_text(target, "now") if isinstance(target, time) else ""
    rows = [
        f"def time_has_come({'' if known else 'target_time'}):",
        '    """Whether it is past that time of the day."""',
        f"    now = $datetime.now({zone})",
        f"    return now > {then}" if known else "    return now.time() > target_time",
    ]
    function = write(request, "\n".join(rows))
    value = request.take_value("target_time")
    return _wait(request, function, {} if known or value is None else {"target_time": value})


@RULES.reads(f"{SENSORS}.date_time.DateTimeSensor", f"{SENSORS}.date_time.DateTimeSensorAsync")
def date_time_sensor(request: Request) -> Operation:
    """DateTimeSensor → Wait for a moment; one without an offset is in UTC."""
    target = known_of(request.given.peek("target_time"))
    moment = _moment(target)
    if moment is not None:
        rows = [f"return {_NOW} > {moment_text(moment, '$timezone.utc')}"]
    else:
        rows = [
            "moment = $datetime.fromisoformat(str(target_time))",
            "if moment.tzinfo is None:",
            "    moment = moment.replace(tzinfo=$timezone.utc)",
            f"return {_NOW} > moment",
        ]
    parameter = "target_time" if moment is None else ""
    head = f'def moment_has_come({parameter}):\n    """Whether the moment has passed."""'
    function = write(request, "\n    ".join([head, *rows]))
    value = request.take_value("target_time")
    return _wait(request, function, {} if value is None or moment else {"target_time": value})


@RULES.reads(f"{SENSORS}.time_delta.TimeDeltaSensor", f"{SENSORS}.time_delta.TimeDeltaSensorAsync")
def time_delta_sensor(request: Request) -> Operation:
    """TimeDeltaSensor → Wait until so much time has passed since the end of the run's interval."""
    span, parameter = _span(request, "delta")
    function = write(
        request,
        f"def delta_has_passed({parameter}data_interval_end):\n"
        '    """Whether so much time has passed since the end of the interval of the run."""\n'
        f"    return {_NOW} > data_interval_end + {span}",
    )
    value = request.take_value("delta")
    return _wait(request, function, {"delta": value} if parameter and value is not None else {})


@RULES.reads(f"{SENSORS}.time_delta.WaitSensor")
def wait_sensor(request: Request) -> Operation:
    """WaitSensor → Call of a function that sleeps."""
    span, parameter = _span(request, "time_to_wait")
    function = write(
        request,
        f"def let_time_pass({parameter.rstrip(', ')}):\n"
        '    """Wait for so much time."""\n'
        f"    $sleep(({span}).total_seconds())"
        if parameter
        else f'def let_time_pass():\n    """Wait for so much time."""\n    $sleep({_seconds(span)})',
    )
    value = request.take_value("time_to_wait")
    arguments = {"time_to_wait": value} if parameter and value is not None else {}
    return Call(function=function, arguments=arguments)


@RULES.reads(f"{SENSORS}.weekday.DayOfWeekSensor")
def day_of_week_sensor(request: Request) -> Operation | None:
    """DayOfWeekSensor → Wait for a day of the week, in UTC, or for a run whose date is on one."""
    given = request.given
    days = days_of(given.peek("week_day"))
    if days is None:
        return None
    names = ("use_task_logical_date", "use_task_execution_date", "use_task_execution_day")
    flags = [given.take_flag(name, False) for name in names]
    of_run = any(flags)
    function = write(
        request,
        f"def is_the_day({'logical_date' if of_run else ''}):\n"
        f'    """Whether it is {named(days)}."""\n'
        f"    return {is_day_text('logical_date' if of_run else _NOW, days)}",
    )
    given.take("week_day")
    return _wait(request, function, {})


def _wait(request: Request, function: str, arguments: dict[str, Value]) -> Wait:
    operation = waiting(function, arguments, request.given)
    deferred = operation.frees_worker or request.source.endswith("Async")
    return operation.model_copy(update={"frees_worker": deferred})


def _moment(target: object) -> datetime | None:
    """A moment that is known while reading."""
    if isinstance(target, str) and not is_template(target):
        try:
            return datetime.fromisoformat(target)
        except ValueError:
            return None
    return target if isinstance(target, datetime) else None


def _span(request: Request, name: str) -> tuple[str, str]:
    """A time span as an expression, and the parameter that it needs where it is not known; a number counts minutes."""
    known = known_of(request.given.peek(name))
    if isinstance(known, int | float) and not isinstance(known, bool):
        known = timedelta(minutes=known)
    return (span_text(known), "") if isinstance(known, timedelta) else (name, f"{name}, ")


def _seconds(span: str) -> str:
    return span.removeprefix("$timedelta(seconds=").removesuffix(")")


def _tell_folder(request: Request, path: Value) -> None:
    """A relative path starts at the folder of a connection."""
    connection = request.given.take_text("fs_conn_id")
    first = path.parts[0] if isinstance(path, Text) and path.parts else path
    start = first.value if isinstance(first, Constant) else None
    absolute = isinstance(start, str) and start.startswith("/")
    if connection is None and absolute:
        return
    shown = connection or "fs_default"
    if absolute:
        request.extras["fs_conn_id"] = Constant(value=shown)
        return
    told = FolderUnknown(connection=shown, task=request.task, span=request.site.span)
    request.reading.tell(told)
