"""The contract of the API: OpenAPI 3.1, written from the declared questions and the columns of
their tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coverage_engine.domain.user_numbers import MAX_AMOUNT
from coverage_engine.domain.version import __version__
from coverage_engine.questions.parameters import (
    AMOUNT,
    HOURS,
    MAX_TEXT,
    MAX_VALUES,
    SHARE,
    TICK,
    WHOLE,
    Parameter,
)
from coverage_engine.tables.columns import Column, DataTable
from coverage_engine.tables.kinds import DECIMAL, INTEGER, STRING
from coverage_engine.tables.published import Published
from coverage_engine.web.api import ROOT
from coverage_engine.web.query_parameters import PAGE, SIZE
from coverage_engine.web.replies import PROBLEM_TYPE
from coverage_engine.web.served import Served

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
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
_DESCRIPTION = (
    "Les chiffres des pages, en JSON. Toute réponse a cinq parties : « execution » (de quelles"
    " données elle vient), « pagination » (nulle quand la réponse est entière), « lignes » (la"
    " table principale), « autres » (les autres tables, par nom) et « a_retenir » (ce qu’il faut"
    " garder en tête). Les taux et les parts vont de 0 à 1. Chaque réponse porte un ETag :"
    " redemandez avec If-None-Match."
)


def _record(
    properties: Mapping[str, Schema], description: str = "", *, more: bool = False
) -> Schema:
    """An object that holds all these properties, and nothing else unless ``more``."""
    made: Schema = {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": more,
    }
    return {"description": description, **made} if description else made


def _list(items: Schema, title: str = "") -> Schema:
    made: Schema = {"type": "array", "items": items}
    return {"title": title, **made} if title else made


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _count(low: int) -> Schema:
    return {"type": "integer", "minimum": low}


# What is the same in every answer.
_COMMON = {
    "Execution": _record(
        {
            "empreinte": {**_TEXT, "description": "Change quand les données changent."},
            "date": {**_TEXT, "description": "Jour de l’édition (AAAA-MM-JJ), vide si inconnu."},
            "referentiel": {**_TEXT, "description": "Identifiant du référentiel."},
            "catalogue": {**_TEXT, "description": "Identifiant du catalogue."},
        },
        "Les données auxquelles la réponse se rapporte.",
    ),
    "Pagination": _record(
        {
            "page": _count(1),
            "taille": _count(1),
            "total": {**_count(0), "description": "Lignes en tout."},
            "pages": _count(1),
            "premiere": _TEXT,
            "precedente": _MAYBE_TEXT,
            "suivante": _MAYBE_TEXT,
            "derniere": _TEXT,
        },
        "La page donnée, et l’adresse des autres.",
    ),
    "Proche": _record({"label": _TEXT, "href": _TEXT}, "Ce qui pouvait être demandé."),
    "Probleme": _record(
        {
            "type": {**_TEXT, "description": "Nature du refus, stable."},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _TEXT,
            "instance": _TEXT,
            "proches": _list(_ref("Proche")),
        },
        "Un refus (RFC 9457).",
    ),
}


def column_schema(column: Column) -> Schema:
    """What a cell of a column may be."""
    types = {STRING: STRING, INTEGER: [INTEGER, "null"]}
    return {
        "title": column.label,
        **({"description": column.definition} if column.definition else {}),
        "type": types.get(column.kind.type, [DECIMAL, "null"]),
        "x-genre": column.kind.name,
    }


def answer_schemas(served: Served, tables: Sequence[DataTable]) -> dict[str, Schema]:
    """Models of an answer, by name: one a table, then the whole."""
    question, name = served.question, served.name
    made = {
        f"{name}__{t.name}": _record(
            {c.name: column_schema(c) for c in t.columns}, more=question.open_ended
        )
        for t in tables
    }
    main, *others = (_list(_ref(f"{name}__{t.name}"), t.title.partition(" : ")[0]) for t in tables)
    made[f"{name}__reponse"] = _record(
        {
            "execution": _ref("Execution"),
            "pagination": _ref("Pagination") if question.paged else {"type": "null"},
            "lignes": main,
            "autres": _record(dict(zip((t.name for t in tables[1:]), others, strict=True))),
            "a_retenir": {
                **_list(_TEXT),
                "description": "Ce qu’il faut garder en tête, en français ; souvent rien.",
            },
        },
        question.summary,
    )
    return made


def openapi(questions: Iterable[Served], published: Published, secured: bool) -> Schema:
    """The OpenAPI document."""
    schemas, paths = dict(_COMMON), {}
    for served in questions:
        schemas |= answer_schemas(served, served.question.sample_answer(published).tables())
        paths[ROOT + served.path] = {"get": _operation(served, published)}
    document: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": "Bureau des acheteurs",
            "version": __version__,
            "description": _DESCRIPTION,
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if secured:
        document["components"]["securitySchemes"] = {"jeton": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"jeton": []}]
    return document


def _operation(served: Served, published: Published) -> Schema:
    question = served.question
    sample = question.sample(published)
    fields = (*served.fields, *((PAGE, SIZE) if question.paged else ()))
    refusals = {
        status: {"description": text, "content": {PROBLEM_TYPE: {"schema": _ref("Probleme")}}}
        for status, text in _REFUSALS.items()
    }
    content = {"application/json": {"schema": _ref(f"{question.name}__reponse")}}
    return {
        "operationId": question.name,
        "summary": question.title,
        "description": question.summary,
        "parameters": [
            *(_in_path(p, sample.get(p.name, "")) for p in served.parts),
            *(_in_query(p, published, sample.get(p.name)) for p in fields),
        ],
        "responses": {
            "200": {"description": "La réponse.", "content": content},
            "304": {"description": "Rien n’a changé depuis l’ETag donné."},
            **refusals,
        },
    }


def _in_path(p: Parameter, example: str) -> Schema:
    return {
        "name": p.name,
        "in": "path",
        "required": True,
        "description": p.help,
        "schema": {"type": "string", "maxLength": MAX_TEXT},
        "example": example,
    }


def _in_query(p: Parameter, published: Published, example: Any) -> Schema:
    schema = _value(p, published)
    if p.many:
        least = {"minItems": 1} if p.required else {}
        schema = {"type": "array", "items": schema, **least, "maxItems": MAX_VALUES}
    out = {
        "name": p.name,
        "in": "query",
        "required": p.required,
        "description": p.help,
        "schema": schema,
    }
    if example:
        out["example"] = list(example) if p.many else str(example)
    return out


def _value(p: Parameter, published: Published) -> Schema:
    """What a value of a parameter may be."""
    if p.kind == WHOLE:
        return {"type": "integer", "minimum": p.low, "maximum": p.high}
    if p.kind in (AMOUNT, HOURS):
        return {"type": "number", "minimum": 0, "maximum": MAX_AMOUNT, "multipleOf": 0.01}
    if p.kind == SHARE:
        return {"type": "number", "minimum": 0, "maximum": 1}
    if p.kind == TICK:
        return {"type": "string", "enum": ["oui", "non"]}
    if p.choices is not None:
        choices = list(p.choices(published))
        return {"type": "string", "enum": choices} if choices else _TEXT
    # An empty value is refused, and so is one of spaces alone.
    return {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S"}
