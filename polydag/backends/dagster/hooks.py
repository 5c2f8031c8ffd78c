"""Failure hooks: the callbacks of the source, its e-mails on failure, and notifications that react to a failure."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.backends.bodies import Packing as BodyPacking
from polydag.backends.bodies import lower
from polydag.backends.dagster.authored import by_itself, called
from polydag.backends.dagster.callbacks import Callback, ends_of_tasks
from polydag.backends.dagster.codes import AttributeLost, HookForRule, MailHook
from polydag.backends.dagster.context import Block
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.made import RULES
from polydag.backends.dagster.placeless import tell_placeless
from polydag.backends.dagster.policies import place_of
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.spelling import hook_spelling, spelling
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.settings import stated
from polydag.ir.functions import Function
from polydag.ir.operations import Call
from polydag.ir.policies import Hook

_DECORATORS = {"failure": "failure_hook", "success": "success_hook"}


@dataclass
class Hooks:
    """Hooks of a job: definitions, names for all ops (`everywhere`), and by task what its op is called with."""

    blocks: list[Block] = field(default_factory=list)
    everywhere: list[str] = field(default_factory=list)
    by_task: dict[str, str] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)


def hooks_of(design: Design, sheet: Sheet) -> Hooks:
    """The hooks of a pipeline's tasks, and who has them."""
    found = Hooks()
    tasks = {id: task for id, task in design.facts.tasks.items() if id not in design.tiers.hooks}
    holders: dict[str, list[str]] = {}
    for id, task in tasks.items():
        for hook in task.hooks:
            name = _definition(hook, id, design, sheet, found)
            if name:
                holders.setdefault(name, []).append(id)
    for id, watched in design.tiers.hooks.items():
        holders[design.symbols[id]] = [task for task in tasks if task in watched]
    _assign(holders, list(tasks), found)
    return found


def _assign(holders: dict[str, list[str]], tasks: list[str], found: Hooks) -> None:
    """A hook that every op has stands on the job; others are given to their ops."""
    named: dict[str, list[str]] = {}
    for name, ids in holders.items():
        if ids == tasks:
            found.everywhere.append(name)
            continue
        for id in ids:
            named.setdefault(id, []).append(name)
    for id, names in named.items():
        found.by_task[id] = f"{{{', '.join(names)}}}"


def _definition(hook: Hook, id: str, design: Design, sheet: Sheet, found: Hooks) -> str | None:
    """The name of a hook's definition, written once."""
    place = place_of(design.pipeline.id, id)
    if hook.event not in _DECORATORS:
        sheet.tell(
            AttributeLost(
                attribute=stated(f"on_{hook.event}", hook.function or hook.recipients),
                owner=id,
                reason="Dagster has no such hook",
                **place,
            )
        )
        return None
    if hook.function is None:
        return _mail(hook, id, design, sheet, found)
    key = f"{hook.event} {hook.function}"
    name = sheet.hooks.get(key)
    if name is None:
        name = sheet.hooks[key] = _callback(hook, id, design, sheet, found)
    return name


def _callback(hook: Hook, id: str, design: Design, sheet: Sheet, found: Hooks) -> str:
    decorator = f"@{sheet.dagster(_DECORATORS[hook.event])}"
    function = sheet.module.functions.get(hook.function or "")
    kind = sheet.dagster("HookContext")
    if function is None:
        name = sheet.names.take(f"{hook.event}_hook")
        text = f"def {name}(context: {kind}) -> None:\n    {hook.function}(context)"
        found.blocks.append(Block((), (decorator,), text))
        return name
    if _callable_alone(function, sheet):
        if function.name not in sheet.printed:
            made = lower(function, spelling(shared="params"), BodyPacking())
            found.blocks.append(Block((), (), sheet.held(made.text, function.comment)))
            sheet.printed.add(function.name)
        name = sheet.names.take(f"{function.name}_on_{hook.event}")
        text = f"def {name}(context: {kind}) -> None:\n    {function.name}()"
        found.blocks.append(Block((), (decorator,), text))
        return name
    if function.is_async or len(ends_of_tasks(sheet.module, function)) > 1:
        return _called(hook, function, decorator, id, design, sheet, found)
    found.blocks.append(_held(function, function.name, decorator, id, design, sheet))
    return function.name


def _called(
    hook: Hook,
    function: Function,
    decorator: str,
    id: str,
    design: Design,
    sheet: Sheet,
    found: Hooks,
) -> str:
    """A hook that calls the author's function, which is there once for all of them."""
    callback = _of(function, function.name, id, design)
    if function.name not in sheet.printed:
        sheet.printed.add(function.name)
        found.blocks.append(Block(_comments(function), (), callback.text(sheet)))
    name = sheet.names.take(f"{function.name}_on_{hook.event}")
    found.blocks.append(Block((), (decorator,), callback.calling(name, sheet)))
    return name


