"""Script → a task that runs the command which the author's function, standing by itself, returns."""

from __future__ import annotations

from polydag.backends.bodies import Packing, lower
from polydag.backends.contract import Support
from polydag.backends.prefect.authored import given_values, name_of
from polydag.backends.prefect.codes import UseNotCarried
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.rules.subprocesses import (
    COMPLETED,
    SUBPROCESS,
    options_of,
    processed,
    run_lines,
)
from polydag.backends.prefect.rules.waits import passed
from polydag.backends.prefect.spelling import GIVE_UP, waiting_spelling
from polydag.backends.prefect.work import Signature, Site, Standing, Work
from polydag.ir.operations import Script
from polydag.ir.skips import exits_to_skip, skips_itself
from polydag.rendering.imports import Import


@RULES.lowers(Script, Support.EMULATED)
def script(operation: Script, site: Site) -> Work:
    """Script → a task that calls the author's function and runs what it returns."""
    function = site.functions[operation.function]
    made = lower(function, waiting_spelling(site.annotations), Packing())
    for use in made.unsupported:
        what = f"`{use.key}`" if use.key else f"its {use.kind}"
        pipeline, task = site.graph.pipeline.id, site.task.id
        site.tell(UseNotCarried(pipeline=pipeline, task=task, function=function.name, what=what))
    parameters = tuple(name_of(text) for text in made.parameters)
    given = given_values(parameters, function, site.annotations)
    pulls = {made.pulls.get(key, key): value for key, value in operation.pulls.items()}
    values = {**given, **operation.arguments, **pulls}
    names = [parameter.lstrip("*") for parameter in parameters]
    signature = Signature(site, names)
    options, imports = options_of(operation, signature)
    if isinstance(site.task.timeout, float):
        options += f", timeout={site.task.timeout:g}"
    call = f"{function.name}({', '.join(passed(text) for text in made.parameters if text != '/')})"
    asks = {use.kind for use in function.uses}
    rows = [f"command = {call}"]
    if "skip" in asks:
        rows = ["try:", f"    {rows[0]}", "except Skip:", '    return Completed(name="Skipped")']
    processor, skips = processed(operation, signature), exits_to_skip(operation, function)
    rows += run_lines(operation, options, processor, skips=skips, read=site.read)
    name = site.base if site.base != function.name else f"{site.base}_task"
    doc = f'"""Run the command that `{function.name}` returns."""'
    texts = [*made.parameters, *([signature.text()] if signature.given else [])]
    body = "\n    ".join([doc, *rows])
    return Work(
        name=name,
        text=f"def {name}({', '.join(texts)}):\n    {body}",
        arguments={known: values[known] for known in names if known in values} | signature.given,
        parameters=(*parameters, *signature.given),
        standing=Standing(function, made),
        helpers=(*(["Skip"] if "skip" in asks else []), *([GIVE_UP] if "fail" in asks else [])),
        gives_up="fail" in asks and site.task.retry.count != 0,
        imports=(
            SUBPROCESS,
            *imports,
            *(processor.imports if processor is not None else ()),
            *((COMPLETED,) if skips_itself(operation, function) else ()),
            *(Import(source, known or None) for source, known in made.imports),
        ),
    )
