"""Replies: pages, problems and files, with the headers they share."""

from __future__ import annotations

import json

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from coverage_engine.web.options import Options
from coverage_engine.web.pages import render_problem
from coverage_engine.web.problems import Problem
from coverage_engine.web.shell import LoadedRun

API = "/api/"
PROBLEM_TYPE = "application/problem+json"
# Sent with every reply. The policy lets pages load what this server serves, and nothing else.
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
        " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def json_reply(
    content: object, *, status: int = 200, media_type: str = "application/json"
) -> Response:
    """A JSON reply, accents as they are."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(body.encode(), status, media_type=media_type)


def problem_content(problem: Problem, address: str) -> dict[str, object]:
    """The one JSON shape of refusals (RFC 9457)."""
    return {
        "type": f"/api#{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": address,
        "proches": [{"label": c.label, "href": c.href} for c in problem.choices],
    }


def problem_reply(problem: Problem, scope: Scope, held: LoadedRun, options: Options) -> Response:
    """A refusal: JSON under ``/api``, a page elsewhere."""
    if wants_json(scope):
        reply = json_reply(
            problem_content(problem, str(scope["path"])),
            status=problem.status,
            media_type=PROBLEM_TYPE,
        )
    else:
        reply = Response(
            render_problem(problem, held, options).encode(),
            problem.status,
            media_type="text/html; charset=utf-8",
        )
    reply.headers["cache-control"] = "no-store"
    reply.headers.update(problem.headers)
    return reply


def wants_json(scope: Scope) -> bool:
    """Whether a request is one of the API."""
    return str(scope["path"]).startswith(API)


def header(scope: Scope, name: str) -> str:
    """A header of a request; empty when absent."""
    return Headers(scope=scope).get(name, "")
