"""The emulator's state on disk: whatever was answered is there, whenever its process is killed.

`aws/current` names the latest snapshot of all services, which is complete before it gets its name. What was
written to tables since is in the snapshot's journal, as the requests that wrote it: a line is there before
its answer goes out. Everything else follows from the tables: streams are read again from a little earlier, as
a stream of AWS delivers at least once, so what was under way when the process ended comes again.
"""

import asyncio
import json
import logging
import shutil
import time
from collections.abc import Awaitable, Callable
from io import FileIO
from pathlib import Path
from typing import Any

from ministack import app as ministack
from ministack.core import persistence
from ministack.core.responses import get_account_id, get_region, set_request_account_id, set_request_region
from ministack.services import dynamodb, lambda_svc

# So much of a stream is delivered again. After a kill it is more than the longest wait for a second try,
# after a stop more than the longest work that had begun.
REPEAT_SECONDS, REPEAT_SECONDS_AFTER_A_STOP = 120.0, 5.0
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}

Stream = tuple[str, str, str]  # its account, region and table
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[tuple[int, Any, Any]]]


class State:
    """ministack's state in a folder. It replaces ministack's own way of saving."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._current = folder / "current"
        self._journal: FileIO | None = None
        self._answer: Handler = dynamodb.handle_request
        self._repeat_seconds = REPEAT_SECONDS

    def take_over(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        persistence.STATE_DIR = str(self._current if self._current.exists() else self._folder)
        dynamodb.handle_request = self._answer_and_journal
        ministack.save_all = self._stop
        _keep_streams(lambda stream: _to_deliver(stream, since=time.time() - self._repeat_seconds))

    def _stop(self, services: object) -> None:
        self._repeat_seconds = REPEAT_SECONDS_AFTER_A_STOP
        self.save()

    def save(self) -> None:
        """Write a snapshot. It runs on the event loop, where nothing else writes meanwhile; in a thread it
        fails under load."""
        newest = max((int(f.name) for f in self._folder.iterdir() if f.name.isdecimal()), default=0)
        snapshot = self._folder / str(newest + 1)
        snapshot.mkdir()
        persistence.STATE_DIR = str(snapshot)
        persistence.save_all(ministack._build_persistence_save_dict())
        if _services(self._current) - _services(snapshot):
            logging.error("no snapshot: a service could not be saved; the last one and its journal stay")
            shutil.rmtree(snapshot)
            return
        journal = FileIO(snapshot / "journal", "a")
        self._name(snapshot)
        if self._journal:
            self._journal.close()
        self._journal = journal

    def _name(self, snapshot: Path) -> None:
        link = self._folder / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(snapshot.name)
        link.replace(self._current)
        for old in self._folder.iterdir():
            if old.name.isdecimal() and old != snapshot:
                shutil.rmtree(old)

    async def replay(self) -> None:
        """Repeat the writes of the journal, which came after the snapshot that was loaded, and save."""
        journal = self._current / "journal"
        for line in journal.read_bytes().splitlines(keepends=True) if journal.exists() else ():
            if line.endswith(b"\n"):  # the last may be cut off: nobody had its answer yet
                account, region, target, body = json.loads(line)
                set_request_account_id(account)
                set_request_region(region)
                await self._answer("POST", "/", {"x-amz-target": target}, body.encode(), {})
        self.save()

    async def _answer_and_journal(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> tuple[int, Any, Any]:
        """Answer a request, and write it into the journal if it has changed a table.

        Neither waits for anything, so that the journal has the order of the writes.
        """
        answer = await self._answer(method, path, headers, body, query)
        target = headers.get("x-amz-target", "")
        if self._journal and answer[0] == 200 and target.rpartition(".")[2] in WRITES:
            line = json.dumps([get_account_id(), get_region(), target, body.decode()])
            self._journal.write(line.encode() + b"\n")
        return answer


class Snapshots:
    """Saves about a second after a request that may have changed something."""

    DELAY_SECONDS = 1.0  # from a change to its snapshot, unless saving takes long
    PAUSE_FACTOR = 9  # the pause after a save is nine times as long: saving takes a tenth of the time at most
    READS = ("Get", "Query", "Scan", "BatchGet", "Describe", "List", "Receive")

    def __init__(self, app: Callable[..., Awaitable[None]], state: State) -> None:
        self._app = app
        self._state = state
        self._changed = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def sent(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._state.replay()
            if message["type"] == "http.response.start" and _is_deployment(scope):
                self._state.save()
            await send(message)

        await self._app(scope, receive, sent)
        if scope["type"] == "http" and self._may_change(scope):
            self._changed.set()

    def _may_change(self, scope: dict[str, Any]) -> bool:
        target = next((v.decode() for k, v in scope["headers"] if k == b"x-amz-target"), "")
        if target:
            return not target.rpartition(".")[2].startswith(self.READS)
        return bool(scope["method"] not in ("GET", "HEAD"))

    async def keep(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(self.DELAY_SECONDS)
            self._changed.clear()
            began = time.monotonic()
            self._state.save()
            await asyncio.sleep(self.PAUSE_FACTOR * (time.monotonic() - began))


def _is_deployment(scope: dict[str, Any]) -> bool:
    """Deployments are few, and nothing works without what they made: they are saved before their answer."""
    return any(k == b"authorization" and b"/cloudformation/" in v for k, v in scope["headers"])


def _services(snapshot: Path) -> set[str]:
    return {file.name for file in snapshot.glob("*.json")}


def _keep_streams(to_deliver: Callable[[Stream], tuple[int, list[Any]]]) -> None:
    """ministack keeps how far a stream was read, and forgets the stream: what is not delivered yet is lost,
    and the next records are taken for read. So the records to be delivered are kept too, and their start."""
    tables, functions, restore = dynamodb.get_state, lambda_svc.get_state, dynamodb.load_persisted_state

    def tables_state() -> dict[str, Any]:
        return {**tables(), "streams": [(*stream, *to_deliver(stream)) for stream in _streams()]}

    def functions_state() -> dict[str, Any]:
        state = functions()
        for stream in _streams():
            start, _ = to_deliver(stream)
            for mapping in _readers(*stream):
                state["dynamodb_stream_positions"].set_scoped(*stream[:2], mapping, start)
        return dict(state)

    def restored(data: dict[str, Any]) -> None:
        restore(data)
        for account, region, table, start, records in data.get("streams", []):
            dynamodb._stream_trimmed.set_scoped(account, region, table, start)
            dynamodb._stream_records.set_scoped(account, region, table, records)

    dynamodb.get_state, lambda_svc.get_state, dynamodb.load_persisted_state = (
        tables_state,
        functions_state,
        restored,
    )


def _streams() -> list[Stream]:
    return [stream for stream, _ in dynamodb._stream_records.all_items()]


def _readers(account: str, region: str, table: str) -> list[str]:
    return [
        mapping["UUID"]
        for place, zone, mapping in lambda_svc._iter_all_esms()
        if (place, zone) == (account, region) and f":table/{table}/" in mapping.get("EventSourceArn", "")
    ]


def _to_deliver(stream: Stream, *, since: float) -> tuple[int, list[Any]]:
    """The position from which a stream is read after a start, and the records from there."""
    account, region, table = stream
    scope = {"account_id": account, "region": region}
    first = dynamodb.stream_start_position(table, **scope)
    records = dynamodb.stream_live_records(table, **scope)
    old = sum(record["dynamodb"].get("ApproximateCreationDateTime", since) < since for record in records)
    read = [
        lambda_svc._dynamodb_stream_positions.get_scoped(account, region, reader, first)
        for reader in _readers(account, region, table)
    ]
    start = max(first, min([first + old, *read]))
    return start, list(records[start - first :])
