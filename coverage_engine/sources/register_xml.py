"""The XML export of France compétences (flux V4 and earlier), read as a stream.

Expat is driven directly: a document type or an entity is refused as soon as it is declared, in any
encoding, and the depth and length of everything are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from coverage_engine.domain.cells.fiche import JOUR_MOIS, one_line, read_code, read_state, sentences
from coverage_engine.domain.errors import InputRefused
from coverage_engine.domain.model.anomaly import Anomaly
from coverage_engine.domain.model.register import FichePart, RegisterFile
from coverage_engine.sources.register_csv import Records, unread_code, unread_state
from coverage_engine.sources.register_files import Member

# No genuine file comes near: texts of 64 KB, eight levels.
_MAX_DEPTH = 40
_MAX_FICHE_CHARS = 5_000_000
_MAX_UNFINISHED = 5_000_000  # bytes of one tag or comment that does not end
_CHUNK = 1 << 18

_FICHE = "FICHE"
_CODE, _TITLE, _STATE, _EXPIRES = "NUMERO_FICHE", "INTITULE", "ACTIF", "DATE_FIN_ENREGISTREMENT"
_BLOC = "BLOCS_COMPETENCES/BLOC_COMPETENCES/LIBELLE"
_COMPETENCES = ("BLOCS_COMPETENCES/BLOC_COMPETENCES/LISTE_COMPETENCES", "CAPACITES_ATTESTEES")
# The second is how earlier exports wrote it.
_SUCCESSORS = (
    "NOUVELLES_CERTIFICATIONS/NOUVELLE_CERTIFICATION/ID_FICHE_NOUVELLE_CERTIFICATION",
    "NOUVELLE_CERTIFICATION",
)
_WANTED = {_CODE, _TITLE, _STATE, _EXPIRES, _BLOC, *_COMPETENCES, *_SUCCESSORS}


def has_fiches(member: Member) -> bool:
    """Whether an XML file is an export of the register: its first elements are looked at.

    Raises
    ------
    InputRefused
        If it is not XML, or declares a document type or entities.
    """
    reader = _Reader(member.name)
    with member.open() as stream:
        while not reader.seen and (chunk := stream.read(_CHUNK)):
            reader.feed(chunk)
    return reader.seen


def read_xml(member: Member) -> Records:
    """Read every fiche of an export.

    Raises
    ------
    InputRefused
        If the file is not well-formed, declares entities or a type, or is beyond bounds.
    """
    yield RegisterFile(member.name, JOUR_MOIS, _EXPIRES)
    reader = _Reader(member.name)
    with member.open() as stream:
        while chunk := stream.read(_CHUNK):
            yield from reader.feed(chunk)
        yield from reader.feed(b"", final=True)


class _Reader:
    """Follows the elements of one file and keeps the texts of the fiche that is open."""

    def __init__(self, name: str) -> None:
        self.seen = False
        self._name = name
        self._path: list[str] = []
        self._base = 0  # depth of the fiche that is open; 0 when none is
        self._row = 0
        self._texts: list[tuple[str, str]] = []
        self._open = ""  # wanted element that is open, and its depth
        self._depth = 0
        self._pieces: list[str] = []
        self._chars = self._fed = 0
        self._done: list[FichePart | Anomaly] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse_declaration
        self._parser.EntityDeclHandler = self._refuse_declaration

    def feed(self, chunk: bytes, final: bool = False) -> Iterator[FichePart | Anomaly]:
        """Read some bytes; give what is finished."""
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            place = f"{self._name}, ligne {error.lineno}, colonne {error.offset + 1}"
            raise InputRefused(
                f"{place} : XML mal formé ou coupé → téléchargez de nouveau l’export"
            ) from None
        except (
            ValueError,
            LookupError,
        ):  # an encoding that does not exist, or that expat cannot read
            raise InputRefused(
                f"{self._name} : encodage inconnu → téléchargez de nouveau l’export"
            ) from None
        if self._fed - self._parser.CurrentByteIndex > _MAX_UNFINISHED and not final:
            raise self._refused("balise démesurée")
        done, self._done = self._done, []
        return iter(done)

    def _refused(self, fault: str) -> InputRefused:
        place = f"{self._name}, ligne {self._parser.CurrentLineNumber}"
        return InputRefused(f"{place} : {fault} → ce n’est pas un export du registre")

    def _refuse_declaration(self, *_: object) -> None:
        raise self._refused("déclaration de type ou d’entité refusée")

    def _start(self, tag: str, _: object) -> None:
        name = tag.rpartition(":")[2]
        self._path.append(name)
        if len(self._path) > _MAX_DEPTH:
            raise self._refused(f"plus de {_MAX_DEPTH} balises emboîtées")
        if self._open:
            self._pieces.append("\n")
        elif self._base:
            path = "/".join(self._path[self._base :])
            if path in _WANTED:
                self._open, self._depth, self._pieces = path, len(self._path), []
        elif name == _FICHE:
            self.seen = True
            self._base, self._row = len(self._path), self._parser.CurrentLineNumber
            self._texts, self._chars = [], 0

    def _text(self, text: str) -> None:
        if not self._open:
            return
        self._chars += len(text)
        if self._chars > _MAX_FICHE_CHARS:
            raise self._refused("fiche démesurée")
        self._pieces.append(text)

    def _end(self, _: str) -> None:
        depth = len(self._path)
        if self._open and depth == self._depth:
            self._texts.append((self._open, "".join(self._pieces)))
            self._open = ""
        elif self._open:
            self._pieces.append("\n")
        if depth == self._base:
            self._done += self._fiche()
            self._base = 0
        self._path.pop()

    def _fiche(self) -> Iterator[FichePart | Anomaly]:
        texts = dict(reversed(self._texts))  # the first of each
        code = read_code(texts.get(_CODE, ""))
        if not code:
            yield unread_code(
                self._name, self._row, _CODE, texts.get(_CODE, ""), "fiche non gardée"
            )
            return
        active, understood = read_state(texts.get(_STATE, ""))
        if not understood:
            yield unread_state(self._name, self._row, _STATE, texts[_STATE], code)
        successors = []
        for path, text in self._texts:
            if path in _SUCCESSORS and text.strip():
                if successor := read_code(text):
                    successors.append(successor)
                else:
                    yield unread_code(
                        self._name, self._row, path, text, f"{code} gardée sans ce remplacement"
                    )
        blocs = [bloc for path, text in self._texts if path == _BLOC and (bloc := one_line(text))]
        lists = [
            sentence
            for path, text in self._texts
            if path in _COMPETENCES
            for sentence in sentences(text)
        ]
        yield FichePart(
            file=self._name,
            row=self._row,
            code=code,
            whole=True,
            title=texts.get(_TITLE, ""),
            active=active,
            expires=texts.get(_EXPIRES, ""),
            replaced_by=tuple(successors),
            wording=tuple(dict.fromkeys([*blocs, *lists])),
        )
