"""A desk over a run, and a reader of it, for the tests of the web pages."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from starlette.testclient import TestClient

from coverage_engine.tables.published import Published
from coverage_engine.web.app import make_app
from coverage_engine.web.live_run import RunHolder
from coverage_engine.web.options import Options
from coverage_engine.web.questions import SERVED
from coverage_engine.web.served import Served

# The name that the test client gives the server.
ANY_HOST = Options(hosts=())


def reader_of(
    published: Published, options: Options = ANY_HOST, questions: Sequence[Served] = SERVED
) -> TestClient:
    """A reader of a desk over a run in memory; redirections are seen, not followed."""
    made = make_app(RunHolder(published), options=options, questions=questions)
    return TestClient(made, follow_redirects=False)


class Seen(HTMLParser):
    """What a page holds: every tag with its attributes, identifiers, links, texts of headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def attributes(self, name: str) -> list[str]:
        return [str(a[name]) for _, a in self.tags if name in a]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(reader: TestClient, address: str, status: int = 200) -> Seen:
    """A page that must be answered so."""
    reply = reader.get(address)
    assert reply.status_code == status, reply.text[:500]
    return Seen(reply.text)
