"""Affetto in the menu of a desktop, and out of it again, in a data folder of our own."""

from __future__ import annotations

import configparser
import errno
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from engine import integration
from engine.cli import main
from engine.errors import ExportError
from engine.integration import MIME_TYPE, install, uninstall

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="for Linux desktops")

DESKTOP, METAINFO = "applications/affetto.desktop", "metainfo/org.affetto.Affetto.metainfo.xml"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty data folder, which the command uses too."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def entry(home: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # keys keep their case
    parser.read(home / DESKTOP, "utf-8")
    return parser["Desktop Entry"]


def test_what_comes_by_the_command_goes_by_it(home: Path) -> None:
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\n")
    assert main(["integrate"]) == 0
    assert main(["integrate"]) == 0  # again, over what is there
    assert (home / DESKTOP).is_file()
    assert main(["integrate", "--remove"]) == 0
    left = {path for path in home.rglob("*") if path.is_file() and "affetto" in path.name.lower()}
    assert left == set()
    assert other.is_file()
    assert uninstall() == []


def test_the_entry_keeps_the_rules_of_desktop_entries(home: Path) -> None:
    install()
    told = entry(home)
    assert {"Type", "Name", "Exec", "Icon", "Categories", "MimeType"} <= set(told)
    assert told["Type"] == "Application"
    for key in ("Categories", "Keywords", "Keywords[de]", "MimeType"):
        assert told[key].endswith(";")
    assert MIME_TYPE in told["MimeType"].split(";")
    words = shlex.split(told["Exec"])
    assert words[-1] == "%F"
    assert Path(words[0]).is_file(), "menus know no environments: by its whole path"
    assert (home / "icons/hicolor/scalable/apps" / f"{told['Icon']}.svg").is_file()


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/opt/affetto", "/opt/affetto"),
        ("/home/me/my music/affetto", '"/home/me/my music/affetto"'),
        ("/opt/100%/affetto", '"/opt/100%%/affetto"'),
        ("/opt/a$b/affetto", '"/opt/a\\\\$b/affetto"'),
    ],
)
def test_a_path_is_quoted_as_menus_read_it(path: str, written: str) -> None:
    assert integration._quoted(path) == written


def test_the_icon_has_its_own_colour(home: Path) -> None:
    install()
    icons = [path.read_text("utf-8") for path in (home / "icons").rglob("*.svg")]
    assert len(icons) == 2
    assert not any("currentColor" in icon for icon in icons)


def refuse(_path: Path) -> None:
    raise PermissionError(errno.EACCES, "no")


@pytest.mark.usefixtures("home")
def test_a_file_that_cannot_go_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    install()
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(ExportError, match=r"affetto\.desktop"):
        uninstall()


def test_files_of_affetto_are_known_by_their_ending(home: Path) -> None:
    install()
    root = ET.parse(home / "mime" / "packages" / "affetto.xml").getroot()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert {glob.get("pattern") for glob in root.iter(f"{space}glob")} == {"*.affetto"}
    if shutil.which("update-mime-database"):
        assert f"{MIME_TYPE}:*.affetto" in (home / "mime" / "globs2").read_text("utf-8")


def test_software_centres_find_no_fault(home: Path) -> None:
    install()
    root = ET.parse(home / METAINFO).getroot()
    assert root.findtext("launchable") == Path(DESKTOP).name
    if shutil.which("appstreamcli") is None:
        pytest.skip("no appstreamcli here")
    command = ["appstreamcli", "validate", "--no-net", str(home / METAINFO)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert "E: " not in told.stdout
    assert "W: " not in told.stdout, told.stdout
