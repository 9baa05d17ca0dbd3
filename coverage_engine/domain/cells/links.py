"""Link cells: full addresses, bare hosts, stray citations, addresses cut over two lines."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from coverage_engine.domain.model.catalogue import Link

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST = re.compile(r"(?<![\w.@-])((?:[\w-]+\.)+[a-z]{2,})(?![\w.])", re.IGNORECASE)
_CITATION = re.compile(r"\[[^\[\]]*\]")


def looks_like_link(text: str) -> bool:
    """Whether a cell is an address or begins with a host.

    >>> looks_like_link("plb.fr [genia-academie.fr]"), looks_like_link("Sur devis")
    (True, False)
    """
    bare = text.strip()
    return bool(_URL.match(bare) or _HOST.match(bare))


def read_link(text: str) -> tuple[Link, tuple[str, ...]]:
    """Read a link cell. Only ``http`` and ``https`` addresses open; a bare host is kept as text.

    Returns
    -------
    (link, faults):
        faults among ``"citation"`` (a stray ``[host]``), ``"incomplet"`` (no address),
        ``"illisible"``, ``"absent"``.
    """
    printed = text.strip()
    if not printed:
        return Link("", "", "", "absent"), ("absent",)
    faults: list[str] = []
    bare = printed
    if _CITATION.search(printed):
        faults.append("citation")
        bare = _CITATION.sub("", printed).strip()
    url = _URL.search(bare)
    if url:
        address = url.group(0)
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            host = ""
        if not host:
            return Link(printed, "", "", "illisible"), (*faults, "illisible")
        return Link(printed, address, host.removeprefix("www."), ""), tuple(faults)
    host_match = _HOST.search(bare)
    if host_match:
        host = host_match.group(1).lower().removeprefix("www.")
        return Link(printed, "", host, "site sans adresse de page"), (*faults, "incomplet")
    return Link(printed, "", "", "illisible"), (*faults, "illisible")
