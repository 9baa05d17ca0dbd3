"""What a title is about: strengths on an invented lexicon, then the embedded one on titles that
only look like AI.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from coverage_engine.domain.model.branch import Axis, Calibration, Term
from coverage_engine.domain.model.results import TITLE_ABORDE, TITLE_PRINCIPAL
from coverage_engine.domain.settings import Settings
from coverage_engine.matching.lexicon import Lexicon
from coverage_engine.matching.tagging import NOT_READ, THEME_ONLY, Tagger, Tagging, make_tagger
from coverage_engine.sources.referential import read_referential
from coverage_engine.sources.resources import DEFAULT_REFERENTIAL, REFERENTIALS


def term(subject: str, pattern: str, strength: str = "principal") -> Term:
    return Term(subject=subject, pattern=pattern, strength=strength, unless=(), row=2)


# --- Strength: brackets, fallback

AXES = tuple(
    Axis(
        id=name,
        label=name,
        order=rank,
        definition="",
        pivot=False,
        weight=Fraction(1),
        status="proposé",
    )
    for rank, name in enumerate(("gestes", "four"), 1)
)
TERMS = [
    term("theme", "energ*"),
    term("axe:gestes", "ecogeste*"),
    term("axe:four", "four"),
    term("axe:four", "chaleur", strength="aborde"),
]


def tag(text: str) -> Tagging:
    return Tagger(Lexicon(TERMS), AXES, None, Settings()).tag(text)


def strengths(text: str) -> dict[str, str]:
    return {t.axis: t.strength for t in tag(text).axes}


def test_the_strength_is_that_of_the_term() -> None:
    assert strengths("Énergie : les écogestes") == {"gestes": TITLE_PRINCIPAL}
    assert strengths("Énergie et chaleur") == {"four": TITLE_ABORDE}
    assert strengths("Énergie : chaleur du four") == {"four": TITLE_PRINCIPAL}


def test_what_is_said_between_brackets_is_touched_only() -> None:
    assert strengths("Écogestes et énergie (dont le four)") == {
        "gestes": TITLE_PRINCIPAL,
        "four": TITLE_ABORDE,
    }
    assert strengths("Le four et l’énergie (four compris)") == {"four": TITLE_PRINCIPAL}


def test_the_theme_may_stand_between_brackets() -> None:
    assert strengths("Conduite du four (économies d’énergie)") == {"four": TITLE_PRINCIPAL}


def test_a_text_that_shows_the_theme_alone_is_about_the_first_axis() -> None:
    tagging = tag("Énergie pour tous")
    assert strengths("Énergie pour tous") == {"gestes": TITLE_PRINCIPAL}
    assert tagging.axes[0].probability == Settings().probabilite_aborde


def test_off_the_theme_no_axis_is_given() -> None:
    tagging = tag("Conduite du four")
    assert (tagging.on_theme, tagging.axes) == (False, ())


def test_a_strong_term_in_brackets_stays_touched_beside_a_weak_one() -> None:
    assert strengths("Énergie et chaleur (four)") == {"four": TITLE_ABORDE}


# --- A person accepted the text on the theme


def test_accepted_off_the_theme_the_axes_are_read() -> None:
    tagger = Tagger(Lexicon(TERMS), AXES, None, Settings())
    tagging = tagger.tag("Conduite du four", accepted=True)
    assert (tagging.on_theme, tagging.theme_words) == (False, ())
    assert {t.axis: t.strength for t in tagging.axes} == {"four": TITLE_PRINCIPAL}
    assert {t.axis: t.strength for t in tagger.tag("Pains au levain", accepted=True).axes} == {
        "gestes": TITLE_PRINCIPAL
    }


# --- The embedded lexicon: words that have another meaning elsewhere


@pytest.fixture(scope="module")
def embedded() -> Tagger:
    referential = read_referential(REFERENTIALS / DEFAULT_REFERENTIAL)
    return make_tagger(referential)


@pytest.mark.parametrize(
    "title",
    [
        "Copilote de rallye : lecture de notes",
        "Devenir copilote de rallye",
        "Prompt secours en entreprise",
        "Sapeur-pompier : prompt secours",
        "Insémination : technicien IA",
        "Insémination artificielle bovine",
        "Technicien d’insémination animale (IA)",
        "Fleurs artificielles",
        "Éclairage artificiel des locaux",
        "Formation de formateurs",
        "Gestion du stress",
        "Excel avancé",
        "Voyage en Asie",
        "Diagnostic du diabète",
    ],
)
def test_homonyms_are_off_the_theme(embedded: Tagger, title: str) -> None:
    assert not embedded.tag(title).on_theme


@pytest.mark.parametrize(
    "title",
    [
        "Copilot pour Microsoft 365",
        "Prompt engineering",
        "L’IA au quotidien",
        "ChatGPT",
        "Intelligence artificielle générative",
        "L'intelligence artificielle pour tous",
        "Intelligences artificielles",
        "IAG : premiers pas",
        "Grands modèles de langage (LLM)",
        "AI Act",
        "Le règlement européen sur l’IA",
    ],
)
def test_what_is_about_ai_is_on_the_theme(embedded: Tagger, title: str) -> None:
    assert embedded.tag(title).on_theme


# --- What is told of an axis: its probability, and why in words


def measured(subject: str, evidence: str, told: str) -> Calibration:
    return Calibration(
        subject=subject,
        evidence=evidence,
        score_min=None,
        probability=Fraction(told),
        count=10,
        positives=8,
        low=Fraction(0),
        high=Fraction(1),
    )


def test_measured_probabilities_replace_the_settings() -> None:
    rows = [
        measured("axe:four", TITLE_PRINCIPAL, "0.91"),
        measured("axe:gestes", THEME_ONLY, "0.41"),
        measured("axe:four", NOT_READ, "0.02"),
    ]
    tagger = Tagger(Lexicon(TERMS), AXES, None, Settings(), rows)
    assert [t.probability for t in tagger.tag("Énergie : le four").axes] == [Fraction("0.91")]
    assert [t.probability for t in tagger.tag("Énergie pour tous").axes] == [Fraction("0.41")]
    assert tagger.probability("four", NOT_READ) == Fraction("0.02")
    # What was not measured keeps its setting.
    assert tagger.probability("gestes", TITLE_PRINCIPAL) == Settings().probabilite_principal


def explained(text: str) -> list[str]:
    return [
        t.explanation(label)
        for t, label in zip(tag(text).axes, ("Écogestes", "Conduite du four"), strict=False)
    ]


def test_an_explanation_quotes_the_words_as_printed() -> None:
    assert explained("Énergie : les ÉCOGESTES au four") == [
        "« ÉCOGESTES » → écogestes",
        "« four » → conduite du four",
    ]
    (tag_,) = tag("Énergie et chaleur du four").axes
    assert tag_.explanation("Conduite du four") == "« four » et « chaleur » → conduite du four"


def test_the_theme_alone_says_so() -> None:
    assert explained("Énergie pour tous") == ["« Énergie », sans autre indication → écogestes"]
    (accepted,) = (
        Tagger(Lexicon(TERMS), AXES, None, Settings()).tag("Pains au levain", accepted=True).axes
    )
    assert "accepté par une personne" in accepted.explanation("Écogestes")


def test_a_word_said_by_a_longer_run_is_not_quoted_twice(embedded: Tagger) -> None:
    tag_ = embedded.tag("Relire et corriger un compte rendu rédigé par l'IA").axis(
        "esprit_critique"
    )
    assert tag_ is not None
    quoted = tag_.explanation("Esprit critique").split(" → ")[0]
    assert quoted.count("Relire") == 1
    assert "…" not in quoted


def test_the_issue_s_example(embedded: Tagger) -> None:
    tag_ = embedded.tag("IA : repérer les hallucinations et fiabiliser ses résultats").axis(
        "esprit_critique"
    )
    assert tag_ is not None
    assert (
        tag_.explanation("Esprit critique")
        == "« hallucinations » et « fiabiliser » → esprit critique"
    )
