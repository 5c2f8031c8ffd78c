"""Tracked ops: the helper that applies trigger rules to outcomes, and how tracked ops are joined."""

from __future__ import annotations

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.links import opened_by, started_by
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.mapping import WHOLE, FanOut
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.rules.decisions import OPEN
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.wiring import Wiring
from polydag.backends.dagster.workpiece import Input, Links, Source
from polydag.ir.operations import Choose, Opening

MAPPED = "mapped"
ORDER = "order"
BESIDE = "beside"
SEVERAL = "several"

_FAILED = '{"failed", "upstream_failed"}'
# What becomes of a task, from the set of its upstreams' states; "run" starts it. The table is Airflow's own behaviour.
RULES: dict[str, str] = {
    "all_success": f'"upstream_failed" if states & {_FAILED} else "skipped" if "skipped" in states else "run"',
    "all_failed": f'"run" if states <= {_FAILED} else "skipped"',
    "all_done": '"run"',
    "always": '"run"',
    "all_skipped": '"run" if states == {"skipped"} else "skipped"',
    "all_done_min_one_success": '"skipped" if "skipped" in states else "run" if "success" in states else "upstream_failed"',
    "all_done_setup_success": '"run" if "success" in states else "skipped" if states == {"skipped"} else "upstream_failed"',
    "one_success": '"run" if "success" in states else "skipped" if states == {"skipped"} else "upstream_failed"',
    "one_failed": f'"run" if states & {_FAILED} else "skipped"',
    "one_done": '"run" if states & {"success", "failed"} else "skipped"',
    "none_failed": f'"upstream_failed" if states & {_FAILED} else "run"',
    "none_failed_min_one_success": f'"upstream_failed" if states & {_FAILED} else "run" if "success" in states else "skipped"',
    "tried_failed": '"run" if "failed" in states else "upstream_failed" if "upstream_failed" in states else "skipped"',
    "none_skipped": '"skipped" if "skipped" in states else "run"',
}

OUTCOME = '''class Outcome(NamedTuple):
    """How a tracked op ended: success, failed, skipped or upstream_failed."""

    state: str
    value: Any = None
'''

# A line marked `#?name` is written only where some op of the module needs it.
TRACKED = '''def tracked(rule="all_success", leaf=False, outputs=1, labels=()):  #?not beside
def tracked(rule="all_success", leaf=False, outputs=1, labels=(), beside=()):  #?beside
    """Start an op by a trigger rule, and give its outcome in place of failing the run.

    Dagster runs nothing after a failed op. A leaf still fails the run when it fails or
    cannot start because something before it failed.
    """

    def decorate(function):
        own = inspect.signature(function).parameters

        @functools.wraps(function)
        def compute(context, after=(), chosen=(), mapped=(), whole=None, **given):
            given.pop("order", None)  #?order
            own_links = {name: given.pop(name) for name in beside}  #?beside
            after = [*after, *(o for n, o in own_links.items() if n[:5] == "after")]  #?beside
            chosen = [*chosen, *(o for n, o in own_links.items() if n[:6] == "chosen")]  #?beside
            lists = (o for n, o in own_links.items() if n[:6] == "mapped")  #?several
            mapped = [*mapped, *(outcome for found in lists for outcome in found)]  #?several
            inputs = {k: v for k, v in given.items() if isinstance(v, (Outcome, list))}
            upstream = [*after, *chosen, *mapped]
            for value in inputs.values():
                upstream += value if isinstance(value, list) else [value]
            if whole and not mapped and not any(map(bool, inputs.values())):  #?not several
                upstream.append(whole)  #?not several
            wholes = whole if isinstance(whole, list) else [whole] if whole else []  #?several
            upstream += [one for one in wholes if one.state != "success"]  #?several
            states = {o.state.replace("not_chosen", "skipped") for o in upstream}
            decision = TRIGGER_RULES[rule](states) if states else "run"
            if any(o.state == "not_chosen" for o in chosen):  #?chosen
                decision = "skipped"  #?chosen
            if decision != "run":
                context.log.info("%s: upstream is %s", decision, sorted(states))
                if leaf and decision == "upstream_failed":
                    raise Failure(
                        "an upstream op failed",
                        metadata={"outcome": decision},
                        allow_retries=False,
                    )
                return several(decision)
            given |= {name: unwrapped(value) for name, value in inputs.items()}
            try:
                result = function(*[context][: "context" in own], **given)
            except Skip:  #?skip
                return several("skipped")  #?skip
            except RetryRequested:
                raise
            except Exception as error:
                policy = context.op_def.retry_policy
                again = policy and context.retry_number < policy.max_retries
                if leaf or (again and getattr(error, "allow_retries", True)):
                    raise
                context.log.exception("failed")
                return several("failed")
            if labels:  #?labels
                return decided(result)  #?labels
            values = result if outputs > 1 else [result]
            found = tuple(Outcome("success", value) for value in values)
            return found if outputs > 1 else found[0]

        def unwrapped(value):
            if isinstance(value, Outcome):
                return value.value
            return [outcome.value for outcome in value if outcome.state == "success"]

        def several(state):
            count = len(labels) or outputs
            return (Outcome(state),) * count if count > 1 else Outcome(state)

        def decided(result):  #?labels
            taken = [result] if isinstance(result, str) else list(result)  #?labels
            if not set(taken) <= set(labels):  #?labels
                raise ValueError(f"no branch is called {result!r}")  #?labels
            found = tuple(  #?labels
                Outcome("success" if label in taken else "not_chosen")  #?labels
                for label in labels  #?labels
            )  #?labels
            return found if len(found) > 1 else found[0]  #?labels

        named = [p for name, p in own.items() if name != "context"]
        keyword = inspect.Parameter.KEYWORD_ONLY
        links = {"after": (), "chosen": (), "mapped": (), "whole": None}
        links["order"] = ()  # waited for, whatever came of it  #?order
        links |= dict.fromkeys(beside, ())  # inputs of the same instance of a mapped group  #?beside
        compute.__signature__ = inspect.Signature(
            [inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
            + [p.replace(kind=keyword) for p in named]
            + [inspect.Parameter(k, keyword, default=v) for k, v in links.items()]
        )
        return compute

    return decorate
'''