def _callable_alone(function: Function, sheet: Sheet) -> bool:
    """Whether a callback is also called by others, or has parameters of its own: then the hook calls it."""
    if function.injected or any(p.default is None for p in function.parameters):
        return False
    others = (f for f in sheet.module.functions.values() if f is not function)
    return bool(function.parameters) or any(function.name in other.names for other in others)


def _held(
    function: Function, name: str, decorator: str, id: str, design: Design, sheet: Sheet
) -> Block:
    """The author's function as a hook; what it asks of its engine is asked of the hook's context."""
    text = _of(function, name, id, design).text(sheet)
    return Block(_comments(function), (decorator,), text)


def _of(function: Function, name: str, id: str, design: Design) -> Callback:
    return Callback(
        function=function,
        name=name,
        kind="HookContext",
        spelling=hook_spelling(),
        owner=id,
        place=place_of(design.pipeline.id, id),
    )


def _comments(function: Function) -> tuple[str, ...]:
    return tuple(function.comment.split("\n")) if function.comment else ()


def _mail(hook: Hook, id: str, design: Design, sheet: Sheet, found: Hooks) -> str:
    """An e-mail that the source's server sent; here a hook sends it."""
    sheet.tell(MailHook(owner=design.pipeline.id, **place_of(design.pipeline.id)))
    recipients = ", ".join(sheet.value(address) for address in hook.recipients)
    known = sheet.hooks.get(f"mail {recipients}")
    if known is not None:
        return known
    name = sheet.hooks[f"mail {recipients}"] = sheet.names.take(f"email_on_{hook.event}")
    message, smtp, os = (
        sheet.needs("email.message", "EmailMessage"),
        sheet.needs("smtplib"),
        sheet.needs("os"),
    )
    sheet.manual.setdefault(
        "set the environment variables SMTP_HOST and SMTP_FROM for the e-mails on failure"
    )
    rows = (
        '"""Tell the owners by e-mail that an op has used up its retries."""',
        f"message = {message}()",
        'message["Subject"] = f"{context.job_name}.{context.op.name} failed"',
        f'message["From"] = {os}.environ["SMTP_FROM"]',
        f'message["To"] = [{recipients}]',
        "message.set_content(str(context.op_exception))",
        f'with {smtp}.SMTP({os}.environ["SMTP_HOST"]) as server:',
        "    server.send_message(message)",
    )
    body = "".join(f"    {row}\n" for row in rows).rstrip("\n")
    text = f"def {name}(context: {sheet.dagster('HookContext')}) -> None:\n{body}"
    found.blocks.append(Block((), (f"@{sheet.dagster(_DECORATORS[hook.event])}",), text))
    return name


def notification(id: str, design: Design, sheet: Sheet) -> list[Block]:
    """A task that only ran when something had failed, as a failure hook."""
    task = design.facts.tasks[id]
    view = sheet.view(task, f"task {id}", design.pipeline.id)
    view.use(*type(task).model_fields)
    tell_placeless(task, design, sheet, "a hook has none")
    piece = Workpiece(task, design, sheet)
    sheet.tell(HookForRule(rule=task.rule, **piece.place))
    made = _authors_hook(id, piece) or _own_hook(piece)
    comments = (
        *sheet.notes(design.pipeline.id, id),
        *(task.comment.split("\n") if task.comment else []),
        *made.comments,
    )
    before = [Block((), (), text) for text in piece.before]
    return [*before, Block(comments, made.decorators, made.definition)]


def _authors_hook(id: str, piece: Workpiece) -> Block | None:
    """The author's function as the hook, where it is given nothing."""
    design, operation = piece.design, piece.task.operation
    function = design.facts.function(piece.task)
    if not isinstance(operation, Call) or function is None or operation.arguments:
        return None
    if piece.symbol != piece.key:
        return None
    decorator = f"@{piece.sheet.dagster('failure_hook')}"
    return _held(function, piece.symbol, decorator, id, design, piece.sheet)


def _own_hook(piece: Workpiece) -> Block:
    """A hook that does what the task's operation does, or calls the author's function."""
    operation = piece.task.operation
    if isinstance(operation, Call):
        function = piece.design.facts.function(piece.task)
        made = None
        if function is not None:
            made = lower(function, spelling(shared="params", hook=True), BodyPacking())
            by_itself(function, piece, made)
        rows: tuple[str, ...] = (
            called(function, operation.function, operation.arguments, made, piece),
        )
    else:
        rows = RULES.rule(operation)(operation, piece).body
    body = "".join(f"    {row}\n" for row in rows).rstrip("\n")
    head = f"def {piece.symbol}(context: {piece.sheet.dagster('HookContext')}) -> None:"
    return Block((), (f"@{piece.sheet.dagster('failure_hook')}",), f"{head}\n{body}")
