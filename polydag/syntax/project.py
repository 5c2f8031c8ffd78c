"""The project around a file: where its imports resolve, and the modules that they name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from polydag.diagnostics import Diagnostic
from polydag.syntax.module import SourceModule, load, parse

_MARKERS = ("pyproject.toml", "setup.cfg", ".git")
_SOURCE_FOLDERS = ("dags", "plugins", "src")
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def roots_of(path: Path, *more: Path, tree: Path | None = None) -> tuple[Path, ...]:
    """The folders that imports of a file resolve against, nearest first.

    The file's folder and its parents up to the project's root, which is the nearest folder with `pyproject.toml`, `setup.cfg`
    or `.git`, or one of `more`; without any the `tree` that is read, and only the file's folder where it is read by itself.
    Source folders of the root come last. What is installed in an environment is no part of the project around it.
    """
    stops = frozenset(extra.resolve() for extra in more)
    return _roots(path.resolve().parent, stops, tree.resolve() if tree is not None else None)


def _roots(folder: Path, stops: frozenset[Path], tree: Path | None) -> tuple[Path, ...]:
    passed: list[Path] = []
    found = [folder]
    if tree is not None and folder.is_relative_to(tree):
        inside = len(folder.relative_to(tree).parts)
        found += folder.parents[:inside]
    for parent in _inside_environment(folder):
        passed.append(parent)
        if parent in stops or any((parent / marker).exists() for marker in _MARKERS):
            found = passed
            break
    found = [*found, *sorted(stops)]
    sources = [base / name for base in found for name in _SOURCE_FOLDERS]
    return tuple(dict.fromkeys([*found, *(source for source in sources if source.is_dir())]))


def _inside_environment(folder: Path) -> Iterator[Path]:
    """The folder and its parents, up to the folder where packages are installed."""
    for parent in (folder, *folder.parents):
        if parent.name in _INSTALLED:
            return
        yield parent


class Project:
    """The modules of a tree by dotted name; each is parsed once, and nothing outside the roots is opened."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = tuple(root.resolve() for root in roots)
        self.failures: dict[str, Diagnostic] = {}
        self._modules: dict[str, SourceModule | None] = {}
        self._paths: dict[Path, SourceModule] = {}
        self._listings: dict[Path, frozenset[str]] = {}
        self._folders: dict[Path, Path] = {}
        self._bases: dict[Path, Path] = {}

    def module(self, dotted: str) -> SourceModule | None:
        """The project's module of that name; None when there is none or it cannot be read (then `failures` says why)."""
        if dotted not in self._modules:
            self._modules[dotted] = self._find(dotted)
        return self._modules[dotted]

    def has_package(self, dotted: str) -> bool:
        """Whether the name is a folder of the project, with or without `__init__.py`."""
        parts = dotted.split(".")
        return self._visible(parts[0]) and any(
            root.joinpath(*parts).is_dir() for root in self.roots
        )

    def imported(self, module: SourceModule) -> Iterator[SourceModule]:
        """The modules of the project that a module imports, and those that these import in turn, each once."""
        seen, todo = {module}, [module]
        while todo:
            for name in todo.pop(0).names.values():
                found = self.module(name) or self.module(name.rpartition(".")[0] or name)
                if found is not None and found not in seen:
                    seen.add(found)
                    todo.append(found)
                    yield found

    def of(self, path: Path, display: str | None = None) -> SourceModule | Diagnostic:
        """The module of a file, named from the nearest root; a diagnostic where it cannot be read."""
        resolved = self._resolved(path)
        known = self._paths.get(resolved)
        shown = display or str(path)
        if known is not None and known.tree.body:
            return known if known.display == shown else self._shown(known, shown)
        module = load(resolved, shown, self._name_of(resolved))
        if isinstance(module, SourceModule):
            self._paths[resolved] = module
            self._modules.setdefault(module.name, module)
        return module

    def _resolved(self, path: Path) -> Path:
        """The real path; folders are resolved once."""
        if path.is_symlink():
            return path.resolve()
        if path.parent not in self._folders:
            self._folders[path.parent] = path.parent.resolve()
        return self._folders[path.parent] / path.name

    def _shown(self, known: SourceModule, display: str) -> SourceModule:
        """A module that another file imported before, under the path that the user gave."""
        module = replace(known, display=display)
        self._paths[known.path] = module
        for name in [name for name, other in self._modules.items() if other is known]:
            self._modules[name] = module
        return module

    def _find(self, dotted: str) -> SourceModule | None:
        parts = dotted.split(".")
        if parts[0] in sys.stdlib_module_names or not self._visible(parts[0]):
            return None
        for root in self.roots:
            base = root.joinpath(*parts)
            for candidate in (base / "__init__.py", base.with_name(f"{base.name}.py")):
                if candidate.is_file():
                    return self._read(candidate, dotted)
        return None

    def _read(self, candidate: Path, dotted: str) -> SourceModule | None:
        resolved = candidate.resolve()
        if not any(resolved.is_relative_to(root) for root in self.roots):
            return None
        if resolved in self._paths:
            return self._paths[resolved]
        module = parse(resolved, self._display(resolved), dotted)
        if isinstance(module, Diagnostic):
            self.failures[dotted] = module
            return None
        self._paths[resolved] = module
        return module

    def _visible(self, first: str) -> bool:
        """Whether any root has an entry of the name: one listing per root instead of a look-up per import."""
        for root in self.roots:
            if root not in self._listings:
                self._listings[root] = _entries(root)
            if first in self._listings[root]:
                return True
        return False

    def _name_of(self, path: Path) -> str:
        # A package's modules are named from the folder above the outermost package.
        if path.parent not in self._bases:
            self._bases[path.parent] = _above_packages(path.parent)
        parts = path.relative_to(self._bases[path.parent]).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)

    def _display(self, path: Path) -> str:
        here = Path.cwd()
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _above_packages(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is no package."""
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


def _entries(root: Path) -> frozenset[str]:
    try:
        return frozenset(entry.name.removesuffix(".py") for entry in root.iterdir())
    except OSError:
        return frozenset()
