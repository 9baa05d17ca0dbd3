"""Where each question stands: its address under ``/api/v1``, and its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from coverage_engine.questions.declared import Question
from coverage_engine.questions.parameters import Parameter

_PART = re.compile(r"\{(\w+)\}")
# Questions whose addresses are not those of :func:`_plain`: path, page, address of the files
# without their ending; what is left out follows from what precedes.
_PLACES: dict[str, tuple[str, ...]] = {
    "metiers": ("/metiers", "/"),
    "metier": ("/metiers/{metier}",),
    "manques": (
        "/metiers/{metier}/manques",
        "/metiers/{metier}/manques",
        "/metiers/{metier}/manques",
    ),
    "besoins": ("/metiers/{metier}/besoins", "/metiers/{metier}"),
    "offres_du_besoin": (
        "/metiers/{metier}/besoins/{competence}/offres",
        "/metiers/{metier}/besoins/{competence}",
    ),
    "offre": ("/offres/{offre}",),
    "competence": ("/competences/{competence}",),
    "echeances": ("/echeances", "/fragilite"),
    "frontiere": ("/frontiere", "/plan/courbe"),
    "devis": ("/devis", "/plan/devis"),
    "recherche": ("/recherche",),
    "liens_a_confirmer": ("/lectures-a-confirmer", "/methode", "/methode/liens_a_confirmer"),
    "glossaire": ("/glossaire", "/glossaire", "/methode/glossaire"),
} | {
    name: (f"/{name}", "/methode", f"/methode/{name}")
    for name in ("constats", "reglages", "anomalies", "decisions", "sensibilite", "execution")
}


@dataclass(frozen=True)
class Served:
    """A question and its addresses; ``{metier}`` and such are parameters given in the path."""

    question: Question
    path: str
    page: str
    files: str

    @property
    def name(self) -> str:
        """Name of the question, that of the operation in the API."""
        return self.question.name

    @cached_property
    def parts(self) -> tuple[Parameter, ...]:
        """Parameters that stand in the path, in its order."""
        known = {p.name: p for p in self.question.parameters}
        return tuple(known[name] for name in _PART.findall(self.path))

    @cached_property
    def fields(self) -> tuple[Parameter, ...]:
        """Parameters that stand in the query."""
        return tuple(p for p in self.question.parameters if p not in self.parts)


def serve(question: Question) -> Served:
    """A question at its addresses."""
    path, *more = _PLACES.get(question.name) or (_plain(question),)
    page = more[0] if more else path
    return Served(question, path, page, more[1] if more[1:] else f"{page.rstrip('/')}/export")


def _plain(question: Question) -> str:
    """The address of a question: its name, then what it is about."""
    about = [f"/{{{p.name}}}" for p in question.parameters if p.subject and not p.many]
    return f"/{question.name.replace('_', '-')}{''.join(about)}"
