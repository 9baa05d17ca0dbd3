"""The ``serve`` command: the buyers' desk. Like :mod:`coverage_engine.cli.app`, it prints."""

from __future__ import annotations

import contextlib
import ipaddress
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coverage_engine.cli.french_help import FrenchCommand, FrenchGroup, option
from coverage_engine.cli.progress import steps_bar
from coverage_engine.cli.source import READING
from coverage_engine.domain.errors import InputRefused

if TYPE_CHECKING:
    import socket

    from coverage_engine.web.live_run import RunHolder

serve_app = typer.Typer(cls=FrenchGroup)
# Connections that wait to be accepted.
_BACKLOG = 256
# Idle connections are closed after so many seconds.
_IDLE = 15
_LAST_PORT = 65_535


@serve_app.command(cls=FrenchCommand)
def serve(
    run: Annotated[
        Path | None,
        option("--run", "DOSSIER", "Dossier d’un rapport ; sans lui, les données embarquées."),
    ] = None,
    host: Annotated[
        str, option("--host", "ADRESSE", "Adresse d’écoute ; par défaut, ce poste seul.")
    ] = "127.0.0.1",
    port: Annotated[int, option("--port", "PORT", "Port d’écoute.")] = 8000,
    token_file: Annotated[
        Path | None,
        option(
            "--token-file", "FICHIER", "Fichier dont la première ligne est le jeton à demander."
        ),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Ouvre la première page dans le navigateur.")
    ] = False,
) -> None:
    """Ouvre le bureau des acheteurs : pages, exports et API sur un rapport ; Ctrl+C l’arrête."""
    import uvicorn

    from coverage_engine.web.app import make_app
    from coverage_engine.web.options import LOOPBACK_NAMES, Options

    token = _token(token_file)
    listening = _listen(host, port)
    local = _is_loopback(host)
    shown = "127.0.0.1" if local or host in ("0.0.0.0", "::", "") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}/"
    holder = _holder(run)
    options = Options(
        hosts=(*LOOPBACK_NAMES, host) if local else (),
        token=token,
        open_to_network=not local and not token,
    )
    app = make_app(holder, options=options)
    _announce(address, local=local, token=bool(token))
    if open_page:
        import webbrowser

        webbrowser.open(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE,
        backlog=_BACKLOG,
        ws="none",
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    print("Bureau fermé.", flush=True)


def _token(path: Path | None) -> str:
    """First line of a file.

    Raises
    ------
    InputRefused
        If it cannot be read, or is too short to be a secret.
    """
    from coverage_engine.web.options import MIN_TOKEN

    if path is None:
        return ""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(
            [f"--token-file {path.name} : illisible ({error}) → donnez un fichier de texte"]
        ) from None
    token = lines[0].strip() if lines else ""
    if len(token) < MIN_TOKEN or not token.isascii():
        raise InputRefused(
            [
                f"--token-file {path.name} : le jeton a {len(token)} caractères → {MIN_TOKEN} au"
                " moins, sans accent"
            ]
        )
    return token


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, taken before anything is computed.

    Raises
    ------
    InputRefused
        If the address or the port cannot be had.
    """
    import socket

    if not 0 <= port <= _LAST_PORT:
        raise InputRefused([f"--port {port} : hors de 0 à {_LAST_PORT} → par exemple 8000"])
    try:
        family, kind, proto, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise InputRefused(
            [f"--host {host[:80]} : adresse inconnue → 127.0.0.1 pour ce poste seul"]
        ) from None
    made = socket.socket(family, kind, proto)
    try:
        if os.name != "nt":
            # A port left a moment ago is free; on Windows the same option would share a port in
            # use.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        # From now on a reader waits for the first page instead of being turned away.
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise InputRefused(
            [
                f"--host {host} --port {port} : impossible d’y écouter → un autre programme"
                " l’occupe peut-être ; essayez --port"
                f" {port + 1 if 0 < port < _LAST_PORT else 8000}"
            ]
        ) from None
    return made


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _holder(folder: Path | None) -> RunHolder:
    """The run of a folder, watched; or the embedded data, computed now."""
    from coverage_engine.web.live_run import RunHolder

    if folder is not None:
        with steps_bar(READING):
            return RunHolder.from_folder(folder)
    import hashlib

    from coverage_engine.jobs.coverage import STEPS
    from coverage_engine.jobs.coverage import run as compute
    from coverage_engine.store.run_folder import manifest
    from coverage_engine.tables.run_tables import published_of

    with steps_bar(STEPS) as announce:
        made = compute(progress=announce)
    return RunHolder(published_of(made, hashlib.sha256(manifest(made, {})).hexdigest()))


def _announce(address: str, *, local: bool, token: bool) -> None:
    print(f"Bureau des acheteurs\u00a0: {address}", flush=True)
    if token:
        print(
            "Un jeton est demandé\u00a0: mot de passe des pages, « Authorization: Bearer … » pour"
            " l’API.",
            flush=True,
        )
    if not local:
        who = "quiconque a le jeton" if token else "toute personne du réseau"
        print(
            f"Attention\u00a0: il écoute au-delà de ce poste\u00a0; {who} peut le lire, et rien"
            " n’est chiffré. "
            + (
                "Placez-le derrière un serveur HTTPS."
                if token
                else "Donnez --token-file pour demander un jeton."
            ),
            flush=True,
        )
    print("Ctrl+C pour arrêter.", flush=True)
