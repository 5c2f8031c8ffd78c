"""What generated code keeps in files is shown as the value that it is."""

from __future__ import annotations

import pickle
from pathlib import Path

from polydag.rendering import stored
from polydag.runs.airflow.kept import MARK, SETTING, opened


def test_the_words_are_those_of_generated_code() -> None:
    assert (SETTING, MARK) == (stored.SETTING, stored.MARK)


def test_a_kept_value_is_found_inside_others(tmp_path: Path) -> None:
    file = tmp_path / "x.pkl"
    file.write_bytes(pickle.dumps({1: b"raw"}))
    for path in (str(file), file.as_uri()):
        kept = {MARK: path}
        assert opened({"a": [kept, 2]}) == {"a": [{1: b"raw"}, 2]}


def test_other_values_stay() -> None:
    assert opened({MARK: 1, "more": [2, None]}) == {MARK: 1, "more": [2, None]}
