"""The functions that keep what XCom cannot carry, executed with a stand-in for what they take of Airflow."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from polydag.rendering.stored import LOAD, SAVE, SETTING, load_text, save_text, stored_kind


class Named:
    dag_id = "nightly"
    task_id = "group.make"


def functions() -> dict[str, Any]:
    context = {"dag": Named, "ti": Named, "run_id": "manual__2026-01-05T00:00:00+00:00"}
    names: dict[str, Any] = {
        "Any": Any,
        "ObjectStoragePath": Path,
        "get_current_context": lambda: context,
        "hashlib": hashlib,
        "os": os,
        "pickle": pickle,
    }
    exec(f"{save_text(SAVE)}\n\n\n{load_text(LOAD)}", names)
    return names


def test_what_is_kept_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    names = functions()
    value = {"path": Path("x"), 3: b"raw", "none": None}
    kept = names[SAVE](value)
    assert list(kept) == ["saved_value"]
    assert names[LOAD](kept) == value


def test_other_values_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    names = functions()
    for value in (None, 3, "saved_value", {"a": 1}, {"saved_value": 1, "more": 2}):
        assert names[LOAD](value) is value


def test_several_values_of_a_task_lie_beside_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    save = functions()[SAVE]
    assert save(b"one") != save(b"two")
    assert save(b"one") == save(b"one")


def test_without_the_setting_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    with pytest.raises(KeyError, match=SETTING):
        functions()[SAVE](b"raw")


def test_the_functions_are_known_by_their_text() -> None:
    assert stored_kind("keep", save_text("keep")) == SAVE
    assert stored_kind("take", load_text("take")) == LOAD
    assert stored_kind("take", load_text("take").replace("pickle", "json")) is None
