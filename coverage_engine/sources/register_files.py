"""Files of a register, from a ZIP, a folder or one file: streams, with a bound on everything.

A genuine export of 2026 holds 30 475 fiches, in some 400 MB of XML once inflated.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coverage_engine.domain.errors import InputRefused

# Refused above these, several times what France compétences publishes.
MAX_SOURCE_BYTES = 1_000_000_000
MAX_INFLATED_BYTES = 2_500_000_000
MAX_FILES = 200
# Deflate makes texts ten times smaller; a bomb, a thousand. Judged after some bytes.
_MAX_RATIO, _RATIO_FROM = 100, 20_000_000
_CHUNK = 1 << 20

_CENTRAL_RECORD = b"PK\x01\x02"
_ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")
_READ = (".csv", ".xml")
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_](0[1-9]|1[0-2])[-_](0[1-9]|[12]\d|3[01])(?!\d)")
_SHOWN_CHARS = 100

Move = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a register: its name as shown, declared bytes, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the user gave: files that can hold fiches, by name, and the others."""

    label: str
    size: int
    sha256: str
    days: tuple[str, ...]
    members: tuple[Member, ...]
    unread: tuple[str, ...]


class _Bounded(io.RawIOBase):
    """A stream that counts what it gives and turns every damage into a plain refusal."""

    def __init__(self, stream: IO[bytes], name: str, bound: int, move: Move, size: int) -> None:
        self._stream, self._name, self._bound, self._move, self._size = (
            stream,
            name,
            bound,
            move,
            size,
        )
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._stream.read(len(view))
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ):
            raise InputRefused(_damaged(self._name)) from None
        view[: len(data)] = data
        self._given += len(data)
        if self._given > self._bound:
            size = f"dépasse {self._bound // 1_000_000} Mo une fois décompressé"
            raise InputRefused(f"{self._name} : {size} → ce n’est pas un export du registre")
        self._move(self._name, self._given // 1_000_000, max(1, self._size // 1_000_000))
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def find_files(path: Path, move: Move) -> Source:
    """List the files of a register unread: a ZIP, a ``.csv`` or ``.xml``, or a folder of those.

    Parameters
    ----------
    move:
        Called as bytes are read with the name of the file, megabytes read and their total.

    Raises
    ------
    InputRefused
        If there is nothing to read, or a broken, protected or nested archive.
    """
    label = shown_name(path.resolve().name)
    try:
        if path.is_dir():
            return _folder(path, label, move)
        if not path.is_file():
            raise InputRefused(f"{label} : introuvable → vérifiez le chemin")
        size, digest = _measured(path, label)
        members, unread, names = _one_file(path, label, move)
    except OSError:
        raise InputRefused(
            f"{label} : lecture impossible → vérifiez les droits du fichier"
        ) from None
    return Source(
        label=label,
        size=size,
        sha256=digest,
        days=_days([label, *names]),
        members=tuple(members),
        unread=tuple(unread),
    )


def _folder(path: Path, label: str, move: Move) -> Source:
    files = sorted(
        (p for p in path.iterdir() if p.is_file() and not p.name.startswith(".")), key=_sort_key
    )
    wanted = [p for p in files if p.suffix.lower() in (*_READ, ".zip")]
    if len(files) > MAX_FILES:
        raise InputRefused(f"{label} : plus de {MAX_FILES} fichiers → gardez ceux d’un seul export")
    unread = [shown_name(p.name) for p in files if p not in wanted]
    members: list[Member] = []
    names: list[str] = []
    total, whole = 0, hashlib.sha256()
    for file in wanted:
        size, digest = _measured(file, shown_name(file.name))
        own, skipped, inside = _one_file(file, shown_name(file.name), move)
        total += size
        whole.update(f"{shown_name(file.name)}\0{digest}\n".encode())
        members += own
        unread += skipped
        names += inside
    return Source(
        label=label,
        size=total,
        sha256=whole.hexdigest(),
        days=_days(names),
        members=tuple(members),
        unread=tuple(unread),
    )


def _sort_key(path: Path) -> tuple[str, str]:
    return (unicodedata.normalize("NFC", path.name), path.name)


def _measured(path: Path, label: str) -> tuple[int, str]:
    """Size and SHA-256; an archive of too many files is refused before its list is loaded."""
    size = path.stat().st_size
    if size > MAX_SOURCE_BYTES:
        raise InputRefused(
            f"{label} : plus de {MAX_SOURCE_BYTES // 1_000_000} Mo → ce n’est pas un export du"
            " registre"
        )
    if size == 0:
        raise InputRefused(f"{label} : le fichier est vide → téléchargez-le de nouveau")
    digest, records, tail = hashlib.sha256(), 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            records += (tail + chunk).count(_CENTRAL_RECORD)
            tail = chunk[-3:]
    if records > MAX_FILES:
        raise InputRefused(
            f"{label} : archive de plus de {MAX_FILES} fichiers → ce n’est pas un export du"
            " registre"
        )
    return size, digest.hexdigest()


def _one_file(path: Path, label: str, move: Move) -> tuple[list[Member], list[str], list[str]]:
    """Members to read, names left unread, names that may bear the day of the export."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if start in _ZIP_START:
        return _archive(path, label, move)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        raise InputRefused(_damaged(label))
    if suffix not in _READ:
        kind = suffix or "sans extension"
        raise InputRefused(
            f"{label} : format « {kind} » non lu → donnez le .zip, le .csv ou le .xml de France"
            " compétences"
        )
    size = path.stat().st_size

    def opener() -> IO[bytes]:
        return _buffered(path.open("rb"), label, MAX_INFLATED_BYTES, move, size)

    return [Member(label, size, opener)], [], [label]


def _archive(path: Path, label: str, move: Move) -> tuple[list[Member], list[str], list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise InputRefused(_damaged(label)) from None
    members, unread, names = [], [], []
    for info in sorted(infos, key=lambda i: (_member_name(i), i.header_offset)):
        whole = _member_name(info)
        name = shown_name(whole.split("/")[-1])
        if whole.startswith("__MACOSX/") or name.startswith("."):
            continue  # what a Mac adds beside each file
        if name.lower().endswith(".zip"):
            raise InputRefused(
                f"{label} : archive dans l’archive ({name}) → décompressez-la et donnez-la seule"
            )
        if info.flag_bits & 1:
            raise InputRefused(
                f"{label} : archive protégée par mot de passe → retirez la protection"
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputRefused(
                f"{label} : compression inconnue → enregistrez l’archive en .zip ordinaire"
            )
        names.append(name)
        if name.lower().endswith(_READ):
            members.append(_member(path, f"{label} › {name}", info, move))
        else:
            unread.append(f"{label} › {name}")
    return members, unread, [label, *names]


def _member(path: Path, name: str, info: zipfile.ZipInfo, move: Move) -> Member:
    def opener() -> IO[bytes]:
        bound = min(MAX_INFLATED_BYTES, max(_RATIO_FROM, _MAX_RATIO * info.compress_size))
        try:
            with zipfile.ZipFile(
                path
            ) as archive:  # the member keeps the file open until it is closed
                return _buffered(archive.open(info), name, bound, move, info.file_size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ):
            raise InputRefused(_damaged(name)) from None

    return Member(name, info.file_size, opener)


def _buffered(stream: IO[bytes], name: str, bound: int, move: Move, size: int) -> IO[bytes]:
    return io.BufferedReader(_Bounded(stream, name, bound, move, size), _CHUNK)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Name in UTF-8 even when the archive does not say so, accents composed."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def shown_name(name: str) -> str:
    """A file name fit for a message: accents composed, nothing unprintable, not too long.

    >>> shown_name("Compe\\u0301tences.csv")
    'Compétences.csv'
    """
    clean = "".join(ch for ch in unicodedata.normalize("NFC", name) if ch.isprintable())
    return clean if len(clean) <= _SHOWN_CHARS else clean[: _SHOWN_CHARS - 1] + "…"


def _days(names: list[str]) -> tuple[str, ...]:
    return tuple(sorted({"-".join(m.groups()) for name in names for m in _DAY.finditer(name)}))


def _damaged(name: str) -> str:
    return f"{name} : archive abîmée ou incomplète → téléchargez-la de nouveau"
