"""How a long work says where it stands, to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

# Called with the name of each step as it begins.
Steps = Callable[[str], None]
# Called with what is done and the total.
Count = Callable[[int, int], None]


def silent(*told: object) -> None:
    """Show nothing."""
