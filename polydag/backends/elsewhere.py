"""Functions that another Python runs: the decorators that send them there, written into a module where it has such a function."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.ir.elsewhere import Elsewhere
from polydag.ir.values import Constant
from polydag.rendering.pyvalues import Expression, call, expression


@dataclass(frozen=True)
class Sending:
    """A function of the emitted module, what it imports, and those that it calls."""

    text: str
    imports: tuple[tuple[str, str], ...]
    uses: tuple[str, ...] = ()


SENDING: dict[str, Sending] = {
    "call_elsewhere": Sending(
        '''def call_elsewhere(
    python, function, args, kwargs, *, serializer="pickle", env=None, inherit_env=True
):
    """Call a function in another Python, which knows nothing but its text and its arguments."""
    pickle = importlib.import_module(serializer)
    text = textwrap.dedent(inspect.getsource(function)).partition("\\ndef ")[2]
    script = f"""from __future__ import annotations
import sys
import {serializer} as pickle
def {text}
with open(sys.argv[1], "rb") as file:
    args, kwargs = pickle.load(file)
result = {function.__name__}(*args, **kwargs)
with open(sys.argv[1], "wb") as file:
    pickle.dump(result, file)
"""
    with tempfile.TemporaryDirectory() as folder:
        data, program = Path(folder, "data"), Path(folder, "program.py")
        data.write_bytes(pickle.dumps((args, kwargs)))
        program.write_text(script)
        done = subprocess.run(
            [python, program, data],
            env={**(os.environ if inherit_env else {}), **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        print(done.stdout, end="")
        done.check_returncode()
        return pickle.loads(data.read_bytes())
''',
        (
            ("importlib", ""),
            ("inspect", ""),
            ("os", ""),
            ("pathlib", "Path"),
            ("subprocess", ""),
            ("tempfile", ""),
            ("textwrap", ""),
        ),
    ),
    "in_interpreter": Sending(
        '''def in_interpreter(python, **how):
    """Run a function with the Python of this path."""

    def decorate(function):
        @functools.wraps(function)
        def sent(*args, **kwargs):
            return call_elsewhere(python, function, args, kwargs, **how)

        return sent

    return decorate
''',
        (("functools", ""),),
        ("call_elsewhere",),
    ),
    "virtualenv_python": Sending(
        '''def virtualenv_python(folder, requirements, options, *venv):
    """The Python of the virtual environment for these requirements, made unless the folder has it."""
    wanted = repr((venv, requirements, options)).encode()
    made = Path(folder, f"venv-{hashlib.sha256(wanted).hexdigest()[:8]}")
    made.parent.mkdir(parents=True, exist_ok=True)
    python, complete = made / "bin" / "python", made / "complete"
    with open(f"{made}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            subprocess.run([*venv, "--clear", made], check=True)
            if requirements:
                listed = made / "requirements.txt"
                listed.write_text("\\n".join(requirements))
                subprocess.run(
                    [python, "-m", "pip", "install", *options, "-r", listed], check=True
                )
            complete.touch()
    return python
''',
        (("fcntl", ""), ("hashlib", ""), ("pathlib", "Path"), ("subprocess", "")),
    ),
    "in_virtualenv": Sending(
        '''def in_virtualenv(
    requirements, *, system_site_packages=True, python=sys.executable, options=(), cache=None, **how
):
    """Run a function in a virtual environment, which is gone afterwards unless it has a folder."""
    venv = [python, "-m", "venv"]
    venv += ["--system-site-packages"] if system_site_packages else []
    venv += [] if requirements else ["--without-pip"]

    def decorate(function):
        @functools.wraps(function)
        def sent(*args, **kwargs):
            with tempfile.TemporaryDirectory() as folder:
                own = virtualenv_python(cache or folder, requirements, options, *venv)
                return call_elsewhere(own, function, args, kwargs, **how)

        return sent

    return decorate
''',
        (("functools", ""), ("sys", ""), ("tempfile", "")),
        ("call_elsewhere", "virtualenv_python"),
    ),
    "in_container": Sending(
        '''def in_container(image, *, python="python3", serializer="pickle", url=None, environment=None, **how):
    """Run a function in a container, whose Python knows nothing but its text and its arguments."""

    def decorate(function):
        pickle = importlib.import_module(serializer)

        @functools.wraps(function)
        def sent(*args, **kwargs):
            text = textwrap.dedent(inspect.getsource(function)).partition("\\ndef ")[2]
            given = base64.b64encode(pickle.dumps((args, kwargs))).decode()
            program = f"""from __future__ import annotations
import base64
import {serializer} as pickle
def {text}
args, kwargs = pickle.loads(base64.b64decode({given!r}))
result = {function.__name__}(*args, **kwargs)
print()
print(base64.b64encode(pickle.dumps(result)).decode())
"""
            client = docker.DockerClient(base_url=url) if url else docker.from_env()
            said = client.containers.run(image, [python, "-c", program], environment=environment, **how)
            shown, _, result = said.decode().strip().rpartition("\\n")
            print(shown)
            return pickle.loads(base64.b64decode(result))

        return sent

    return decorate
''',
        (
            ("base64", ""),
            ("docker", ""),
            ("functools", ""),
            ("importlib", ""),
            ("inspect", ""),
            ("textwrap", ""),
        ),
    ),
}
# The helper of each kind, and the setting that is its first argument.
_DECORATORS = {
    "virtualenv": ("in_virtualenv", "requirements"),
    "interpreter": ("in_interpreter", "python"),
    "container": ("in_container", "image"),
}


@dataclass(frozen=True)
class Sent:
    """The decorator of a function that another Python runs, the helper that it is, and the packages that it needs."""

    helper: str
    decorator: Expression
    packages: tuple[str, ...] = ()


def sent(elsewhere: Elsewhere) -> Sent:
    """`@in_virtualenv(["pandas"])`, `@in_interpreter("/opt/python")`."""
    helper, leading = _DECORATORS[elsewhere.kind]
    settings = {name: v for name, v in elsewhere.settings.items() if name != "skip_on"}
    first = settings.pop(leading)
    if settings.get("serializer") == Constant(value="pickle"):
        del settings["serializer"]
    carrier = settings.get("serializer")
    packages = ["docker"] if elsewhere.kind == "container" else []
    packages += [str(carrier.value)] if isinstance(carrier, Constant) else []
    spelt = {name: expression(value) for name, value in settings.items()}  # type: ignore[arg-type]  # the reader refuses all others
    made = call(helper, expression(first), **spelt)  # type: ignore[arg-type]  # the reader refuses all others
    return Sent(helper, made, tuple(packages))


def needed(name: str) -> tuple[str, ...]:
    """The helper after those that it uses."""
    return (*SENDING[name].uses, name)