def tracked_decorator(id: str, design: Design, sheet: Sheet, made: Made, links: Links) -> str:
    """The decorator of a tracked op, with what is not its default."""
    task, facts = design.facts.tasks[id], design.facts
    sheet.inline("tracked")
    rule = facts.rule(id)
    sheet.rules.setdefault("all_success")
    sheet.rules.setdefault(rule)
    if rule == "all_done_setup_success":
        sheet.features.add(ORDER)
    arguments = [f'"{rule}"'] if rule != "all_success" else []
    if raises(id, design):
        arguments.append("leaf=True")
    if isinstance(task.operation, Choose | Opening):
        sheet.features.add("labels")
        labels = list(task.operation.labels) if isinstance(task.operation, Choose) else [OPEN]
        arguments.append(f"labels=({', '.join(sheet.value(label) for label in labels)},)")
    elif len(made.outputs) > 1:
        arguments.append(f"outputs={len(made.outputs)}")
    apart = any(name.startswith(f"{MAPPED}_") for name in links.single)
    if apart or len(links.named.get(WHOLE, ())) > 1:
        sheet.features |= {SEVERAL, BESIDE}
    if links.single:
        sheet.features.add(BESIDE)
        names = ", ".join(sheet.value(name) for name in links.named if name in links.single)
        arguments.append(f"beside=({names},)")
    return f"@tracked({', '.join(arguments)})"


def raises(id: str, design: Design) -> bool:
    """Whether the op itself fails the run: its failure counts, and nothing after it must see how it ended."""
    below = [d for d in design.facts.graph.downstream[id] if d not in design.tiers.hooks]
    return id in design.facts.deciding and not below


def tracked_links(
    id: str,
    design: Design,
    made: dict[str, Made],
    inputs: dict[str, Input],
    fans: dict[str, FanOut],
) -> Links:
    """What a tracked op waits for besides its data; how each ended is the rule's to judge."""
    facts = design.facts
    taken = {source.task for given in inputs.values() for source in given.sources}
    taken |= {source.task for source in fans[id].sources} if id in fans else set()
    above = [u for u in facts.graph.upstream[id] if u not in design.tiers.hooks]
    starting, gates = started_by(id, design), opened_by(id, design)
    found: dict[str, list[Source]] = {}
    for chooser, label in starting.items():
        others = [u for u in above if u != chooser and chooser in facts.graph.ancestors(u)]
        found.setdefault("after" if others else "chosen", []).append(Source(chooser, label))
    for gate in gates:
        found.setdefault("chosen", []).append(Source(gate, OPEN))
    gathered = [up for up in above if facts.gathers(facts.tasks[id], up)]
    for upstream in above:
        if upstream in gathered:
            whole = Source(fans[upstream].key, WHOLE)
            found[WHOLE] = [*(one for one in found.get(WHOLE, []) if one != whole), whole]
            if upstream not in taken:
                name = MAPPED if len(gathered) == 1 else f"{MAPPED}_{design.keys[upstream]}"
                found[name] = [Source(upstream, made[upstream].outputs[0].name)]
        elif upstream not in taken and upstream not in starting and upstream not in gates:
            setup = (
                facts.rule(id) != "all_done_setup_success" or facts.tasks[upstream].role == "setup"
            )
            found.setdefault("after" if setup else ORDER, []).append(
                Source(upstream, _first(upstream, made))
            )
    own = frozenset(name for name in found if name.startswith(f"{MAPPED}_"))
    return Links({name: tuple(sources) for name, sources in found.items()}, listed=True, single=own)


def _first(id: str, made: dict[str, Made]) -> str:
    return dagster_name(made[id].outputs[0].name)


def helper(features: set[str]) -> str:
    """The helper with the lines that some op needs."""
    rows = []
    for row in TRACKED.split("\n"):
        text, _, feature = row.partition("  #?")
        unwanted = feature.startswith("not ")
        if not feature or (feature.removeprefix("not ") in features) != unwanted:
            rows.append(text)
    return "\n".join(rows)


def rule_table(rules: list[str]) -> str:
    """The trigger rules that the module uses."""
    entries = "".join(f'    "{rule}": lambda states: {RULES[rule]},\n' for rule in rules)
    return f"# What becomes of an op, from how its upstream ops ended.\nTRIGGER_RULES = {{\n{entries}}}"


SETTLE = '''def fail_run(outcomes):
    """Fail the run when an op has failed that counts, though others could react to it."""
    if any(outcome.state in {"failed", "upstream_failed"} for outcome in outcomes):
        raise Failure("an op failed", allow_retries=False)'''


def unsettled(design: Design) -> list[str]:
    """Tasks whose failure counts for the run, but whose op must not fail, as others read how it ended."""
    return [
        id
        for id in design.facts.tasks
        if id in design.facts.deciding and design.tracked(id) and not raises(id, design)
    ]


def closing_call(design: Design, wiring: Wiring) -> tuple[str, ...]:
    """The op at the end that fails the run for ops that could not."""
    found = [wiring.outcome(id) for id in unsettled(design)]
    return (f"fail_run([{', '.join(found)}])",) if found else ()
