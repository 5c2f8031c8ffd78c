"""The shape of a flow before it is spelt: calls, submissions, joins and the blocks around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from polydag.backends.prefect.guards import Atom


@dataclass(frozen=True)
class Direct:
    """A call that waits, and raises when the task fails; `ignore` keeps its failure from the flow."""

    task: str
    ignore: bool = False


@dataclass(frozen=True)
class Submit:
    """A task that runs beside the flow."""

    task: str


@dataclass(frozen=True)
class Join:
    """Raise when one of these submitted tasks failed; with `all_first` not before all of them are done."""

    tasks: tuple[str, ...]
    all_first: bool = False


@dataclass(frozen=True)
class Branch:
    """The arms of a choice: labels and what they run; a label that is in no arm is refused."""

    task: str
    arms: tuple[tuple[frozenset[str], tuple[Step, ...]], ...]


@dataclass(frozen=True)
class Guard:
    """What runs only when a gate is open or a mapped collection has elements."""

    atom: Atom
    body: tuple[Step, ...]
    rest: bool = False


@dataclass(frozen=True)
class Attempt:
    """`try`: what follows when the body fails (and the run with it), and what follows in any case."""

    body: tuple[Step, ...]
    failure: tuple[Step, ...] = ()
    always: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Handle:
    """`try` of the author: `handled` runs when the body fails, `binds` names the exception there.

    With `reraise` the failure goes on after that, else the flow does.
    """

    body: tuple[Step, ...]
    handled: tuple[Step, ...] = ()
    binds: str | None = None
    reraise: bool = False


@dataclass(frozen=True)
class Settled:
    """`try … finally`: whatever ends the body, these submitted tasks are waited for, which the end of the flow would cancel."""

    body: tuple[Step, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Ruled:
    """A task whose trigger rule is evaluated in the flow, once everything above it is done."""

    task: str


@dataclass(frozen=True)
class Leave:
    """The end of the flow: nothing that stands below is run."""


@dataclass(frozen=True)
class Refuse:
    """The flow raises, because what it means was not written."""

    reason: str


@dataclass(frozen=True)
class Loop:
    """The instances of a family, called or submitted by a loop over what the source's loop ran over."""

    family: str
    tasks: tuple[str, ...]
    direct: bool


@dataclass(frozen=True)
class Each:
    """A mapped group: its tasks are submitted for one element after the other, by the steps of one instance."""

    group: tuple[str, ...]
    steps: tuple[Submit | Ruled, ...]


Step: TypeAlias = (
    Direct
    | Submit
    | Join
    | Branch
    | Guard
    | Attempt
    | Handle
    | Settled
    | Ruled
    | Loop
    | Each
    | Leave
    | Refuse
)


def tasks_in(step: Step) -> list[str]:
    """The tasks that a step starts."""
    match step:
        case Direct(task=id) | Submit(task=id) | Ruled(task=id):
            return [id]
        case Loop(tasks=ids):
            return list(ids)
        case Join() | Leave() | Refuse():
            return []
        case _:
            return [id for inner in _inner(step) for id in tasks_in(inner)]


def parts_of(step: Step) -> list[Step]:
    """The step and all that is inside of it."""
    return [step, *(part for inner in _inner(step) for part in parts_of(inner))]


def joined_in(step: Step) -> list[str]:
    """The tasks that a step waits for."""
    if isinstance(step, Join):
        return list(step.tasks)
    return [id for inner in _inner(step) for id in joined_in(inner)]


def _inner(step: Step) -> tuple[Step, ...]:
    match step:
        case Branch(arms=arms):
            return tuple(inner for _, body in arms for inner in body)
        case Guard(body=body):
            return body
        case Attempt():
            return (*step.body, *step.failure, *step.always)
        case Handle(body=body, handled=handled):
            return (*body, *handled)
        case Settled(body=body):
            return body
        case Each(steps=steps):
            return steps
        case _:
            return ()


@dataclass(frozen=True)
class Program:
    """A flow's steps.

    `returned` are the submitted tasks whose states decide the run's. A `tolerant` program evaluates trigger rules on states; the
    `certain` tasks of it are futures whatever happens. `leaving` are labels (choice, label) with which the flow ends.
    """

    steps: tuple[Step, ...]
    returned: tuple[str, ...] = ()
    tolerant: bool = False
    submitted: frozenset[str] = frozenset()
    certain: frozenset[str] = frozenset()
    leaving: frozenset[tuple[str, str]] = frozenset()

    def may_be_refused(self, id: str) -> bool:
        """Whether what stands for a task may be the state in which the flow leaves it out, instead of its futures."""
        return Ruled(id) in self.steps and id not in self.certain
