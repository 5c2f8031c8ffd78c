"""Modules that are not installed, made up so that a pipeline loads whose bodies are replaced."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import Loader


# What an engine's worker makes of a name in a module that is missing, where it knows better than a class that takes anything.
Maker = Callable[[str, str], object | None]
_makers: list[Maker] = []


class Permissive(type):
    """The class of made-up classes: any attribute, call, index or operation gives another one."""

    def __getattr__(cls, name: str) -> Permissive:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return made_up(name)

    def __call__(cls, *args: object, **kwargs: object) -> object:
        if cls.__bases__ != (object,):
            return super().__call__(*args, **kwargs)  # the author's own class below a made-up one
        if len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], type):
            return args[0]  # used as a decorator: the author's function stays what it is
        return cls

    def __getitem__(cls, _: object) -> Permissive:
        return cls

    def __or__(cls, other: object) -> Permissive:
        return cls

    def __ror__(cls, other: object) -> Permissive:
        return cls

    def __iter__(cls) -> Iterator[Permissive]:
        return iter(())

    def __bool__(cls) -> bool:
        return True  # what a file has after `try: import` where the module is installed

    def __len__(cls) -> int:
        return 0

    def __enter__(cls) -> Permissive:
        return cls

    def __exit__(cls, *_: object) -> None:
        return None


def made_up(name: str) -> Permissive:
    """Return a class that can be called, subclassed, annotated with and decorated with."""
    return Permissive(name, (), {"__init__": _accept, "__getattr__": lambda _, name: made_up(name)})


def _accept(instance: object, *args: object, **kwargs: object) -> None:
    """Take whatever a made-up class is made with."""


class FabricatedModule(ModuleType):
    """A module that has every attribute."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        own = (maker(self.__name__, name) for maker in _makers)
        made = next((known for known in own if known is not None), made_up(name))
        setattr(self, name, made)
        return made


class Fabricator:  # its base classes would only be bases, and import much
    """Finds every module that nobody else found; engines' own optional imports are left missing.

    An import is fabricated only when it comes from below `root`, the folder of the user's code:
    engines probe for optional packages and must go on not finding them.
    """

    def __init__(self, root: str) -> None:
        self.root = root

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a made-up package when user code asks, or inside a package made up before.

        A package that is there has what it has, unless it is a folder that several distributions share (`airflow.providers`).
        """
        parent = fullname.rpartition(".")[0]
        inside = isinstance(sys.modules.get(parent), FabricatedModule)
        if not inside and not self._asked_by_user_code():
            return None
        if parent and not inside and not _is_shared(parent):
            return None
        return ModuleSpec(fullname, cast("Loader", self), is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module that has everything."""
        return FabricatedModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it as it is: it answers on demand."""

    def _asked_by_user_code(self) -> bool:
        """Tell whether the nearest frame outside of the import system lies below the root."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            if "importlib" not in file and file != __file__:
                return file.startswith(self.root)
            frame = frame.f_back
        return False


def _is_shared(package: str) -> bool:
    """Whether it is a namespace: a part of it may well be missing."""
    module = sys.modules.get(package)
    return getattr(module, "__file__", None) is None and hasattr(module, "__path__")


def makes(maker: Maker) -> None:
    """Ask this first, with the module and the name, what stands for something that is missing."""
    _makers.append(maker)


def install(root: str) -> None:
    """Let missing imports of the code below `root` succeed, from now on and in this process."""
    sys.meta_path.append(Fabricator(root))
