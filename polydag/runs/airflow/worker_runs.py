"""The runs of Airflow's scheduler in its database: what is stored before it starts, and what is read when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from polydag.runs.airflow import bag, worker_dags
from polydag.runs.child.hooks import Hooks
from polydag.runs.child.job import Job
from polydag.runs.child.journal import Heading, Journal
from polydag.runs.child.loading import UnreadableError

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from airflow.sdk import DAG
    from airflow.serialization.definitions.dag import SerializedDAG
    from sqlalchemy.orm import Session

SOONEST = 0.2


def store(job: Job, found: bag.Bag, dag: DAG) -> str:
    """Store all DAGs of the file and the first run of the job's own, and return that run's id."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import sync_bag_to_db
    from airflow.models.dag import DagModel
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.utils.session import create_session
    from sqlalchemy import update

    _prepare(job, found, dag)
    DagBundlesManager().sync_bundles_to_db()
    sync_bag_to_db(found, worker_dags.BUNDLE, None)
    with create_session() as session:
        stored = SerializedDagModel.get_dag(dag.dag_id, session=session)
        if stored is None:
            raise UnreadableError(f"Airflow cannot serialise `{dag.dag_id}`")
        kept = dag.dag_id if job.until else None
        _make_pools(found, session)
        session.execute(update(DagModel).values(is_paused=False))
        # Else the scheduler would make the runs that are due by now.
        others = update(DagModel).where(DagModel.dag_id.is_distinct_from(kept))
        session.execute(others.values(next_dagrun_create_after=None))
        return _due(stored, session) if job.until else _queued(job, stored, session)


def _prepare(job: Job, found: bag.Bag, dag: DAG) -> None:
    """Set what belongs to the place where a DAG runs: its user, how often it looks, the dates to catch up on."""
    for known in found.dags.values():
        for operator in known.task_dict.values():
            bag.preset(operator, run_as_user=None)
            if not job.real_time and bag.triggers(operator):
                bag.preset(operator, poke_interval=SOONEST)
    if job.until and job.logical_date:
        window = {
            "start_date": datetime.fromisoformat(job.logical_date),
            "end_date": datetime.fromisoformat(job.until),
        }
        for operator in (dag, *dag.task_dict.values()):
            bag.preset(operator, **window)


def _make_pools(found: bag.Bag, session: Session) -> None:
    """Make every pool as small as it can be with all tasks running: nobody told how large it is."""
    from airflow.models.pool import Pool

    sizes: dict[str, int] = {}
    for dag in found.dags.values():
        for operator in dag.task_dict.values():
            name, slots = getattr(operator, "pool", None), getattr(operator, "pool_slots", 1)
            if name not in (None, Pool.DEFAULT_POOL_NAME):
                sizes[str(name)] = max(sizes.get(str(name), 1), int(slots))
    for name, slots in sizes.items():
        session.add(Pool(pool=name, slots=slots, include_deferred=False))


def _queued(job: Job, stored: SerializedDAG, session: Session) -> str:
    """Queue a run by hand, as `dag.test()` does."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    now = datetime.now(UTC)
    date = datetime.fromisoformat(job.logical_date) if job.logical_date else None
    if date is not None and date > now:
        raise UnreadableError("Airflow's scheduler starts no run whose logical date is to come")
    run_id = DagRun.generate_run_id(run_type=DagRunType.MANUAL, logical_date=date, run_after=now)
    if job.again:
        _forget(stored.dag_id, date, session)
    stored.create_dagrun(
        run_id=run_id,
        logical_date=date,
        data_interval=date and stored.timetable.infer_manual_data_interval(run_after=date),
        run_after=now,
        conf=job.params or None,
        run_type=DagRunType.MANUAL,
        triggered_by=DagRunTriggeredByType.TEST,
        state=DagRunState.QUEUED,
        session=session,
    )
    return cast("str", run_id)


def _forget(dag_id: str, date: datetime | None, session: Session) -> None:
    """Delete the run of a date, as `dag.test()` does before it runs that date again; what it triggered stays."""
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    same = select(DagRun).where(DagRun.dag_id == dag_id, DagRun.logical_date == date)
    for run in session.scalars(same):
        session.delete(run)
    session.flush()


def _due(stored: SerializedDAG, session: Session) -> str:
    """Name the first run that the scheduler is going to make."""
    from airflow.models.dag import DagModel
    from airflow.utils.types import DagRunType

    model = session.get(DagModel, stored.dag_id)
    first = stored.timetable.next_run_info_from_dag_model(dag_model=model)
    if first is None:
        why = "has no run between these dates" if stored.catchup else "does not catch up"
        raise UnreadableError(f"the schedule of `{stored.dag_id}` {why}")
    run_id = stored.timetable.generate_run_id(
        run_type=DagRunType.SCHEDULED, run_after=first.run_after, data_interval=first.data_interval
    )
    return cast("str", run_id)


def over(dag_id: str) -> bool:
    """Whether every run has ended and no further one is due."""
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    running = select(DagRun.id).where(DagRun.state.in_(["queued", "running"])).limit(1)
    due = select(DagModel.next_dagrun_create_after).where(DagModel.dag_id == dag_id)
    with create_session() as session:
        if session.execute(running).first():
            return False
        next_one = session.scalar(due)
    return next_one is None or next_one > datetime.now(UTC)


def waiting() -> set[int]:
    """Return the triggers that deferred tasks wait for."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    deferred = select(TaskInstance.trigger_id).where(TaskInstance.state == "deferred")
    with create_session() as session:
        return set(session.scalars(deferred.where(TaskInstance.trigger_id.is_not(None))))


def record(
    job: Job, journal: Journal, hooks: Hooks, name: Callable[[DagRun], str | None], session: Session
) -> None:
    """Write down how every run ended; `name` is None for the job's own."""
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    runs = session.scalars(select(DagRun).order_by(DagRun.id)).all()
    # What stands before the job's own was triggered when the date ran for the first time.
    runs = runs[next((i for i, run in enumerate(runs) if name(run) is None), 0) :]
    began = min(run.queued_at for run in runs)
    for run in runs:
        journal.turn_to(name(run))
        if job.until or name(run):
            # What a task triggers without a date has the time at which it was: another one in every run.
            dated = run.logical_date is not None and run.logical_date < began
            date = run.logical_date.isoformat() if dated else None
            journal.headed(Heading(run.dag_id, date, dict(run.conf or {})))
        worker_dags.collect(journal, run.dag_id, run.run_id, session)
        if run.dag_id == job.pipeline:
            hooks.end()
        state = bag.raw(run.state)
        journal.finished("success" if state == "success" else "failed", state)
