"""How hard the properties are tried: HYPOTHESIS_PROFILE names it, else `ci` on a build machine and `dev` elsewhere."""

from __future__ import annotations

import os

from hypothesis import settings

for name, examples in {"dev": 50, "ci": 100, "night": 20_000}.items():
    settings.register_profile(name, max_examples=examples, deadline=None, print_blob=True, database=None)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev"))
