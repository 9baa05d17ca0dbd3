"""How a long command goes: a bar on stderr, silent without a terminal; then what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def bar(first: str, total: int) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar: call it with a description, what is done, the total."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
    )
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as shown:
        task = shown.add_task(first, total=total)
        yield lambda text, done, whole: shown.update(
            task, description=text, completed=done, total=whole
        )


@contextmanager
def steps_bar(steps: tuple[str, ...]) -> Iterator[Callable[[str], None]]:
    """A progress bar with one notch per step."""
    with bar(steps[0], len(steps)) as move:
        yield lambda step: move(step, steps.index(step), len(steps))


def tell_written(folder: Path, names: Iterable[str]) -> None:
    """Print where a report was written, file by file."""
    print(f"\nÉcrit dans {folder}\u00a0:")
    for name in names:
        print(f"  {folder / name}")
