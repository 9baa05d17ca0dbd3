"""The desk started for real on a folder, and plain requests to it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

API = "/api/v1"
# Seconds after which a request, or the end of the server, counts as never coming.
PATIENCE = 60
_ADDRESS = re.compile(r"http://\S+/")
# What it may say of a reader who does not speak HTTP.
_NOT_HTTP = "Invalid HTTP request received."
_TYPESET = str.maketrans({"\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True)
class Reply:
    """A reply as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A desk that answers at ``address`` (no slash at the end); ``errors`` is where it
    complains.
    """

    address: str
    errors: Path

    @property
    def place(self) -> tuple[str, int]:
        found = urlsplit(self.address)
        return str(found.hostname), int(found.port or 80)

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Reply:
        """One request; ``path`` is sent as it is."""
        connection = http.client.HTTPConnection(*self.place, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            came = connection.getresponse()
            return Reply(came.status, {n.lower(): v for n, v in came.getheaders()}, came.read())
        finally:
            connection.close()

    def api(self, path: str) -> Any:
        """What the API answers, which must be an answer."""
        came = self.ask(API + path)
        assert came.status == 200, (path, came.text)
        return came.json

    def lines(self, path: str) -> list[dict[str, Any]]:
        """Every line of the main table, page after page."""
        made: list[dict[str, Any]] = []
        following: str | None = API + path
        while following:
            came = self.ask(following)
            assert came.status == 200, (following, came.text)
            made += came.json["lignes"]
            following = (came.json["pagination"] or {}).get("suivante")
        return made


@contextmanager
def serving(folder: Path, errors: Path, *options: str) -> Iterator[Server]:
    """A desk on a folder, on a free port, stopped at the end as Ctrl+C would; it must not have
    complained of itself.
    """
    command = [
        sys.executable,
        "-m",
        "coverage_engine",
        "serve",
        "--run",
        str(folder),
        "--port",
        "0",
        *options,
    ]
    with (
        errors.open("wb") as complaints,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, "PYTHONUTF8": "1"},
        ) as made,
    ):
        assert made.stdout is not None
        said = made.stdout.readline().decode("utf-8")
        found = _ADDRESS.search(said)
        try:
            assert found, (said, errors.read_text(encoding="utf-8"))
            yield Server(found[0].rstrip("/"), errors)
            assert made.poll() is None, "le serveur s’est arrêté tout seul"
        finally:
            made.send_signal(signal.SIGINT)
            made.stdout.read()
            made.wait(PATIENCE)
    said = errors.read_text(encoding="utf-8").splitlines()
    assert [line for line in said if not line.endswith(_NOT_HTTP)] == []


def plain_spaces(text: str) -> str:
    """A text without the spaces of French typography."""
    return text.translate(_TYPESET)
