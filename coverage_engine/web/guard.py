"""What stands before every page: names, token, sizes, time, security headers, and the last barrier
to any fault.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coverage_engine.web.live_run import RunHolder
from coverage_engine.web.options import MAX_ADDRESS, MAX_BODY, Options
from coverage_engine.web.problems import Problem
from coverage_engine.web.replies import SECURITY, header, problem_reply, wants_json

_METHODS = ("GET", "HEAD")
_SECURITY = tuple((name.encode(), value.encode()) for name, value in SECURITY.items())


class Guard:
    """ASGI middleware; the outermost one.

    The token travels as the password of HTTP Basic authentication on pages (browsers ask for it
    once and remember it themselves: no cookie, and no secret in an address that is shared or
    logged) and as a bearer token in the API.
    """

    def __init__(self, app: ASGIApp, holder: RunHolder, options: Options) -> None:
        self._app = app
        self._holder = holder
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *_SECURITY]
            await send(message)

        try:
            problem = self._refusal(scope)
            if problem is None:
                async with asyncio.timeout(self._options.request_seconds):
                    await self._app(scope, receive, guarded)
                return
        except TimeoutError:
            problem = _too_long(self._options.request_seconds)
        except Problem as raised:
            problem = raised
        except Exception:
            logging.getLogger(__name__).exception("Requête en échec : %s", scope["path"])
            problem = Problem(
                500,
                "Le serveur n’a pas pu répondre à cette demande. Elle est notée dans son journal ;"
                " les autres pages restent ouvertes.",
                code="erreur-interne",
            )
        if not started:
            await problem_reply(problem, scope, self._holder.held, self._options)(
                scope, receive, guarded
            )

    def _refusal(self, scope: Scope) -> Problem | None:
        """Why a request is not even looked at."""
        if not self._known_host(header(scope, "host")):
            return Problem(
                421,
                "Ce bureau ne répond qu’aux noms « localhost » et « 127.0.0.1 ». Ouvrez-le par"
                " l’adresse que la commande a affichée.",
                code="hote-inconnu",
            )
        if not self._trusted(scope):
            return Problem(
                401,
                "Ce bureau demande un jeton. Pages : donnez-le comme mot de passe, avec un nom"
                " d’utilisateur quelconque. API : en-tête « Authorization: Bearer … ».",
                code="jeton-demande",
                headers=(
                    {"www-authenticate": 'Basic realm="Bureau des acheteurs", charset="UTF-8"'}
                    if not wants_json(scope)
                    else {"www-authenticate": "Bearer"}
                ),
            )
        if scope["method"] not in _METHODS:
            return Problem(
                405,
                "Rien ne se modifie ici : les seules méthodes acceptées sont GET et HEAD.",
                code="methode-refusee",
                headers={"allow": ", ".join(_METHODS)},
            )
        return _too_large(scope)

    def _known_host(self, host: str) -> bool:
        if not self._options.hosts:
            return True
        try:
            return urlsplit(f"//{host}").hostname in self._options.hosts
        except ValueError:
            return False

    def _trusted(self, scope: Scope) -> bool:
        if not self._options.token:
            return True
        scheme, _, given = header(scope, "authorization").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode().partition(":")[2]
            except ValueError:
                # Neither base 64, nor text.
                return False
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode(), self._options.token.encode())


def _too_large(scope: Scope) -> Problem | None:
    address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    if address > MAX_ADDRESS:
        return Problem(
            414,
            f"Cette adresse compte {address} caractères ; {MAX_ADDRESS} au plus sont lus."
            " Raccourcissez la recherche ou retirez des filtres.",
            code="adresse-trop-longue",
        )
    length = header(scope, "content-length")
    if length and (not length.isdigit() or int(length) > MAX_BODY):
        return Problem(
            413,
            "Cette demande porte un contenu : aucune page n’en lit.",
            code="demande-trop-lourde",
        )
    return None


def _too_long(seconds: float) -> Problem:
    return Problem(
        503,
        f"Aucune réponse en {seconds:g} s : le calcul est long, ou d’autres passent avant."
        " Réessayez dans un instant ; si cela recommence, restreignez la question (un métier,"
        " moins d’offres).",
        code="trop-long",
        headers={"retry-after": "10"},
    )
