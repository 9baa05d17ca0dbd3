"""Files that pages need: read once at start, served from memory by exact name. No path of a request
is ever opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_STATIC = ("desk.css", "htmx-2.min.js", "icone.svg")
# Characters of the digest put in the address of a file, which may then be kept for ever.
_DIGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is sent."""

    name: str
    address: str
    content_type: str
    body: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by its address, which changes with its bytes."""
    folder = resources.files("coverage_engine.web").joinpath("static")
    made = (_asset(name, folder.joinpath(name).read_bytes()) for name in _STATIC)
    return {asset.address: asset for asset in made}


def _asset(name: str, body: bytes) -> Asset:
    digest = hashlib.sha256(body).hexdigest()[:_DIGEST]
    kind = _TYPES[name[name.rindex(".") :]]
    return Asset(name=name, address=f"/static/{digest}/{name}", content_type=kind, body=body)


@cache
def asset_address(name: str) -> str:
    """Address of an asset by its file name.

    Raises
    ------
    KeyError
        If there is no such asset.
    """
    return {asset.name: asset.address for asset in assets().values()}[name]
