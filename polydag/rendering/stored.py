"""The functions with which generated code for Airflow keeps values that XCom cannot carry; they are written, and read back."""

from __future__ import annotations

# What must be set where tasks run: a folder or the URL of a bucket that all workers share.
SETTING = "PIPELINE_DATA_DIR"
SAVE, LOAD = "save_value", "load_value"
# What XCom carries in place of a kept value: a dict of this one key.
MARK = "saved_value"

_SAVE = f'''\
def {{name}}(value: Any) -> Any:
    """Keep a value that XCom cannot carry in a file; `{SETTING}` names a place that all workers share."""
    context, data = get_current_context(), pickle.dumps(value)
    run = f"{{context['dag'].dag_id}}/{{context['run_id'].replace(':', '_')}}"
    folder = ObjectStoragePath(os.environ["{SETTING}"]) / run
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{{context['ti'].task_id}}-{{hashlib.sha256(data).hexdigest()[:16]}}.pkl"
    path.write_bytes(data)
    return {{"{MARK}": str(path)}}'''.replace("{name}", "\0")
_LOAD = f'''\
def {{name}}(value: Any) -> Any:
    """The value that `{SAVE}` kept; any other as it is."""
    if not isinstance(value, dict) or set(value) != {{"{MARK}"}}:
        return value
    return pickle.loads(ObjectStoragePath(value["{MARK}"]).read_bytes())'''.replace("{name}", "\0")

IMPORTS = (
    ("hashlib", ""),
    ("os", ""),
    ("pickle", ""),
    ("typing", "Any"),
    ("airflow.sdk", "ObjectStoragePath"),
    ("airflow.sdk", "get_current_context"),
)


def save_text(name: str) -> str:
    """The function that keeps a value."""
    return _SAVE.replace("\0", name)


def load_text(name: str) -> str:
    """The function that takes it out again."""
    return _LOAD.replace("\0", name)


def stored_kind(name: str, text: str) -> str | None:
    """Whether the text of a function is that of one of the two: `SAVE`, `LOAD` or None."""
    if text == save_text(name):
        return SAVE
    return LOAD if text == load_text(name) else None
