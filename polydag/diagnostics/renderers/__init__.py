"""Diagnostics as text for people and for the tools that read them."""

from __future__ import annotations
