"""Entry point of ``coverage-engine`` and ``python -m coverage_engine``."""

from coverage_engine.cli.app import main

if __name__ == "__main__":
    main()
