"""How facts become text: templates, values as code, imports, formatting."""

from __future__ import annotations
