"""Lists the packages that Affetto installs, with their licences, in THIRD_PARTY.md.

python -m release.third_party            # whether the list is true; what is missing otherwise
python -m release.third_party --write    # write it anew
"""

from __future__ import annotations

import argparse
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
NOTICES = ROOT / "THIRD_PARTY.md"
START, END = (
    "<!-- packages: python -m release.third_party --write -->\n",
    "<!-- end of packages -->\n",
)

_SHORT = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_KNOWN = {
    "mpmath": "BSD-3-Clause",
    "numba": "BSD-2-Clause",
    "pyfluidsynth": "LGPL-2.1",  # its metadata say MIT, its LICENSE does not
    "pygame-ce": "LGPL-2.1",
    "scipy": "BSD-3-Clause",
    "soundfile": "BSD-3-Clause",
    "sympy": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "locket": "BSD-2-Clause",
    "partd": "BSD-3-Clause",
    "zict": "BSD-3-Clause",
}
"""What the metadata of a package leave open or state otherwise than its licence file."""


def plain(name: str) -> str:
    """Give a package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for() -> list[str]:
    """Name the packages that Affetto itself asks for, with those of its extra for clusters."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    return [plain(Requirement(line).name) for line in wanted]


def installed() -> dict[str, str]:
    """Give the licence of every package that is installed for Affetto, whoever asks for it."""
    licences: dict[str, str] = {}
    waiting = asked_for()
    while waiting:
        name = waiting.pop()
        if name not in licences and (found := _distribution(name)):
            licences[name] = _licence(name, found)
            waiting += _requirements(found)
    return licences


def _distribution(name: str) -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:  # of another system
        return None


def _requirements(found: importlib.metadata.Distribution) -> Iterator[str]:
    for line in found.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield plain(requirement.name)


def _licence(name: str, found: importlib.metadata.Distribution) -> str:
    classifiers = found.metadata.get_all("Classifier") or ()
    classes = [c.rpartition("::")[2].strip() for c in classifiers if c.startswith("License ::")]
    whole = (found.metadata.get("License") or "").strip()
    told = found.metadata.get("License-Expression") or whole.partition("\n")[0]
    if not told or len(told) > 60:
        told = "; ".join(_SHORT.get(one, one) for one in classes) or told
    return _KNOWN.get(name) or _SHORT.get(told, told)


def listed() -> dict[str, str]:
    """Read the list in THIRD_PARTY.md; a package that stands there twice is an error."""
    rows = re.findall(r"^\| (\S+) \| (.+) \|$", _section(), flags=re.MULTILINE)
    names = [name for name, _ in rows]
    if len(set(names)) != len(names):
        raise ValueError(f"twice in {NOTICES.name}: {max(names, key=names.count)}")
    return {name: licence for name, licence in rows if name not in {"package", "---"}}


def _section() -> str:
    return NOTICES.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]


def write() -> None:
    """Write the list anew."""
    before, _, rest = NOTICES.read_text(encoding="utf-8").partition(START)
    rows = "".join(f"| {name} | {licence} |\n" for name, licence in sorted(installed().items()))
    table = f"| package | licence |\n| --- | --- |\n{rows}"
    NOTICES.write_text(f"{before}{START}{table}{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> int:
    """Compare what is installed with the list, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        write()
    told = listed()
    wrong = [
        f"{name}: {told.get(name, 'not listed')}, is {licence}"
        for name, licence in installed().items()
        if told.get(name) != licence
    ]
    for line in wrong:
        print(f"THIRD_PARTY.md: {line}")
    print(f"{len(told)} packages listed, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
