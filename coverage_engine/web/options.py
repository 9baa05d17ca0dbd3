"""What whoever starts the desk decides."""

from __future__ import annotations

from dataclasses import dataclass

# Longest address accepted, path and query, in bytes: a filter with every provider ticked stays far
# below.
MAX_ADDRESS = 8_192
# Largest request body accepted, in bytes: no page reads one.
MAX_BODY = 8_192
# Below this length a token can be guessed.
MIN_TOKEN = 16
# Names by which a browser of the same machine reaches a loopback server; any other name is a page
# of somebody else that made its own name point here.
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of a desk.

    Attributes
    ----------
    hosts:
        Names accepted in the ``Host`` header; empty accepts any.
    token:
        Secret to be given as the password (pages) or as a bearer token (API); empty when none is
        asked.
    open_to_network:
        Whether anyone on the network can read it, which every page then says.
    request_seconds:
        Longest time spent on a request, in seconds.
    cache_bytes:
        Memory for pages already laid out, in bytes.
    """

    hosts: tuple[str, ...] = LOOPBACK_NAMES
    token: str = ""
    open_to_network: bool = False
    request_seconds: float = 30.0
    cache_bytes: int = 64 * 1024 * 1024
