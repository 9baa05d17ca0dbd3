"""The contract of the API: OpenAPI 3.1, with a model for every table, made from its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import models_json_schema

from coverage_engine.domain.version import __version__
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import INTEGER, STRING
from coverage_engine.tables.published import Published
from coverage_engine.web import query_parameters as asked
from coverage_engine.web.api import ROOT
from coverage_engine.web.fields import PAGE, SIZE
from coverage_engine.web.questions import Question
from coverage_engine.web.replies import PROBLEM_TYPE

_REF = "#/components/schemas/{model}"
_PART = re.compile(r"\{(\w+)\}")
_PARTS = {
    "metier": "Identifiant du métier (champ « id »), ou son nom.",
    "competence": "Identifiant de la compétence.",
    "offre": "Identifiant de l’offre (champ « offre_id »).",
}
_REFUSALS = {
    "400": "Nom ou valeur refusés ; « detail » dit lesquels et ce qui est accepté.",
    "401": "Jeton demandé.",
    "404": "Métier, besoin, offre ou page introuvable ; « proches » propose.",
    "405": "Méthode refusée : seules GET et HEAD sont acceptées.",
    "413": "Demande qui porte un contenu.",
    "414": "Adresse trop longue.",
    "421": "Nom de serveur inconnu.",
    "503": "Calcul trop long, ou trop de calculs en attente.",
}


class Execution(BaseModel):
    """Les données auxquelles la réponse se rapporte."""

    model_config = ConfigDict(extra="forbid")
    empreinte: str = Field(description="Change quand les données changent.")
    date: str = Field(description="Jour de l’édition (AAAA-MM-JJ), vide si inconnu.")
    referentiel: str = Field(description="Identifiant du référentiel.")
    catalogue: str = Field(description="Identifiant du catalogue.")


class Pagination(BaseModel):
    """La page donnée, et l’adresse des autres."""

    model_config = ConfigDict(extra="forbid")
    page: int = Field(ge=1)
    taille: int = Field(ge=1)
    total: int = Field(ge=0, description="Lignes en tout.")
    pages: int = Field(ge=1)
    premiere: str
    precedente: str | None
    suivante: str | None
    derniere: str


class Proche(BaseModel):
    """Ce qui pouvait être demandé."""

    model_config = ConfigDict(extra="forbid")
    label: str
    href: str


class Probleme(BaseModel):
    """Un refus (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="Nature du refus, stable.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str
    proches: list[Proche]


def record_model(name: str, columns: Sequence[Column], *, open_ended: bool) -> type[BaseModel]:
    """Model of one line of a table."""
    types: dict[str, Any] = {STRING: str, INTEGER: int | None}
    fields: dict[str, Any] = {
        c.name: (
            types.get(c.kind.type, float | None),
            Field(
                title=c.label,
                description=c.definition or None,
                json_schema_extra={"x-genre": c.kind.name},
            ),
        )
        for c in columns
    }
    config = ConfigDict(extra="allow" if open_ended else "forbid")
    return create_model(name, __config__=config, **fields)


def answer_model(question: Question, tables: Sequence[DataTable]) -> type[BaseModel]:
    """Model of a whole answer."""
    made: dict[str, Any] = {}
    for table in tables:
        model = record_model(
            f"{question.name}__{table.name}", table.columns, open_ended=question.open_ended
        )
        made[table.name] = (list[model], Field(title=table.title.partition(" : ")[0]))  # type: ignore[valid-type]
    closed = ConfigDict(extra="forbid")
    main = made.pop(tables[0].name)
    others = create_model(f"{question.name}__autres", __config__=closed, **made)
    paging: Any = Pagination if question.paged else None
    return create_model(
        f"{question.name}__reponse",
        __config__=closed,
        __doc__=question.summary,
        execution=(Execution, ...),
        pagination=(paging, ...),
        lignes=main,
        autres=(others, ...),
        a_retenir=(
            list[str],
            Field(description="Ce qu’il faut garder en tête, en français ; souvent rien."),
        ),
    )


def sample_answer(question: Question, published: Published) -> tuple[DataTable, ...]:
    """Tables of an answer that the run at hand can give."""
    blank = {f.name: () if f.many else None for f in question.fields}
    return question.ask(published, {**blank, **question.sample(published)}).tables()


def openapi(questions: Sequence[Question], published: Published, secured: bool) -> dict[str, Any]:
    """The OpenAPI document."""
    models = {q.name: answer_model(q, sample_answer(q, published)) for q in questions}
    wanted = [(m, "serialization") for m in (*models.values(), Probleme)]
    names, schemas = models_json_schema(wanted, ref_template=_REF)  # type: ignore[arg-type]
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Bureau des acheteurs",
            "version": __version__,
            "description": (
                "Les chiffres des pages, en JSON. Toute réponse a cinq parties : « execution » (de"
                " quelles données elle vient), « pagination » (nulle quand la réponse est entière),"
                " « lignes » (la table principale), « autres » (les autres tables, par nom) et «"
                " a_retenir » (ce qu’il faut garder en tête). Les taux et les parts vont de 0 à 1."
                " Chaque réponse porte un ETag : redemandez avec If-None-Match."
            ),
        },
        "paths": {
            ROOT + q.path: {
                "get": _operation(
                    q, models[q.name], names[(models[q.name], "serialization")], published
                )
            }
            for q in questions
        },
        "components": {"schemas": schemas["$defs"]},
    }
    if secured:
        document["components"]["securitySchemes"] = {"jeton": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"jeton": []}]
    return document


