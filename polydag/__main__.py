"""`python -m polydag` is `polydag`."""

from __future__ import annotations

from polydag.cli.main import main

if __name__ == "__main__":
    main()
