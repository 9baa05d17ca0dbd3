"""From a view (a frozen dataclass) to a page: strict templates, everything escaped, French spaces
everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from coverage_engine.domain.french import typeset
from coverage_engine.domain.version import __version__
from coverage_engine.web.assets import asset_address, assets
from coverage_engine.web.live_run import LoadedRun
from coverage_engine.web.options import Options
from coverage_engine.web.problems import Problem
from coverage_engine.web.shell import Shell, shell_of

# Signs before or after which French wants a no-break space.
_SIGNS = frozenset("«»:;?!")


class _Templates(jinja2.BaseLoader):
    """Templates of the package, their French spaces set when they are read."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Source of a template of ours; names come from our code and from other templates, never
        from a request.
        """
        source = (
            resources.files("coverage_engine.web")
            .joinpath("templates", template)
            .read_text(encoding="utf-8")
        )
        return typeset(source), template, lambda: True


def _printed(value: Any) -> Any:
    """A text with French spaces; anything else as it is."""
    if type(value) is str and " " in value and not _SIGNS.isdisjoint(value):
        return typeset(value)
    return value


@cache
def environment() -> jinja2.Environment:
    """The environment of the pages."""
    made = jinja2.Environment(
        loader=_Templates(),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
        auto_reload=False,
    )
    made.globals["asset"] = asset_address
    return made


@cache
def edition() -> str:
    """Changes when a page could be laid out differently from the same run: version, templates,
    styles.
    """
    digest = hashlib.sha256(__version__.encode())
    folder = resources.files("coverage_engine.web").joinpath("templates")
    for template in sorted(folder.iterdir(), key=lambda t: t.name):
        digest.update(template.read_bytes())
    for address in sorted(assets()):
        digest.update(address.encode())
    return digest.hexdigest()


def render(template: str, view: object, shell: Shell) -> str:
    """A page.

    Raises
    ------
    jinja2.UndefinedError
        If the template names what the view does not have: a missing figure is never blank.
    """
    return environment().get_template(template).render(v=view, shell=shell)


def render_problem(problem: Problem, held: LoadedRun, options: Options) -> str:
    """The page of a refusal."""
    return render(
        "refus.html.jinja", problem, shell_of(held, options, title=problem.title, current="")
    )
