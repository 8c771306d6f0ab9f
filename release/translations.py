"""Gathers what the window says, and compiles its translations.

python -m release.translations            # what has no German yet, or none that is compiled
python -m release.translations --write    # bring desktop/languages up to date with the sources

The catalogues are Qt's: ``de.ts`` is written by hand (Qt Linguist opens it), ``de.qm`` made of it.
Qt's own gatherer, lupdate, knows no texts that pass through a function of a module, as ours do.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

import engine
from desktop.viewmodels.engine_words import CONTEXT
from desktop.viewmodels.understood import TONICS
from engine import PLACES
from engine.composition.score import SCALES, Key

ROOT = Path(__file__).parents[1]
LANGUAGES = ROOT / "desktop" / "languages"

Text = tuple[str, str]
"""A context, which is a class or the topic of a module, and an English text."""


def gather(folder: Path = ROOT / "desktop") -> list[Text]:
    """Find every text of the window that is translated, sorted, each once."""
    modules = [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]
    return sorted({text for module in modules for text in _texts_of(module)} | set(_names()))


def _names() -> Iterator[Text]:
    """Give the names that the engine has for what the window shows."""
    keys = (str(Key(tonic, mode)) for tonic in range(12) for mode in SCALES)
    offered = (f"{tonic} {mode}" for tonic in TONICS for mode in ("major", "minor"))
    styles = (style.name for style in engine.list_styles())
    formats = (entry.name for entry in engine.list_formats())
    programs = map(engine.name_program, range(128))
    for name in itertools.chain(
        keys, offered, styles, formats, programs, PLACES, engine.LANGUAGES.values()
    ):
        yield CONTEXT, name


def _texts_of(module: ast.Module) -> Iterator[Text]:
    """Find the texts of a module: those of its classes' ``self.tr`` and of its own functions."""
    topic = next(_topics(module), "")
    owners = [(node, node.name) for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        text = node.args[0]
        if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "tr":
            yield next(name for owner, name in owners if node in ast.walk(owner)), text.value
        elif isinstance(node.func, ast.Name) and node.func.id in {"tr", "_tr"}:
            yield topic, text.value


def _topics(module: ast.Module) -> Iterator[str]:
    """Find under which topics a module hands texts to Qt."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "QCoreApplication.translate":
            topic = node.args[0]
            if isinstance(topic, ast.Constant):
                yield str(topic.value)


def read(path: Path) -> dict[Text, str]:
    """Read a catalogue; what is not translated yet is empty."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    return {
        (context.findtext("name") or "", message.findtext("source") or ""): (
            message.findtext("translation") or ""
        )
        for context in root.iter("context")
        for message in context.iter("message")
    }


def write(path: Path, catalogue: dict[Text, str]) -> None:
    """Write a catalogue; what no source says any longer has to be left out before."""
    root = ET.Element("TS", version="2.1", language=path.stem, sourcelanguage="en")
    for name in dict.fromkeys(context for context, _ in catalogue):
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for (owner, source), translation in catalogue.items():
            if owner != name:
                continue
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = source
            told = ET.SubElement(message, "translation")
            told.text = translation
            if not translation:
                told.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Say what is missing, or write the catalogues anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help="bring the catalogues up to date")
    options = parser.parse_args(arguments)
    path = LANGUAGES / "de.ts"
    known = read(path)
    wanted = {text: known.get(text, "") for text in gather()}
    if options.write:
        write(path, wanted)
        lrelease = Path(PySide6.__file__).with_name("lrelease")
        subprocess.run(  # noqa: S603 - Qt's own compiler on our own file
            [lrelease, "-silent", path, "-qm", path.with_suffix(".qm")], check=True
        )
    missing = [text for text, translation in wanted.items() if not translation]
    for context, text in missing:
        print(f"{context}: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
