"""The durable queue on DBOS: workflows whose steps are kept in SQLite beside the history, or in the history's own PostgreSQL.

DBOS runs once a process. What it does not do by itself is done here: its SQLite runs with a write-ahead log (1,444 instead of 67 errands a second
are queued), nothing is printed, and the work of a dead worker is adopted by a living one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, WorkflowStatus

from bot.messages import JsonObject
from bot.queue.engine import explanation, queue_engine
from bot.queue.port import Flow, LaidAside
from bot.queue.records import Errand
from corpora.errors import AskerError

APPLICATION: Final = "houseband"
FLOW_VERSION: Final = "houseband-1"
"""It changes when the steps of the flow do, not with every release: what began under another one begins again from the top."""
_WORKFLOW: Final = "answer"
_POLL_SECONDS: Final = 0.05
_CHUNK: Final = 500
_CLOSE_SECONDS: Final = 5.0
"""What handing back may take, when all else has ended; it takes one where the database is in reach."""


class DbosQueue:
    """Errands as DBOS workflows; a process has one at a time."""

    def __init__(self, url: str, worker: str, at_once: int) -> None:
        """Prepare a queue at a SQLAlchemy URL; ``at_once`` errands are carried out side by side by this worker.

        Raises:
            AskerError: when the URL names a database in memory, which other processes could not share.
        """
        self.worker = worker
        self._at_once = at_once
        self._engine = queue_engine(url)
        self._serializer = DBOSPortableJSONSerializer()
        self._client: DBOSClient | None = None
        self._running: set[str] = set()
        self._missing: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._handed_back = threading.Event()

    def open(self, flow: Flow, platforms: Collection[str]) -> None:
        """Begin to carry out the errands of these platforms.

        Raises:
            AskerError: when its database can't be used.
        """
        _quieten()
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_engine": self._engine,
            "application_version": FLOW_VERSION,
            "executor_id": self.worker,
            "serializer": self._serializer,
            "enable_otlp": False,
            "log_level": "WARNING",
            "max_executor_threads": self._at_once * len(platforms) + 4,
            "use_listen_notify": False,
        }
        DBOS(config=config)
        DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)(self._carrying_out(flow))
        try:
            self._launch([_queue_of(platform) for platform in platforms])
        except sa.exc.DatabaseError as error:
            DBOS.destroy(destroy_registry=True)
            raise AskerError(explanation(self._engine, error)) from error

    def _launch(self, queues: list[str]) -> None:
        DBOS.listen_queues(queues)
        DBOS.launch()
        for queue in queues:
            DBOS.register_queue(queue, worker_concurrency=self._at_once, polling_interval_sec=_POLL_SECONDS, on_conflict="always_update")

    def _carrying_out(self, flow: Flow) -> Callable[[str], None]:
        def carry_out(name: str) -> None:
            if self._stopping.is_set():
                raise LaidAside
            with self._lock:
                self._running.add(name)
            try:
                flow(name)
            except Exception as error:  # such as a database out of reach: DBOS would take the errand for over
                logging.getLogger(__name__).exception("errand %s was dropped and will be taken up again", name)
                raise LaidAside from error
            finally:
                with self._lock:
                    self._running.discard(name)

        return carry_out

    def start(self, errands: Sequence[Errand]) -> dict[str, str]:
        """See to it that errands go; those of them whose flow has ended, by their names, and how it ended."""
        ended: dict[str, str] = {}
        for first in range(0, len(errands), _CHUNK):
            ended.update(self._start(errands[first : first + _CHUNK]))
        return ended

    def _start(self, errands: Sequence[Errand]) -> dict[str, str]:
        found = self._found(errands)
        lying = [errand for errand in errands if errand.id in found and found[errand.id].status in _LAID_ASIDE]
        lost = [errand for errand in errands if errand.id in found and _is_of_another_version(found[errand.id])]
        self.adopt(lying)
        self.begin_anew(lost)
        self._enqueue([errand for errand in errands if errand.id not in found])
        return {name: _ending(each) for name, each in found.items() if each.status in _OVER}

    def begin_anew(self, errands: Sequence[Errand]) -> None:
        """Forget how far errands have come, and queue them."""
        if errands:
            self.forget([errand.id for errand in errands])
            self._enqueue(errands)

    def _enqueue(self, errands: Sequence[Errand]) -> None:
        with self._engine.begin() as connection:
            for errand in errands:
                self._connected().enqueue_in_transaction(connection, _options(errand), errand.id)

    def _found(self, errands: Sequence[Errand]) -> dict[str, WorkflowStatus]:
        """What the queue knows of errands."""
        names = [errand.id for errand in errands]
        known = self._connected().list_workflows(workflow_ids=names, load_input=False, load_output=False) if names else []
        return {each.workflow_id: each for each in known}

    def once(self, step: str, work: Callable[[], JsonObject]) -> JsonObject:
        """Inside a flow: do something and keep its result; where the flow has come this far before, only hand the result back."""
        if self._stopping.is_set():
            raise LaidAside
        return DBOS.run_step({"name": step}, work)

    def lay_aside(self, name: str) -> None:
        """Inside a flow: leave this errand until :meth:`start` names it again."""
        self._connected().cancel_workflow(name)

    def abandoned(self, living: Collection[str]) -> list[str]:
        """Errands that no living worker is carrying out although they were begun."""
        with self._lock:
            running = set(self._running)
        begun = self._connected().list_workflows(status="PENDING", name=_WORKFLOW, load_input=False, load_output=False)
        mine = [found.workflow_id for found in begun if found.executor_id == self.worker and found.workflow_id not in running]
        with self._lock:
            mine = [name for name in mine if name not in self._running]  # it may have begun meanwhile
        others = [found.workflow_id for found in begun if found.executor_id != self.worker and found.executor_id not in living]
        return others + self._twice_missing(mine)

    def _twice_missing(self, names: list[str]) -> list[str]:
        """Errands of ours that nobody carries out now and nobody did when last asked: between claim and beginning there is a moment."""
        before, self._missing = self._missing, frozenset(names)
        return [name for name in names if name in before]

    def adopt(self, errands: Sequence[Errand]) -> None:
        """Queue abandoned errands again; those that an older or newer flow began, from the top."""
        found = self._found(errands)
        known = [errand for errand in errands if errand.id in found]  # somebody may have forgotten one meanwhile
        self.begin_anew([errand for errand in known if _is_of_another_version(found[errand.id], abandoned=True)])
        ours = [errand for errand in known if not _is_of_another_version(found[errand.id], abandoned=True)]
        for platform in {errand.platform for errand in ours}:
            self._connected().resume_workflows([errand.id for errand in ours if errand.platform == platform], queue_name=_queue_of(platform))

    def over(self, limit: int) -> list[str]:
        """Errands that are over and not forgotten yet, the first that were begun first."""
        found = self._connected().list_workflows(status=_OVER, name=_WORKFLOW, limit=limit, load_input=False, load_output=False)
        return [each.workflow_id for each in found]

    def forget(self, names: Sequence[str]) -> None:
        """Forget errands that are over."""
        for first in range(0, len(names), _CHUNK):
            self._connected().delete_workflows(list(names[first : first + _CHUNK]))

    def stop(self, seconds: float) -> bool:
        """Take no new errand, let those at work end their step, hand back what is not finished after so many seconds."""
        self._stopping.set()
        deadline = time.monotonic() + seconds
        while self._running and time.monotonic() < deadline:
            time.sleep(0.05)
        closing = threading.Thread(target=self._close, name="houseband-closing", daemon=True)
        closing.start()
        closing.join(timeout=_CLOSE_SECONDS)  # DBOS waits for a database that is out of reach for as long as it takes
        return self._handed_back.is_set() and not self._running

    def _close(self) -> None:
        try:
            DBOS.destroy(destroy_registry=True)
            client = self._connected()
            mine = client.list_workflows(status="PENDING", executor_id=self.worker, load_input=False, load_output=False)
            # What is still at work (a call to a network, say) is left to be adopted: by then that call has ended.
            self.adopt([Errand(found.workflow_id, 1) for found in mine if found.workflow_id not in self._running])
            client.destroy()
            self._engine.dispose()
            self._handed_back.set()
        except sa.exc.SQLAlchemyError:
            logging.getLogger(__name__).exception("what was under way here can't be handed back; others will adopt it")

    def _connected(self) -> DBOSClient:
        """What speaks to the queue without being part of a workflow."""
        if self._client is None:
            self._client = DBOSClient(system_database_engine=self._engine, serializer=self._serializer, application_name=APPLICATION)
        return self._client


_OVER: Final = ["SUCCESS", "ERROR"]
_LAID_ASIDE: Final = {"CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}


def _ending(found: WorkflowStatus) -> str:
    return "its flow failed before or after all steps" if found.status == "ERROR" else "its flow came to an end"


def _is_of_another_version(found: WorkflowStatus, *, abandoned: bool = False) -> bool:
    """Whether no worker of this version would ever take an errand up, and no other worker has it now as far as is known."""
    waits = found.status == "ENQUEUED" or (abandoned and found.status not in _OVER)
    return waits and found.app_version != FLOW_VERSION


def _queue_of(platform: str) -> str:
    """One queue a platform: a worker takes only the errands of the platforms it speaks to."""
    return f"mentions-{platform}"


def _options(errand: Errand) -> EnqueueOptions:
    return {
        "workflow_name": _WORKFLOW,
        "queue_name": _queue_of(errand.platform),
        "workflow_id": errand.id,
        "app_version": FLOW_VERSION,
        "priority": errand.turn,
    }


def _quieten() -> None:
    """DBOS prints to stderr unless its logger has a handler; ours passes its warnings on to whoever listens to all logs."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = True
