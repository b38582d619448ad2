"""Lambda's Runtime API for one function: hands out events and takes the answers."""

import json
import queue
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

_PREFIX = "/2018-06-01/runtime"
_DEADLINE_MS = 4102444800000  # in the year 2100


class RuntimeApi:
    """`invoke` gives an event to whoever asks for the next one, and waits for what becomes of it."""

    def __init__(self) -> None:
        events: queue.Queue[tuple[str, str]] = queue.Queue()
        answers: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._events, self._answers = events, answers

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                request, event = events.get()
                self._answer(200, event, {"Lambda-Runtime-Aws-Request-Id": request})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                answers.put((self.path.rpartition("/")[2], json.loads(body or b"null")))
                self._answer(202, '{"status":"OK"}', {})

            def _answer(self, status: int, body: str, headers: dict[str, str]) -> None:
                content = {"Content-Type": "application/json", "Content-Length": str(len(body.encode()))}
                arn = "arn:aws:lambda:ap-south-1:000000000000:function:solve"
                deadline = {
                    "Lambda-Runtime-Deadline-Ms": str(_DEADLINE_MS),
                    "Lambda-Runtime-Invoked-Function-Arn": arn,
                }
                self.send_response(status)
                for name, value in {**content, **deadline, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"

    def invoke(self, event: object, seconds: float) -> tuple[str, Any]:
        """`response` or `error`, and what it was. Raises queue.Empty where nothing comes in time."""
        self._events.put((str(uuid.uuid4()), json.dumps(event)))
        return self._answers.get(timeout=seconds)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
