"""The sandbox's memory, in SQLite: people, messages, updates that wait, taps, command menus, files."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists people (id integer primary key, body text not null, started integer default 0);
create table if not exists messages (
    chat integer, id integer, body text not null, primary key (chat, id)
);
create table if not exists counters (chat integer primary key, last integer not null);
create table if not exists updates (id integer primary key autoincrement, body text not null);
create table if not exists taps (id integer primary key autoincrement, body text not null);
create table if not exists commands (scope text, language text, body text, primary key (scope, language));
create table if not exists files (id integer primary key autoincrement, name text, type text, body blob);
create table if not exists settings (name text primary key, value text);
"""

Json = dict[str, Any]


class Store:
    """Every change is on disk before it is answered."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(str(path), isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All of it or none, whatever kills the process."""
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def clear(self) -> None:
        for table in ("messages", "updates", "taps", "commands", "files"):
            self._db.execute(f"delete from {table}")
        self._db.execute("update people set started = 0")

    # people

    def add_people(self, people: Iterable[Json]) -> None:
        for person in people:
            self._db.execute(
                "insert into people (id, body) values (?, ?)"
                " on conflict (id) do update set body = excluded.body",
                (person["id"], json.dumps(person)),
            )

    def people(self) -> list[Json]:
        found = self._db.execute("select body, started from people order by id")
        return [{**json.loads(body), "started": bool(started)} for body, started in found]

    def person(self, id: int) -> Json | None:
        found = self._db.execute("select body, started from people where id = ?", (id,)).fetchone()
        return {**json.loads(found[0]), "started": bool(found[1])} if found else None

    def set_started(self, id: int) -> None:
        self._db.execute("update people set started = 1 where id = ?", (id,))

    # messages

    def add_message(self, chat: int, body: Json) -> int:
        """Message ids count from 1 in every chat; a deleted one is not given again."""
        (last,) = self._db.execute(
            "select max(coalesce((select last from counters where chat = ?1), 0),"
            " coalesce((select max(id) from messages where chat = ?1), 0))",
            (chat,),
        ).fetchone()
        body = {**body, "message_id": last + 1}
        self._db.execute("insert or replace into counters values (?, ?)", (chat, last + 1))
        self._db.execute("insert into messages values (?, ?, ?)", (chat, last + 1, json.dumps(body)))
        return int(last + 1)

    def message(self, chat: int, id: int) -> Json | None:
        found = self._db.execute("select body from messages where chat = ? and id = ?", (chat, id)).fetchone()
        return json.loads(found[0]) if found else None

    def change_message(self, chat: int, body: Json) -> None:
        self._db.execute(
            "update messages set body = ? where chat = ? and id = ?",
            (json.dumps(body), chat, body["message_id"]),
        )

    def delete_message(self, chat: int, id: int) -> bool:
        return self._db.execute("delete from messages where chat = ? and id = ?", (chat, id)).rowcount > 0

    def messages(self, chat: int, after: int = 0) -> list[Json]:
        found = self._db.execute(
            "select body from messages where chat = ? and id > ? order by id", (chat, after)
        )
        return [json.loads(body) for (body,) in found]

    # updates

    def add_update(self, body: Json) -> int:
        id = self._db.execute("insert into updates (body) values (?)", (json.dumps(body),)).lastrowid
        assert id is not None, "an insert has a row id"
        return id

    def updates(self, limit: int) -> list[Json]:
        """The oldest first; a negative limit is none."""
        found = self._db.execute("select id, body from updates order by id limit ?", (limit,))
        return [{"update_id": id, **json.loads(body)} for id, body in found]

    def forget_updates(self, before: int) -> None:
        self._db.execute("delete from updates where id < ?", (before,))

    def forget_update(self, id: int) -> None:
        self._db.execute("delete from updates where id = ?", (id,))

    # taps

    def add_tap(self, body: Json) -> int:
        id = self._db.execute("insert into taps (body) values (?)", (json.dumps(body),)).lastrowid
        assert id is not None, "an insert has a row id"
        return id

    def tap(self, id: int) -> Json | None:
        found = self._db.execute("select body from taps where id = ?", (id,)).fetchone()
        return json.loads(found[0]) if found else None

    def change_tap(self, id: int, body: Json) -> None:
        self._db.execute("update taps set body = ? where id = ?", (json.dumps(body), id))

    # the rest

    def set_commands(self, scope: str, language: str, commands: list[Json] | None) -> None:
        if commands is None:
            self._db.execute("delete from commands where scope = ? and language = ?", (scope, language))
        else:
            self._db.execute(
                "insert or replace into commands values (?, ?, ?)", (scope, language, json.dumps(commands))
            )

    def commands(self, scope: str, language: str = "") -> list[Json] | None:
        found = self._db.execute(
            "select body from commands where scope = ? and language = ?", (scope, language)
        ).fetchone()
        return json.loads(found[0]) if found else None

    def add_file(self, name: str, type: str, body: bytes) -> int:
        row = self._db.execute("insert into files (name, type, body) values (?, ?, ?)", (name, type, body))
        assert row.lastrowid is not None, "an insert has a row id"
        return row.lastrowid

    def file(self, id: int) -> tuple[str, str, bytes] | None:
        found: tuple[str, str, bytes] | None = self._db.execute(
            "select name, type, body from files where id = ?", (id,)
        ).fetchone()
        return found

    def set(self, name: str, value: str) -> None:
        self._db.execute("insert or replace into settings values (?, ?)", (name, value))

    def get(self, name: str) -> str:
        found = self._db.execute("select value from settings where name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""