def _operation(
    question: Question, model: type[BaseModel], ref: dict[str, Any], published: Published
) -> dict[str, Any]:
    fields = (*question.fields, *((PAGE, SIZE) if question.paged else ()))
    sample = question.sample(published)
    parts = [
        {
            "name": part,
            "in": "path",
            "required": True,
            "description": _PARTS[part],
            "schema": {"type": "string", "maxLength": 200},
            "example": sample.get(part, ""),
        }
        for part in _PART.findall(question.path)
    ]
    refusals = {
        status: {
            "description": text,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": _REF.format(model="Probleme")}}},
        }
        for status, text in _REFUSALS.items()
    }
    return {
        "operationId": question.name,
        "summary": question.title,
        "description": question.summary,
        "parameters": [*parts, *(parameter(f, published, question) for f in fields)],
        "responses": {
            "200": {"description": "La réponse.", "content": {"application/json": {"schema": ref}}},
            "304": {"description": "Rien n’a changé depuis l’ETag donné."},
            **refusals,
        },
    }


def parameter(f: asked.Field, published: Published, question: Question) -> dict[str, Any]:
    """A name of the address, as OpenAPI says it."""
    schema = _schema(f, published)
    if f.many:
        least = {"minItems": 1} if f.required else {}
        schema = {"type": "array", "items": schema, **least, "maxItems": asked.MAX_VALUES}
    out = {
        "name": f.name,
        "in": "query",
        "required": f.required,
        "description": f.help,
        "schema": schema,
    }
    given = question.sample(published).get(f.name)
    if given:
        out["example"] = list(given) if f.many else str(given)
    return out


def _schema(f: asked.Field, published: Published) -> dict[str, Any]:
    if f.kind == asked.WHOLE:
        return {"type": "integer", "minimum": f.low, "maximum": f.high}
    if f.kind == asked.AMOUNT:
        return {"type": "number", "minimum": 0, "maximum": asked.MAX_AMOUNT}
    if f.kind == asked.SHARE:
        return {"type": "number", "minimum": 0, "maximum": 1}
    if f.kind == asked.TICK:
        return {"type": "string", "enum": ["oui", "non"]}
    if f.choices is not None:
        choices = list(f.choices(published))
        return {"type": "string", "enum": choices} if choices else {"type": "string"}
    # An empty value is refused, and so is one of spaces alone.
    return {"type": "string", "minLength": 1, "maxLength": asked.MAX_TEXT, "pattern": r"\S"}
