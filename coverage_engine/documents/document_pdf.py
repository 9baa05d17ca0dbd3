"""A document as a PDF/A-3a and PDF/UA-1: one Typst source, laid out in memory, tables attached."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from coverage_engine.documents import document_words as words
from coverage_engine.documents.column_widths import column_shares, with_cuts
from coverage_engine.documents.environment import render
from coverage_engine.documents.fonts import FAMILIES
from coverage_engine.documents.model import (
    Chart,
    Document,
    Entries,
    Link,
    Paragraph,
    Section,
    Table,
    parts_of,
)
from coverage_engine.documents.pdf import attachments, compile_pdf, drawn
from coverage_engine.documents.table_of import Figures, table_of


def render_document_pdf(document: Document, tables: Mapping[str, bytes], *, epoch: int) -> bytes:
    """The document as a PDF. The same arguments give the same bytes.

    Parameters
    ----------
    document:
        Its texts already typeset.
    tables:
        UTF-8 CSV files to attach, by file name.
    epoch:
        Date of the document, in seconds since 1970 (UTC).
    """
    return compile_pdf(document_source(document, tables, epoch=epoch), tables, epoch=epoch)


def document_source(document: Document, tables: Mapping[str, bytes], *, epoch: int) -> str:
    """The Typst source of a document; every datum of it is a string literal."""
    day = dt.datetime.fromtimestamp(epoch, dt.UTC)
    attached = attachments(tables)
    return render(
        "document.typ.jinja",
        document=_data(_with_references(_with_attachments(document, attached))),
        attachments=attached,
        words={n: v for n, v in vars(words).items() if n.isupper() and isinstance(v, str)},
        families=FAMILIES,
        year=day.year,
        month=day.month,
        day=day.day,
    )


def _with_attachments(document: Document, attached: Sequence[Mapping[str, str]]) -> Document:
    """The document, which says at its end what is attached to it."""
    if not attached:
        return document
    files = table_of(
        words.ATTACHMENTS_CAPTION,
        attached,
        ("Fichier", lambda f: f["name"]),
        Figures("Taille", lambda f: f["size"]),
    )
    *others, last = document.sections
    end = Section("", words.ATTACHMENTS, (Paragraph(words.ATTACHMENTS_HOW), files))
    last = dataclasses.replace(last, sections=(*last.sections, end))
    return dataclasses.replace(document, sections=(*others, last))


def _with_references(document: Document) -> Document:
    """The document, where what the entries of a part lead to is listed at the end of that part: an
    entry with a link of its own is laid out again and again.
    """
    sections = tuple(
        dataclasses.replace(s, sections=tuple(map(_with_links, s.sections)))
        for s in document.sections
    )
    return dataclasses.replace(document, sections=sections)


def _with_links(part: Section) -> Section:
    entries = [x for x in parts_of(part) if isinstance(x, Entries)]
    links = {x.anchor: x for x in parts_of(tuple(entries)) if isinstance(x, Link)}
    if not links:
        return part
    listed = tuple(x for link in links.values() for x in (link, " ; "))[:-1]
    end = Section("", words.REFERENCES, (Paragraph(listed),))
    return dataclasses.replace(part, sections=(*part.sections, end))


def _data(value: object) -> object:
    """A value of the model as plain data; every part says its kind."""
    if isinstance(value, Chart):
        return {"kind": "Chart", **drawn(value.drawing)}
    if isinstance(value, Table):
        fields = _fields(value)
        return {**fields, "rows": _cut(fields["rows"]), "shares": column_shares(value)}
    if isinstance(value, tuple):
        return tuple(map(_data, value))
    return _fields(value) if dataclasses.is_dataclass(value) else value


def _fields(value: object) -> dict[str, object]:
    assert dataclasses.is_dataclass(value)
    return {
        "kind": type(value).__name__,
        **{f.name: _data(getattr(value, f.name)) for f in dataclasses.fields(value)},
    }


def _cut(value: object) -> object:
    """The same data, long words of every text with places where a narrow column may cut them."""
    if isinstance(value, str):
        return with_cuts(value)
    if isinstance(value, tuple):
        return tuple(map(_cut, value))
    if isinstance(value, dict):
        return {k: v if k in ("kind", "anchor") else _cut(v) for k, v in value.items()}
    return value
