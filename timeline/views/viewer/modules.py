"""The page's script: its modules joined into one text, each in a scope of its own, in the order of their imports.

Browsers take the result as a plain script from a file, a frame and a server alike, and one hash allows it. It joins ES
modules in the plainest form: named imports of other parts, and named exports of what is never assigned anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: The module that starts the page.
ENTRY = "main"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|(?:async )?function) ([\w$]+))", re.MULTILINE)
_ANY = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class ModuleError(ValueError):
    """The page's modules cannot be joined."""


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed module.

    Parameters
    ----------
    name
        Its file's name without the ending.
    imports
        By module: the names taken from it.
    exports
        The names it gives.
    body
        Its text without imports, and without the word `export`.
    """

    name: str
    imports: Mapping[str, Sequence[str]]
    exports: Sequence[str]
    body: str

    @classmethod
    def of(cls, name: str, text: str) -> Module:
        """Parse a module's text.

        Raises
        ------
        ModuleError: an import or export of another form than those of the module docstring.
        """
        imports = {source: tuple(re.findall(r"[\w$]+", names)) for names, source in _IMPORT.findall(text)}
        exports = tuple(_EXPORT.findall(text))
        body = _EXPORT.sub("", _IMPORT.sub("", text))
        if left := _ANY.search(body):
            raise ModuleError(
                f"{name}.js: such an import or export is not joined, got {left[0]!r}; known: "
                'import { a, b } from "./part.js"; export const, export function. Write it as one of these.'
            )
        return cls(name, imports, exports, body)

    def scoped(self) -> str:
        """Return the module as a statement: a scope of its own that returns the exports."""
        given = "".join(
            f"  const {{ {', '.join(names)} }} = {_scope(source)};\n" for source, names in self.imports.items()
        )
        back = f"  return {{ {', '.join(self.exports)} }};\n"
        return f"const {_scope(self.name)} = (() => {{\n{given}{self.body}{back}}})();\n"


def _scope(name: str) -> str:
    return f"{name.replace('-', '_')}_"


def join(modules: Mapping[str, str], entry: str) -> str:
    r"""Join modules into one script, from what imports nothing to the entry.

    Parameters
    ----------
    modules
        Their texts by name.
    entry
        The module that starts everything; one that it does not reach is an error.

    Raises
    ------
    ModuleError: a module that is missing or imported by nobody, a name that is not exported, modules in a circle.

    Examples
    --------
    >>> base = "export const one = 1;\n"
    >>> print(join({"main": 'import { one } from "./base.js";\nshow(one);\n', "base": base}, "main"))
    "use strict";
    const base_ = (() => {
    const one = 1;
      return { one };
    })();
    const main_ = (() => {
      const { one } = base_;
    show(one);
      return {  };
    })();
    <BLANKLINE>
    """
    known = {name: Module.of(name, text) for name, text in modules.items()}
    ordered = order(known, entry)
    if idle := sorted(known.keys() - set(ordered)):
        raise ModuleError(f"{idle[0]}.js: no module imports it. Import it where it is used, or delete it.")
    return '"use strict";\n' + "".join(known[name].scoped() for name in ordered)


def order(modules: Mapping[str, Module], entry: str) -> list[str]:
    """List what a module needs before it, the module last.

    Raises
    ------
    ModuleError: as of `join`.
    """
    ordered: list[str] = []
    way: list[str] = []

    def visit(name: str) -> None:
        if name in way:
            circle = [*way[way.index(name) :], name]
            raise ModuleError(
                f"{circle[-2]}.js: imports in a circle, got {' -> '.join(circle)}. "
                "Move what both need into a module below them, or emit an event."
            )
        if name in ordered:
            return
        way.append(name)
        for source, names in modules[name].imports.items():
            if source not in modules:
                raise ModuleError(f"{name}.js: there is no module {source}.js. Fix the import.")
            visit(source)
            if missing := sorted(set(names) - set(modules[source].exports)):
                raise ModuleError(f"{name}.js: {source}.js does not export {missing[0]}. Export it, or fix the import.")
        way.pop()
        ordered.append(name)

    visit(entry)
    return ordered


@cache
def page_modules() -> Mapping[str, str]:
    """Return the text of every module of the page, by name."""
    parts = (part for part in files("timeline.views.viewer").iterdir() if part.name.endswith(".js"))
    return {part.name.removesuffix(".js"): part.read_text(encoding="utf-8") for part in parts}


@cache
def page_script() -> str:
    """Return the page's own script."""
    return f"(() => {{\n{join(page_modules(), ENTRY)}}})();\n"
