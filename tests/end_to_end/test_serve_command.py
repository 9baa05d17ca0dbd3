"""The ``serve`` command as a user starts it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "coverage_engine", "serve"]


def refused(*arguments: str) -> str:
    done = subprocess.run(
        [*COMMAND, "--port", "0", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, str]]:
    """Address of a running desk, and what it printed."""
    with subprocess.Popen(
        [*COMMAND, *arguments, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        said = ""
        while "Ctrl+C" not in said:
            line = server.stdout.readline()
            assert line, "le bureau s’est arrêté"
            said += line
        found = re.search(r"http://\S+/", said)
        assert found
        try:
            yield found[0], said
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(30) == 0


def test_the_embedded_data_are_served(tmp_path: Path) -> None:
    with served() as (address, said):
        assert "127.0.0.1" in address
        assert "Attention" not in said
        with urllib.request.urlopen(address) as reply:
            assert "Bureau des acheteurs" in reply.read().decode()


def test_a_folder_is_served_and_an_open_desk_says_so(real_folder: Path) -> None:
    with served("--run", str(real_folder), "--host", "0.0.0.0") as (address, said):
        assert "toute personne du réseau peut le lire" in said
        with urllib.request.urlopen(f"{address}offres") as reply:
            assert "Ce bureau est ouvert" in reply.read().decode()


def test_a_token_is_asked(real_folder: Path, tmp_path: Path) -> None:
    token = tmp_path / "jeton.txt"
    token.write_text("un-jeton-assez-long\n", encoding="utf-8")
    with served("--run", str(real_folder), "--token-file", str(token)) as (address, _):
        asked = urllib.request.Request(
            f"{address}api/v1/execution", headers={"authorization": "Bearer un-jeton-assez-long"}
        )
        with urllib.request.urlopen(asked) as reply:
            assert reply.status == 200
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{address}api/v1/execution")


def test_a_taken_port_is_said(real_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = refused("--run", str(real_folder), "--port", port)
    assert "un autre programme l’occupe" in said
    assert "--port" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--run", "nulle-part"), "coverage-engine report"),
        (("--port", "70000"), "65535"),
        (("--host", "pas une adresse"), "adresse inconnue"),
        (("--token-file", "absent.txt"), "illisible"),
    ],
)
def test_what_cannot_be_served_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


def test_a_short_token_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "jeton.txt"
    token.write_text("court", encoding="utf-8")
    assert "5 caractères" in refused("--token-file", str(token))
