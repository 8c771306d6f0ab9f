"""The command on real models: what scripts call and parse."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
import soundfile

from benchmarks.singer import RATE, Sung, Voice, sing
from engine.cli import main
from engine.commands import making, steps
from engine.composition.changing.editing import REWRITES, Alter
from engine.composition.planning.moves import MOVES
from engine.errors import DeviceError
from engine.export import export_piece
from engine.library.piece_file import open_piece
from engine.pipeline import Pipeline
from engine.progress import Progress
from engine.speech.transcript import Transcript

pytestmark = pytest.mark.model

TUNE = ((0, 0, 7, 7, 9, 9, 7), (5, 5, 4, 4, 2, 2, 0))
"""Twinkle, twinkle, little star, in semitones above its tonic: six beats and one twice as long."""


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_compose_writes_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wav, mid = tmp_path / "song.wav", tmp_path / "song.mid"
    words = ["compose", "a calm lake", "--seconds", "8", "--seed", "3", "--json"]
    assert main([*words, "-o", str(wav), str(mid)]) == 0
    said = answer(capsys)
    assert said["text"] == "a calm lake"
    assert said["files"] == [str(wav), str(mid)]
    assert (said["seed"], said["composer"], said["synthesizer"]) == (3, "transformer", "fluidsynth")
    assert said["mode"] in {"major", "minor"}
    assert set(said["timings"]) == {"read", "compose", "render"}
    assert {"bar", "beat", "symbol"} == set(said["chords"][0])
    sound = soundfile.info(wav)
    assert sound.duration == pytest.approx(said["seconds"], abs=0.01)
    assert mido.MidiFile(mid).length == pytest.approx(8, abs=2)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.mid" for name in "abc"]
    for file, seed in zip(files, ("5", "5", "6"), strict=True):
        batch = ["batch", "-", "-o", str(tmp_path / file.stem), "--seed", seed, "--seconds", "6"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO("a happy dance\n"))
            assert main(batch) == 0
        (tmp_path / file.stem / "0001.mid").rename(file)
    contents = [file.read_bytes() for file in files]
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_a_batch_goes_on_after_a_wish_that_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = tmp_path / "wishes.txt"
    wishes.write_text("a happy dance\num, uh\n\na lonely night\n", encoding="utf-8")
    words = ["batch", str(wishes), "-o", str(tmp_path / "songs"), "--seed", "7", "--seconds", "6"]
    assert main(words) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("seed") for line in lines] == [7, 8, 9]
    assert "feel" in lines[1]["hint"]
    songs = sorted(file.name for file in (tmp_path / "songs").glob("*.mid"))
    assert songs == ["0001.mid", "0003.mid"]


def test_read_answers_each_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("joy\n\nfurious\n"))
    assert main(["read", "-", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["quadrant"] for line in lines] == ["Q1", None, "Q2"]
    assert sum(lines[0]["quadrants"].values()) == pytest.approx(1, abs=1e-3)


def test_a_midi_file_becomes_sound(tmp_path: Path) -> None:
    mid, wav = tmp_path / "scale.mid", tmp_path / "scale.wav"
    track = mido.MidiTrack(
        mido.Message(kind, note=60 + n, velocity=80, time=240 * (kind == "note_off"))
        for n in range(8)
        for kind in ("note_on", "note_off")
    )
    mido.MidiFile(tracks=[track]).save(mid)
    assert main(["render", str(mid), "-o", str(wav)]) == 0
    assert soundfile.info(wav).duration > 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compose", ""], "nothing was said"),
        (["compose", "um, uh"], "does not say what to feel"),
        (["compose", "joy", "--seconds", "1"], "seconds is 1"),
        (["compose", "joy", "--seconds", "10", "--bars", "40"], "40 bars in 10 seconds"),
        (["compose", "joy", "--tempo", "1000"], "tempo is 1000"),
        (["compose", "joy", "--key", "Q"], "'Q' is not a key"),
        (["compose", "joy", "--metre", "5/4"], "'5/4'"),
        (["compose", "joy", "--composer", "bach"], "'bach'"),
        (["compose", "joy", "--synthesizer", "moog"], "'moog'"),
        (["compose", "joy", "--soundfont", "nowhere.sf2"], "nowhere.sf2"),
        (["compose", "joy", "-o", "song.xyz"], "song.xyz"),
        (["compose", "joy", "-o", "nowhere/song.wav"], "does not exist"),
        (["transcribe", "nowhere.wav"], "nowhere.wav"),
        (["render", "nowhere.mid", "-o", "out.wav"], "nowhere.mid"),
        (["render", "nowhere.affetto", "-o", "out.wav"], "nowhere.affetto"),
        (["play", "nowhere.affetto"], "nowhere.affetto"),
        (["play", "nowhere.wav"], "nowhere.wav"),
        (["render", "a.mid", "-o", "b.mid"], "a.mid"),
        (["render", "a.musicxml", "-o", "b.pdf"], "a.musicxml"),
        (["render", "a.mid"], "nothing is to be written"),
        (["batch", "nowhere.txt", "-o", "songs"], "nowhere.txt"),
        (["train", "rbm", "--data", "nowhere", "-o", "out"], "nowhere"),
        (["train", "nothing", "--data", ".", "-o", "out"], "'nothing'"),
    ],
)
def test_bad_input_is_one_sentence_with_a_next_step(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "%" not in line]
    assert len(lines) == 1
    assert message in lines[0]
    assert lines[0].count(". ") >= 1, "there is no next step"


def test_an_existing_file_is_kept_without_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "song.mid"
    target.write_bytes(b"mine")
    assert main(["compose", "joy", "--seconds", "6", "-o", str(target)]) == 1
    assert "--force" in capsys.readouterr().err
    assert target.read_bytes() == b"mine"
    assert main(["compose", "joy", "--seconds", "6", "-o", str(target), "--force"]) == 0
    assert target.read_bytes()[:4] == b"MThd"


def test_a_song_that_cannot_be_heard_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_player: object, _piece: object) -> None:
        raise DeviceError("no loudspeaker was found", hint="Plug one in.")

    monkeypatch.chdir(tmp_path)
    spoken = Transcript("a happy dance")
    monkeypatch.setattr(making, "record_wish", lambda *_arguments: spoken)
    monkeypatch.setattr(making.LivePlayer, "_play", refuse)
    assert main(["listen", "--seconds", "6", "--seed", "4"]) == 1
    assert (tmp_path / "affetto-4.wav").exists()
    assert "no loudspeaker" in capsys.readouterr().err


def test_read_explains_each_decision(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "a sad song", "--explain", "--json"]) == 0
    reasons = answer(capsys)["reasons"]
    assert {"mode", "tempo", "register"} <= {reason["decision"] for reason in reasons}
    assert all(sum(reason["shares"]) == pytest.approx(1, abs=0.01) for reason in reasons)
    assert main(["read", "a sad song", "--explain"]) == 0
    assert "tempo" in capsys.readouterr().out


def test_read_names_the_feelings_of_an_arc_in_their_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["read", "first a string quartet, then heavy metal"]) == 0
    told = capsys.readouterr().out
    assert "first tenderness, then rage" in told
    assert "assumed from string quartet, heavy metal" in told


@pytest.mark.slow
def test_a_saved_song_gives_the_same_notes_and_sounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song, mid, again, wav = (tmp_path / name for name in ("a.affetto", "a.mid", "b.mid", "a.wav"))
    assert main(["compose", "joy", "--seconds", "6", "--seed", "1", "-o", str(song), str(mid)]) == 0
    export_piece(open_piece(song), again)
    assert again.read_bytes() == mid.read_bytes()
    assert main(["render", str(song), "-o", str(wav)]) == 0
    heard: list[float] = []
    monkeypatch.setattr(steps, "play_waveform", lambda waveform: heard.append(waveform.duration))
    for file in (song, mid, wav):
        assert main(["play", str(file)]) == 0
    of_song, of_midi, of_sound = heard
    assert of_sound == pytest.approx(of_song, abs=0.3)  # a tail ends at a step of a quarter
    assert of_midi == pytest.approx(of_song, abs=1)  # MIDI names no room: its tail is another


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("songs") / "song.affetto"
    wish = "a happy dance with drums"
    assert main(["compose", wish, "--bars", "8", "--seed", "2", "-o", str(path)]) == 0
    return path


def test_a_song_is_rendered_once_for_several_files(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered, render = [], Pipeline.render
    monkeypatch.setattr(Pipeline, "render", lambda *a: rendered.append(a) or render(*a))
    files = [tmp_path / name for name in ("a.wav", "a.flac", "a.mid")]
    assert main(["render", str(song), "--json", "--bits", "16", "-o", *map(str, files)]) == 0
    said = answer(capsys)
    assert said["files"] == list(map(str, files))
    assert len(rendered) == 1
    sounds = [soundfile.info(file) for file in files[:2]]
    assert [sound.subtype for sound in sounds] == ["PCM_16"] * 2
    assert [sound.duration for sound in sounds] == pytest.approx([said["seconds"]] * 2, abs=0.01)


def test_stems_levels_and_space_are_part_of_a_song(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed, stems = tmp_path / "mixed.affetto", tmp_path / "stems"
    words = ["edit", str(song), "--mute", "bass", "--level", "chords=-6", "--space", "hall"]
    assert main([*words, "-o", str(mixed)]) == 0
    sound = open_piece(mixed).render_options
    assert (sound.mix.faders.of("bass").is_muted, sound.mix.faders.of("chords").level) == (True, -6)
    assert sound.space == "hall"
    project = tmp_path / "mixed.dawproject"
    words = ["render", str(mixed), "--stems", str(stems), "--bits", "16", "-o", str(project)]
    assert main(words) == 0
    files = {Path(name) for name in zipfile.ZipFile(project).namelist() if name.endswith("wav")}
    assert {file.name for file in files} == {path.name for path in stems.iterdir()}
    names = [path.stem.split(" (")[0] for path in stems.iterdir()]
    assert "Melody" in names
    assert "Bass" not in names
    assert len({soundfile.info(path).frames for path in stems.iterdir()}) == 1
    alone = tmp_path / "alone.dawproject"
    assert main(["render", str(mixed), "--bits", "16", "-o", str(alone)]) == 0
    assert alone.read_bytes() == project.read_bytes(), "it holds the stems without being told to"
    assert main(["render", str(mixed), "--stems", str(stems)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["render", str(mixed), "--level", "flute=3", "-o", str(tmp_path / "x.wav")]) == 1
    assert "no part is called 'flute'" in capsys.readouterr().err


def test_a_purpose_writes_its_files_into_a_folder(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", str(song), "--for", "sheet", "-o", str(tmp_path / "out"), "--json"]
    assert main(words) == 0
    names = [Path(file).name for file in answer(capsys)["files"]]
    assert names == ["song.pdf", "song.musicxml"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert main(words) == 1  # nothing is replaced unasked
    assert "exists already" in capsys.readouterr().err


def test_songs_of_others_are_changed_and_harmonised_like_ours(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, changed, tune = (tmp_path / n for n in ("a.musicxml", "b.affetto", "c.mid"))
    assert main(["render", str(song), "--full", "-o", str(sheet)]) == 0
    edit = ["edit", str(sheet), "--move", "sadder", "--bars", "3-4", "--seed", "5", "--json"]
    capsys.readouterr()
    assert main([*edit, "-o", str(changed)]) == 0
    assert answer(capsys)["edits"] == ["sadder in bars 3-4, seed 5"]
    before, after = open_piece(song).score, open_piece(changed).score
    assert (after.n_bars, after.metre, after.key) == (before.n_bars, before.metre, before.key)
    for file in (song, sheet):
        assert main(["harmonise", str(file), "--seed", "1", "--force", "-o", str(tune)]) == 0
        assert mido.MidiFile(tune).length > 5


def test_a_hummed_tune_becomes_a_song_and_a_waltz(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = np.random.default_rng(5)
    tune = [
        Sung(0.55 * (8 * bar + beat), 0.55 * (8 * bar + beat + 1 + (beat == 6)) - 0.05, 60 + step)
        for bar, line in enumerate(TUNE)
        for beat, step in enumerate(line)
    ]
    samples, _ = sing(tune, Voice(wrong=0.1), chance)
    hummed = tmp_path / "hummed.wav"
    soundfile.write(hummed, samples, RATE)
    outputs = ["--seed", "1", "--force", "-o", str(tmp_path / "song.mid"), "--json"]
    assert main(["hum", str(hummed), *outputs]) == 0
    song = answer(capsys)
    assert (song["key"], song["mode"], song["metre"]) == ("C", "major", "4/4")
    assert main(["hum", str(hummed), "--wish", "a sad waltz", *outputs]) == 0
    waltz = answer(capsys)
    assert (waltz["key"], waltz["mode"], waltz["metre"]) == ("C", "minor", "3/4")
    assert waltz["seconds"] == pytest.approx(song["seconds"], rel=0.1)
    assert main(["hum", str(hummed), "--wish", "a sad waltz", "--as-hummed", *outputs]) == 0
    assert answer(capsys)["metre"] == "4/4"


def test_speech_is_no_tune(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    speech = Path(__file__).parents[1] / "data" / "speech" / "dashwood.flac"
    assert main(["hum", str(speech), "-o", str(tmp_path / "song.mid")]) == 1
    assert "affetto listen" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_edits_go_into_a_new_file(song: Path, tmp_path: Path) -> None:
    before, new = song.read_bytes(), tmp_path / "new.affetto"
    words = ["--move", "sadder", "--bars", "3-4", "--part", "melody", "--seed", "5"]
    assert main(["edit", str(song), *words, "-o", str(new)]) == 0
    assert song.read_bytes() == before
    piece = open_piece(new)
    assert piece.edits == (Alter(MOVES["sadder"], 5, range(2, 4), REWRITES["melody"]),)
    again = tmp_path / "again.affetto"
    assert main(["edit", str(song), *words, "-o", str(again)]) == 0
    assert again.read_bytes() == new.read_bytes()


def test_a_part_that_nobody_plays_is_not_changed_in_silence(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare, new = tmp_path / "bare.affetto", tmp_path / "new.affetto"
    assert main(["edit", str(song), "--say", "without drums", "-o", str(bare)]) == 0
    drums = ["--bars", "3-4", "--part", "drums", "--move", "more exciting"]
    assert main(["edit", str(bare), *drums, "-o", str(new)]) == 1
    assert "the song has no drums" in capsys.readouterr().err
    assert not new.exists()


def test_a_saved_song_can_be_made_again_from_its_wish_and_its_edits(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.affetto"
    halfway = tmp_path / "halfway.affetto"
    words = ["--move", "sadder", "--key", "D minor", "--seed", "5"]
    assert main(["edit", str(song), *words, "-o", str(halfway)]) == 0
    capsys.readouterr()
    words = ["--bars", "3-4", "--seed", "5", "--json"]
    assert main(["edit", str(halfway), *words, "-o", str(new)]) == 0
    assert answer(capsys)["edits"][-1].startswith("bars 3-4: harmony, melody")
    kept, pipeline = open_piece(new), Pipeline()
    again = pipeline.compose(
        kept.reading.text, kept.compose_options, kept.render_options, Progress()
    )
    for edit in kept.edits:
        again = pipeline.editor.edit(again, edit, Progress())
    assert again.score == kept.score


@pytest.mark.parametrize(
    "words",
    [
        ["--move", "sadder"],
        ["--move", "more exciting", "--part", "drums"],
        ["--again"],
        ["--again", "--keep", "melody", "--move", "louder"],
    ],
)
def test_an_edit_of_some_bars_stays_there(song: Path, tmp_path: Path, words: list[str]) -> None:
    new = tmp_path / "new.affetto"
    assert main(["edit", str(song), "--bars", "3-4", *words, "--seed", "5", "-o", str(new)]) == 0
    before, after = (json.loads(file.read_bytes())["piece"] for file in (song, new))
    assert after.pop("edits") != before.pop("edits")
    assert after != before
    metre = before["score"]["metre"]
    length = 96 * metre["numerator"] // metre["denominator"]
    for piece in (before, after):
        for track in piece["score"]["tracks"]:
            track["notes"] = [n for n in track["notes"] if n["start"] // length not in (2, 3)]
        chords = [c for c in piece["score"]["chords"] if c["start"] // length not in (2, 3)]
        for chord in chords:  # one that was held into the bars may now end before them
            if chord["start"] < 2 * length:
                chord["duration"] = min(chord["duration"], 2 * length - chord["start"])
        piece["score"]["chords"] = chords
    assert after == before


def test_a_song_is_composed_again_with_what_was_fixed(song: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.affetto"
    words = ["edit", str(song), "--again", "--seed", "9", "--metre", "3/4", "-o", str(new)]
    assert main(words) == 0
    piece = open_piece(new)
    assert (piece.seed, str(piece.score.metre), piece.score.n_bars) == (9, "3/4", 8)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "nothing is to be changed"),
        (["--bars", "7-9"], "bars 7 to 9"),
        (["--bars", "0"], "bars 0 to 0"),
        (["--bars", "some"], "'some'"),
        (["--move", "purple"], "'purple'"),
        (["--keep", "chords", "--part", "bass"], "twice"),
        (["--bars", "3", "--tempo", "90"], "whole song"),
        (["--bars", "3", "--move", "slower"], "whole piece"),
        (["--extend", "9999"], "9999"),
        (["--key", "X"], "'X'"),
        (["--tempo", "1"], "1 BPM"),
        (["--move", "slower", "-o", "nowhere/new.affetto"], "does not exist"),
    ],
)
def test_an_edit_that_cannot_be_done_says_what_could(
    song: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["edit", str(song), *words]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count(". ") >= 1, "there is no next step"


def test_a_melody_gets_chords_bass_and_accompaniment(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tune, kept = tmp_path / "tune.mid", tmp_path / "kept.affetto"
    export_piece(open_piece(song), tune)
    words = ["harmonise", str(tune), "--mood", "a sad goodbye", "--seed", "1", "-o", str(kept)]
    assert main(words) == 0
    assert "melody was taken from one" in capsys.readouterr().err
    old, new = open_piece(song).score, open_piece(kept).score
    assert {track.role for track in new.tracks} >= {"melody", "chords", "bass"}
    tunes = [[note.pitch for note in score.track("melody").notes] for score in (old, new)]
    assert tunes[0] == tunes[1]
    assert sum(chord.duration for chord in new.chords) == new.n_ticks
    (tmp_path / "no.txt").write_text("la la la")
    assert main(["harmonise", str(tmp_path / "no.txt"), "-o", str(tmp_path / "no.mid")]) == 1
    assert "not a MIDI file" in capsys.readouterr().err


def test_a_song_is_changed_by_what_is_said(song: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.affetto"
    assert main(["edit", str(song), "--say", "a bit slower", "--seed", "5", "-o", str(new)]) == 0
    before, after = open_piece(song), open_piece(new)
    assert after.score.tempo < before.score.tempo
    assert after.edits == (*before.edits, Alter(MOVES["slower"].by(0.5), 5))


@pytest.mark.parametrize(
    ("said", "told"),
    [("make it better", "is not understood"), ("a sad song about the sea", "is another wish"),
     ("undo", "is said to a song that plays")],
)  # fmt: skip
def test_what_is_no_change_is_refused_with_what_could_be_said(
    song: Path, capsys: pytest.CaptureFixture[str], said: str, told: str
) -> None:
    assert main(["edit", str(song), "--say", said]) == 1
    message = capsys.readouterr().err
    assert told in message
    assert "--say slower" in message or "make it sadder" in message or "affetto compose" in message


def test_demands_are_told_by_read_and_compose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = "joy in D minor on a ukulele, eight bars"
    assert main(["read", wish, "--json"]) == 0
    told = answer(capsys)["demands"]
    assert [(d["kind"], d["obeyed"]) for d in told] == [
        ("key", True), ("instruments", False), ("length", True),
    ]  # fmt: skip
    assert main(["compose", wish, "--seed", "1", "-o", str(tmp_path / "a.affetto")]) == 0
    said = capsys.readouterr()
    assert "not as asked: ukulele (nylon guitar instead)" in said.err
    assert "as asked: D minor, 8 bars" in said.out
    kept = open_piece(tmp_path / "a.affetto")
    assert [a.demand.value for a in kept.plan.answers] == ["D minor", "ukulele", "8 bars"]
    assert str(kept.score.key) == "D minor"


def test_styles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["styles"]) == 0
    assert "waltz: 3/4" in capsys.readouterr().out
    assert main(["styles", "--json"]) == 0
    assert "techno" in [style["name"] for style in answer(capsys)["styles"]]
