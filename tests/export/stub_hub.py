"""A hub of models on this machine: as much of its protocol as an upload needs, and all that it was sent."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hub:
    """What a hub holds, and what it was asked."""

    address: str = ""
    token: str = "hf_secret"  # noqa: S105 - of this stub
    public: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    mute: bool = False  # takes a commit, and closes the connection without an answer


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append(f"GET {self.path}")
            repo = self.path.removeprefix("/api/models/").partition("?")[0].partition("/revision")[0]
            if repo in hub.public | hub.private:
                self._answer(200, {"id": repo, "private": repo in hub.private, "siblings": []})
            else:
                self._answer(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})

        def do_POST(self) -> None:
            hub.asked.append(f"POST {self.path}")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != f"Bearer {hub.token}":
                self._answer(401, {"error": "Invalid credentials"})
            elif self.path == "/api/repos/create":
                asked = json.loads(body)
                hub.created.append(asked)
                name = "/".join(filter(None, (asked.get("organization"), asked["name"])))
                (hub.private if asked.get("private") or asked.get("visibility") == "private" else hub.public).add(name)
                self._answer(200, {"url": f"{hub.address}/{name}", "name": name})
            elif self.path == "/api/validate-yaml":
                self._answer(200, {"errors": [], "warnings": []})
            elif "/preupload/" in self.path:
                files = [
                    {"path": one["path"], "uploadMode": "regular", "shouldIgnore": False}
                    for one in json.loads(body)["files"]
                ]
                self._answer(200, {"files": files})
            elif "/commit/" in self.path:
                for line in map(json.loads, body.splitlines()):
                    if line["key"] == "file":
                        hub.files[line["value"]["path"]] = base64.b64decode(line["value"]["content"])
                if hub.mute:
                    self.close_connection = True
                    return
                repo = self.path.removeprefix("/api/models/").partition("/commit")[0]
                self._answer(200, {"commitUrl": f"{hub.address}/{repo}/commit/{'0' * 40}", "commitOid": "0" * 40})
            else:
                self._answer(500, {"error": f"this stub knows no {self.path}"})

        def _answer(self, status: int, document: dict[str, Any], headers: dict[str, str] | None = None) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def hub() -> Iterator[Hub]:
    """Run a hub while the block lasts."""
    found = Hub()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(found)) as server:
        found.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
