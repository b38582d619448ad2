"""The sandbox's memory, in SQLite: people, groups, messages, updates that wait, queries, menus, files."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists people (id integer primary key, body text not null, started integer default 0);
create table if not exists standing (person integer primary key, body text not null);
create table if not exists groups (id integer primary key, body text not null);
create table if not exists messages (
    chat integer, id integer, body text not null, primary key (chat, id)
);
create table if not exists counters (chat integer primary key, last integer not null);
create table if not exists updates (id integer primary key autoincrement, body text not null);
create table if not exists queries (id integer primary key autoincrement, body text not null);
create table if not exists commands (scope text, language text, body text, primary key (scope, language));
create table if not exists files (id integer primary key autoincrement, name text, type text, body blob);
create table if not exists settings (name text primary key, value text);
"""
_CLEARED = ("messages", "updates", "queries", "commands", "files", "groups", "standing")

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
        """A transaction: all that is written in it is stored, or nothing. One inside another is part of
        that."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:  # whatever ends it, nothing of it is kept
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def clear(self) -> None:
        for table in _CLEARED:
            self._db.execute(f"delete from {table}")
        self._db.execute("update people set started = 0")

    def _insert(self, table: str, body: Json) -> int:
        id = self._db.execute(f"insert into {table} (body) values (?)", (json.dumps(body),)).lastrowid
        assert id is not None, "an insert has a row id"
        return id

    def _value(self, question: str, *values: Any) -> Any:
        row = self._db.execute(question, values).fetchone()
        return row[0] if row else None

    def _body(self, question: str, *values: Any) -> Json | None:
        body = self._value(question, *values)
        return None if body is None else json.loads(body)

    # people: what is said of them from outside, and how they stand with the bot

    def add_people(self, people: Iterable[Json]) -> None:
        for person in people:
            self._db.execute(
                "insert into people (id, body) values (?, ?)"
                " on conflict (id) do update set body = excluded.body",
                (person["id"], json.dumps(person)),
            )

    def people(self) -> list[Json]:
        rows = self._db.execute(
            "select p.body, p.started, s.body from people p left join standing s on s.person = p.id"
            " order by p.id"
        )
        return [_person(*row) for row in rows]

    def person(self, id: int) -> Json | None:
        row = self._db.execute(
            "select p.body, p.started, s.body from people p left join standing s on s.person = p.id"
            " where p.id = ?",
            (id,),
        ).fetchone()
        return _person(*row) if row else None

    def set_started(self, id: int) -> None:
        self._db.execute("update people set started = 1 where id = ?", (id,))

    def set_standing(self, id: int, change: Mapping[str, Any]) -> None:
        """Change `language` or `blocked`; they stay when the person is described anew by `add_people`."""
        present = self._body("select body from standing where person = ?", id) or {}
        self._db.execute(
            "insert or replace into standing values (?, ?)", (id, json.dumps({**present, **change}))
        )

    # groups

    def groups(self) -> list[Json]:
        return [json.loads(body) for (body,) in self._db.execute("select body from groups order by id desc")]

    def group(self, id: int) -> Json | None:
        return self._body("select body from groups where id = ?", id)

    def put_group(self, group: Json) -> None:
        self._db.execute("insert or replace into groups values (?, ?)", (group["id"], json.dumps(group)))

    # messages

    def add_message(self, chat: int, body: Json) -> Json:
        """Message ids count from 1 in every chat; a deleted one is not given again."""
        last = self._value(
            "select max(coalesce((select last from counters where chat = ?1), 0),"
            " coalesce((select max(id) from messages where chat = ?1), 0))",
            chat,
        )
        body = {**body, "message_id": last + 1}
        self._db.execute("insert or replace into counters values (?, ?)", (chat, last + 1))
        self._db.execute("insert into messages values (?, ?, ?)", (chat, last + 1, json.dumps(body)))
        return body

    def message(self, chat: int, id: int) -> Json | None:
        return self._body("select body from messages where chat = ? and id = ?", chat, id)

    def change_message(self, chat: int, body: Json) -> None:
        self._db.execute(
            "update messages set body = ? where chat = ? and id = ?",
            (json.dumps(body), chat, body["message_id"]),
        )

    def delete_message(self, chat: int, id: int) -> bool:
        return self._db.execute("delete from messages where chat = ? and id = ?", (chat, id)).rowcount > 0

    def delete_messages(self, chat: int) -> None:
        self._db.execute("delete from messages where chat = ?", (chat,))

    def messages(self, chat: int, after: int = 0) -> list[Json]:
        rows = self._db.execute(
            "select body from messages where chat = ? and id > ? order by id", (chat, after)
        )
        return [json.loads(body) for (body,) in rows]

    # updates

    def add_update(self, body: Json) -> int:
        return self._insert("updates", body)

    def updates(self, limit: int) -> list[Json]:
        """The updates that wait, the oldest first. A negative limit means all."""
        rows = self._db.execute("select id, body from updates order by id limit ?", (limit,))
        return [{"update_id": id, **json.loads(body)} for id, body in rows]

    def count_updates(self) -> int:
        return int(self._value("select count(*) from updates"))

    def forget_updates(self, before: int) -> None:
        self._db.execute("delete from updates where id < ?", (before,))

    def forget_update(self, id: int) -> None:
        self._db.execute("delete from updates where id = ?", (id,))

    # queries: taps on buttons, and words to the bot in inline mode

    def add_query(self, body: Json) -> int:
        return self._insert("queries", body)

    def query(self, id: int) -> Json | None:
        return self._body("select body from queries where id = ?", id)

    def change_query(self, id: int, body: Json) -> None:
        self._db.execute("update queries set body = ? where id = ?", (json.dumps(body), id))

    # the rest

    def set_commands(self, scope: str, language: str, commands: list[Json]) -> None:
        """Set the menu of a scope and language. An empty one is as if it had never been set."""
        self._db.execute("delete from commands where scope = ? and language = ?", (scope, language))
        if commands:
            self._db.execute("insert into commands values (?, ?, ?)", (scope, language, json.dumps(commands)))

    def commands(self, scope: str, language: str) -> list[Json]:
        body = self._value("select body from commands where scope = ? and language = ?", scope, language)
        return json.loads(body) if body else []

    def add_file(self, name: str, type: str, body: bytes) -> int:
        row = self._db.execute("insert into files (name, type, body) values (?, ?, ?)", (name, type, body))
        assert row.lastrowid is not None, "an insert has a row id"
        return row.lastrowid

    def file(self, id: int) -> tuple[str, str, bytes] | None:
        row: tuple[str, str, bytes] | None = self._db.execute(
            "select name, type, body from files where id = ?", (id,)
        ).fetchone()
        return row

    def set(self, name: str, value: Json) -> None:
        self._db.execute("insert or replace into settings values (?, ?)", (name, json.dumps(value)))

    def get(self, name: str) -> Json:
        return self._body("select value from settings where name = ?", name) or {}


def _person(body: str, started: int, standing: str | None) -> Json:
    usual = {"language": "en", "blocked": False}
    return {**usual, **json.loads(body), "started": bool(started), **json.loads(standing or "{}")}
