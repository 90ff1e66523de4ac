from __future__ import annotations

import re

import pytest

from timeline.views.viewer.modules import ENTRY, Module, ModuleError, join, order, page_modules, page_script

BASE = "export const one = 1;\nexport function two() {\n  return 2;\n}\n"
MIDDLE = 'import { one } from "./base.js";\n\nexport const three = () => one + 2;\n'
TOP = 'import {\n  one,\n  two,\n} from "./base.js";\nimport { three } from "./middle.js";\n\nshow(one, two, three);\n'


def test_what_a_module_needs_comes_before_it() -> None:
    script = join({"top": TOP, "middle": MIDDLE, "base": BASE}, "top")
    assert re.findall(r"^const (\w+) = \(\(\) => \{", script, re.MULTILINE) == ["base_", "middle_", "top_"]
    assert "const { one, two } = base_;" in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_a_circle_is_refused_with_its_way() -> None:
    circle = {"a": 'import { b } from "./b.js";\nexport const a = 1;\n', "b": 'import { a } from "./a.js";\n'}
    with pytest.raises(ModuleError, match="imports in a circle, got a -> b -> a"):
        join(circle, "a")


def test_what_is_imported_must_be_exported() -> None:
    with pytest.raises(ModuleError, match=r"top.js: base.js does not export four"):
        join({"top": 'import { four } from "./base.js";\n', "base": BASE}, "top")


def test_a_module_that_is_not_there_is_named() -> None:
    with pytest.raises(ModuleError, match=r"there is no module gone.js"):
        join({"top": 'import { one } from "./gone.js";\n'}, "top")


def test_a_module_that_nobody_imports_is_named() -> None:
    with pytest.raises(ModuleError, match=r"middle.js: no module imports it"):
        join({"top": "show();\n", "middle": "export const a = 1;\n"}, "top")


@pytest.mark.parametrize(
    "text",
    [
        "export let counted = 0;",
        "export default 1;",
        'import * as all from "./base.js";',
        'import { one as uno } from "./base.js"; // renamed',
        'export { one } from "./base.js";',
    ],
)
def test_an_import_or_export_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ModuleError, match="is not joined"):
        Module.of("top", f"{text}\n")


def test_the_modules_of_the_page_stand_in_order_without_a_circle() -> None:
    known = {name: Module.of(name, text) for name, text in page_modules().items()}
    ordered = order(known, ENTRY)
    assert set(ordered) == set(known)
    for place, name in enumerate(ordered):
        assert set(known[name].imports) <= set(ordered[:place])


def test_every_export_of_the_page_is_imported_somewhere() -> None:
    known = [Module.of(name, text) for name, text in page_modules().items()]
    taken = {(source, name) for module in known for source, names in module.imports.items() for name in names}
    assert {(module.name, name) for module in known for name in module.exports} - taken == set()


def test_the_modules_of_the_page_stay_short() -> None:
    assert {name for name, text in page_modules().items() if len(text.splitlines()) > 400} == set()


def test_the_script_of_the_page_is_one_scope() -> None:
    assert page_script().startswith('(() => {\n"use strict";\n')
    assert page_script().endswith("})();\n")
