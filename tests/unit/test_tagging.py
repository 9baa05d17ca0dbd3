"""What a title is about: strengths on an invented lexicon, then the embedded one on titles that only look like AI."""

from __future__ import annotations

from fractions import Fraction

import pytest

from coverage_engine.ingest.referential import read_referential
from coverage_engine.ingest.resources import DEFAULT_REFERENTIAL, REFERENTIALS
from coverage_engine.matching.lexicon import Lexicon
from coverage_engine.matching.tagging import ABORDE, PRINCIPAL, Tagger, Tagging, make_tagger
from coverage_engine.model.referential import Axis, Term
from coverage_engine.settings import Settings


def term(subject: str, pattern: str, strength: str = "principal") -> Term:
    return Term(subject, pattern, strength, (), 2)


# --- Strength: brackets, fallback

AXES = tuple(
    Axis(name, name, rank, "", False, Fraction(1), "proposé") for rank, name in enumerate(("gestes", "four"), 1)
)
TERMS = [
    term("theme", "energ*"), term("axe:gestes", "ecogeste*"), term("axe:four", "four"),
    term("axe:four", "chaleur", strength="aborde"),
]  # fmt: skip


def tag(text: str) -> Tagging:
    return Tagger(Lexicon(TERMS), AXES, None, Settings()).tag(text)


def strengths(text: str) -> dict[str, str]:
    return {t.axis: t.strength for t in tag(text).axes}


def test_the_strength_is_that_of_the_term() -> None:
    assert strengths("Énergie : les écogestes") == {"gestes": PRINCIPAL}
    assert strengths("Énergie et chaleur") == {"four": ABORDE}
    assert strengths("Énergie : chaleur du four") == {"four": PRINCIPAL}


def test_what_is_said_between_brackets_is_touched_only() -> None:
    assert strengths("Écogestes et énergie (dont le four)") == {"gestes": PRINCIPAL, "four": ABORDE}
    assert strengths("Le four et l’énergie (four compris)") == {"four": PRINCIPAL}


def test_the_theme_may_stand_between_brackets() -> None:
    assert strengths("Conduite du four (économies d’énergie)") == {"four": PRINCIPAL}


def test_a_text_that_shows_the_theme_alone_is_about_the_first_axis() -> None:
    tagging = tag("Énergie pour tous")
    assert strengths("Énergie pour tous") == {"gestes": PRINCIPAL}
    assert tagging.axes[0].probability == Settings().probabilite_aborde


def test_off_the_theme_no_axis_is_given() -> None:
    tagging = tag("Conduite du four")
    assert (tagging.on_theme, tagging.axes) == (False, ())


def test_a_strong_term_in_brackets_stays_touched_beside_a_weak_one() -> None:
    assert strengths("Énergie et chaleur (four)") == {"four": ABORDE}


# --- A person accepted the text on the theme


def test_accepted_off_the_theme_the_axes_are_read() -> None:
    tagger = Tagger(Lexicon(TERMS), AXES, None, Settings())
    tagging = tagger.tag("Conduite du four", accepted=True)
    assert (tagging.on_theme, tagging.theme_words) == (False, ())
    assert {t.axis: t.strength for t in tagging.axes} == {"four": PRINCIPAL}
    assert {t.axis: t.strength for t in tagger.tag("Pains au levain", accepted=True).axes} == {"gestes": PRINCIPAL}


# --- The embedded lexicon: words that have another meaning elsewhere


@pytest.fixture(scope="module")
def embedded() -> Tagger:
    referential = read_referential(REFERENTIALS / DEFAULT_REFERENTIAL)
    return make_tagger(referential)


@pytest.mark.parametrize(
    "title",
    [
        "Copilote de rallye : lecture de notes", "Devenir copilote de rallye", "Prompt secours en entreprise",
        "Sapeur-pompier : prompt secours", "Insémination : technicien IA", "Insémination artificielle bovine",
        "Technicien d’insémination animale (IA)", "Fleurs artificielles", "Éclairage artificiel des locaux",
        "Formation de formateurs", "Gestion du stress", "Excel avancé", "Voyage en Asie",
        "Diagnostic du diabète",
    ],
)  # fmt: skip
def test_homonyms_are_off_the_theme(embedded: Tagger, title: str) -> None:
    assert not embedded.tag(title).on_theme


@pytest.mark.parametrize(
    "title",
    [
        "Copilot pour Microsoft 365", "Prompt engineering", "L’IA au quotidien", "ChatGPT",
        "Intelligence artificielle générative", "L'intelligence artificielle pour tous",
        "Intelligences artificielles", "IAG : premiers pas",
        "Grands modèles de langage (LLM)", "AI Act", "Le règlement européen sur l’IA",
    ],
)  # fmt: skip
def test_what_is_about_ai_is_on_the_theme(embedded: Tagger, title: str) -> None:
    assert embedded.tag(title).on_theme
