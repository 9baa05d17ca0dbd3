"""Where the embedded referentials and catalogues are, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from coverage_engine.domain.errors import InputRefused

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "embedded"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

REFERENTIALS = _ROOT / "referentials"
CATALOGUES = _ROOT / "catalogue"
DEFAULT_REFERENTIAL = "assistance-2026"
DEFAULT_CATALOGUE = "annexe-a-2026"


def embedded(kind: Path) -> tuple[str, ...]:
    """Identifiers of the embedded folders of one kind, in name order."""
    return tuple(sorted(p.parent.name for p in kind.glob("*/datapackage.json")))


def locate(wanted: str, kind: Path, what: str) -> Path:
    """Folder or file of ``wanted``: an embedded identifier first, else a path.

    Raises
    ------
    InputRefused
        Listing the embedded identifiers when nothing is found.
    """
    if wanted in embedded(kind):
        return kind / wanted
    path = Path(wanted)
    if path.exists():
        return path
    raise InputRefused(
        f"{what} « {wanted} » introuvable → identifiants connus : {', '.join(embedded(kind))},"
        " ou le chemin d’un dossier"
    )
