"""Kernels as they stand, or compiled by numba where it is installed and asked for."""

from __future__ import annotations

import importlib.util
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from hashlib import sha1, sha256
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from timeline.errors import MissingExtraError

#: The functions of a module of kernels, by name.
Kernels = dict[str, Callable[..., Any]]


def has_numba() -> bool:
    """Whether numba is installed; it is not imported to know."""
    return importlib.util.find_spec("numba") is not None


def is_kept(module: ModuleType) -> bool:
    """Whether the kernels of a module were compiled before and kept on the disk; numba is not imported to know."""
    names = f"*_{_content(module)}-*.py{sys.version_info.major}{sys.version_info.minor}*.nbi"
    return any(any(folder.glob(names)) for folder in _where_kept(module))


def _where_kept(module: ModuleType) -> Iterator[Path]:
    """List where numba keeps kernels: where it is told to, beside the module, or else at home."""
    beside = Path(os.path.abspath(str(module.__file__))).parent
    own = f"{beside.name}_{sha1(str(beside).encode(), usedforsecurity=False).hexdigest()}"
    if told := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(told) / own
    yield beside / "__pycache__"
    if sys.platform != "win32":
        at_home = Path("~/Library/Caches" if sys.platform == "darwin" else "~/.cache").expanduser()
        yield Path(os.environ.get("XDG_CACHE_HOME") or at_home) / "numba" / own


def plain(module: ModuleType) -> Kernels:
    """Return the kernels of a module as they stand."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


@cache
def compiled(module: ModuleType) -> Kernels:
    """Compile the kernels of a module, which call one another and nothing else.

    Numba compiles them when they are first called, and keeps them on the disk where it finds a place, under a name
    that tells their content. By the name of the file alone it may find older ones: it notes that a file has changed
    before it has written what it made of it, and a process that ends in between leaves the old under the note.

    Raises
    ------
    MissingExtraError: numba is not installed, or does not load: it is not for this Python or numpy, say.
    """
    try:
        import numba
    except (ImportError, OSError) as error:  # OSError: of a library that does not load
        said = f"numba, which is installed and does not load ({str(error).rstrip('.')})"
        raise MissingExtraError("The columnar engine", "batch", said if has_numba() else "") from error
    content = _content(module)
    found: Kernels = {}
    names: dict[str, Any] = dict(vars(module))
    for name, function in plain(module).items():
        twin = FunctionType(function.__code__, names, name)
        twin.__module__, twin.__qualname__ = module.__name__, f"{name}_{content}"
        # Nothing calls a kernel from C. Without a wrapper for that, less is compiled and loaded.
        made = partial(numba.njit, nogil=True, no_cfunc_wrapper=True)
        try:
            names[name] = found[name] = _kept_where_it_fits(made(cache=True)(twin))
        except RuntimeError:  # neither beside the module nor at home may anything be written
            names[name] = found[name] = made()(twin)
    return found


def _kept_where_it_fits(kernel: Any) -> Any:
    """Let a compiled kernel work also where the disk is full, or where what is kept of it is damaged."""
    cache: Any = getattr(kernel, "_cache", None)
    save, load = getattr(cache, "save_overload", None), getattr(cache, "load_overload", None)
    if save is None or load is None:
        return kernel

    def saved(*arguments: Any) -> None:
        with suppress(OSError, *_DAMAGED):
            save(*arguments)

    def loaded(*arguments: Any) -> Any:
        try:
            return load(*arguments)
        except _DAMAGED:
            with suppress(OSError):
                cache.flush()  # so that it is compiled, and kept anew
            return None

    cache.save_overload, cache.load_overload = saved, loaded
    return kernel


#: How pickles fail that a computer which stopped has left empty, cut off or full of something else.
_DAMAGED = (pickle.UnpicklingError, EOFError, ValueError, KeyError, IndexError, AttributeError, ImportError, TypeError)


def _content(module: ModuleType) -> str:
    """Digest what the kernels of a module do: their instructions, and the numbers they name."""
    codes = [(name, function.__code__) for name, function in plain(module).items()]
    told = [(name, code.co_code, code.co_consts, code.co_names, code.co_varnames) for name, code in codes]
    numbers = [(name, value) for name, value in vars(module).items() if isinstance(value, int)]
    return sha256(repr((told, numbers)).encode()).hexdigest()[:12]
