from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAction, QDrag, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QStyle,
    QTextEdit,
    QWidget,
)

from desktop.dialogs.about import ATTRIBUTIONS, AboutDialog
from desktop.dialogs.export import ExportDialog
from desktop.dialogs.preferences import PreferencesDialog
from desktop.main_window import MainWindow
from desktop.settings import Preferences, Settings, ThemeChoice
from desktop.viewmodels.notice import Notice
from desktop.viewmodels.recording import RecordingState
from desktop.viewmodels.step import Step
from desktop.widgets.microphone_button import MicrophoneButton
from engine import (
    ChordJob,
    ComposeJob,
    DeviceError,
    EditJob,
    EmotionReading,
    Failure,
    Rechord,
    TranscribeJob,
    Transcript,
)

LEFT = Qt.MouseButton.LeftButton


def find(window: QWidget, kind: type[Any], name: str) -> Any:
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def click(window: QWidget, name: str) -> None:
    QTest.mouseClick(find(window, QAbstractButton, name), LEFT)


def text_of(window: QWidget, name: str) -> str:
    return str(find(window, QLabel, name).text())


def listen(qtbot: Any, stage: Any) -> None:
    state = stage.session.recording
    qtbot.waitUntil(lambda: state.state is RecordingState.LISTENING)


def compose(qtbot: Any, stage: Any, window: MainWindow, text: str = "joy and hope") -> None:
    edit = find(window, QTextEdit, "wish")
    edit.setFocus()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    stage.client.compose()
    qtbot.waitUntil(lambda: stage.is_settled)


def test_the_language_that_was_heard_is_told(stage: Any, window: MainWindow) -> None:
    stage.session.wish.heard.emit(Transcript("una canzone triste", "it"))
    assert text_of(window, "record_caption").startswith("Heard in Italian.")


def test_the_first_window_leaves_room_for_its_frame(stage: Any, window: MainWindow) -> None:
    assert stage
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    assert window.height() + title < window.screen().availableGeometry().height()


def test_the_trash_is_emptied_or_brought_back(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    takes = stage.session.takes
    takes.throw_away([takes.takes[0].file])
    qtbot.waitUntil(lambda: stage.is_settled and not takes.takes)
    find(window, QAction, "trash").trigger()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "trash_dialog") is not None)
    box = find(window, QMessageBox, "trash_dialog")
    assert box.text() == "One take is in the trash."
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    back, gone = (b for b in box.buttons() if b is not box.defaultButton())
    assert gone.text() == "&Remove for good"
    back.click()
    qtbot.waitUntil(lambda: stage.is_settled and len(takes.takes) == 1)


def test_in_a_narrow_window_the_songs_can_be_reached(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage, window)
    window.resize(800, 600)
    qtbot.waitUntil(lambda: not window.takes_view.isVisible())
    QTest.keySequence(window, QKeySequence("Ctrl+T"))
    assert window.takes_view.isVisible()
    assert not window.song_view.isVisible()
    QTest.keySequence(window, QKeySequence("Ctrl+T"))
    assert window.song_view.isVisible()
    assert not window.takes_view.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")  # a popup, without a screen
def test_the_microphone_is_chosen_beside_its_button(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    name = find(window, QPushButton, "choose_microphone")
    assert name.accessibleName() == "Microphone: as the system has it"
    click(window, "choose_microphone")
    listed = find(window, QWidget, "microphones")
    qtbot.waitUntil(lambda: listed.findChild(QAbstractButton, "microphone_1") is not None)
    meter = find(listed, QWidget, "trial_level")
    qtbot.waitUntil(lambda: max(meter.levels) > 0, timeout=2000)
    other = find(listed, QAbstractButton, "microphone_1")
    chosen = other.text()
    with qtbot.waitSignal(window.preferences_changed, timeout=2000) as caught:
        QTest.mouseClick(other, LEFT, pos=QPoint(12, other.height() // 2))
    assert caught.args[0].microphone == chosen
    assert name.accessibleName() == f"Microphone: {chosen}"
    listed.close()
    qtbot.waitUntil(lambda: stage.is_settled)
    assert stage.recorder.calls[-1] == "cancel", "nobody listens any more"


@pytest.mark.qt_log_ignore("This plugin does not support")  # a popup, without a screen
def test_another_chord_is_two_clicks(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    stage.session.playback.pause()
    qtbot.waitUntil(lambda: stage.is_settled)
    strip = window.song_view.score.chords
    chord = strip._timeline.chords[1]
    QTest.mouseClick(strip, LEFT, pos=strip.area(chord).center().toPoint())
    assert stage.client.last(ChordJob).job.chord == chord.chord, "it sounds"
    offers = find(window, QWidget, "chord_offers")
    click(offers, "hear_2")
    assert stage.client.last(ChordJob).job.chord != chord.chord
    click(offers, "put_in_2")
    (edit,) = stage.client.last(EditJob).job.edits
    assert isinstance(edit, Rechord)
    assert not offers.isVisible()
    stage.client.strike()
    stage.client.edit()
    qtbot.waitUntil(lambda: stage.is_settled)


def test_a_click_records_and_the_song_comes(qtbot: Any, stage: Any, window: MainWindow) -> None:
    click(window, "microphone")
    listen(qtbot, stage)
    assert text_of(window, "record_caption").startswith("Listening")
    stage.recorder.countdown, stage.recorder.silence = 0.8, 0.7
    qtbot.waitUntil(lambda: text_of(window, "record_caption") == "Silence … stops in 0.8 s")
    click(window, "microphone")
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)
    stage.client.hear("joy and hope")
    stage.client.read()
    piece = stage.client.compose()
    qtbot.waitUntil(lambda: find(window, QTextEdit, "wish").toPlainText() == "joy and hope")
    assert text_of(window, "mood") == "The whole wish (ring): happy, 64 % sure"
    assert find(window, QPushButton, "chip_key").text() == "D minor"
    assert find(window, QPushButton, "chip_tempo").text() == "92 bpm"
    assert find(window, QLineEdit, "seed").text() == str(piece.seed)
    qtbot.waitUntil(lambda: stage.player.is_playing)


def test_a_typed_wish_is_composed_by_enter(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    assert stage.client.last(ComposeJob).job.text == "joy and hope"
    assert not find(window, QTextEdit, "wish").hasFocus()


def test_a_transcript_can_be_corrected(qtbot: Any, stage: Any, window: MainWindow) -> None:
    stage.session.listening.talk()
    listen(qtbot, stage)
    stage.session.listening.toggle_talk()
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)
    stage.client.hear("joy and soap")
    edit = find(window, QTextEdit, "wish")
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_End)
    for _ in range(4):
        QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "hope")
    stage.client.compose()
    click(window, "compose")
    stage.client.understand()
    assert stage.client.last(ComposeJob).job.text == "joy and hope"


def test_an_example_is_one_click_away(stage: Any, window: MainWindow) -> None:
    click(window, "example_0")
    assert stage.client.last(ComposeJob).job.text.startswith("Hope and wonder")
    assert find(window, QTextEdit, "wish").toPlainText().startswith("Hope and wonder")
    assert find(window, QLabel, "coming_text").isVisible()
    assert text_of(window, "coming_text") == "Composing …"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert find(window, QPushButton, "example_0").isVisible()


def test_chords_and_playhead_follow_the_sound(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    score = window.song_view.score
    stage.player.position = 9.0
    qtbot.waitUntil(lambda: text_of(window, "position") == "0:09")
    assert score.chords.current
    assert find(window, QAbstractSlider, "seek").value() == 90
    QTest.mouseClick(score.roll, LEFT, pos=QPoint(score.roll.width() // 2, 80))
    qtbot.waitUntil(lambda: stage.player.position > 10.0)


def test_play_and_pause(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    button = find(window, QPushButton, "play")
    assert button.accessibleName() == "Pause"
    click(window, "play")
    qtbot.waitUntil(lambda: not stage.player.is_playing)
    assert button.accessibleName() == "Play"
    QTest.keySequence(window, QKeySequence("Ctrl+P"))
    qtbot.waitUntil(lambda: stage.player.is_playing)


def test_regenerate_shows_a_new_seed_and_an_old_one_can_be_typed(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage, window)
    seed = find(window, QLineEdit, "seed")
    first = seed.text()
    click(window, "regenerate")
    assert seed.text() != first
    stage.client.compose()
    seed.setFocus()
    seed.selectAll()
    QTest.keyClicks(seed, first)
    QTest.keyClick(seed, Qt.Key.Key_Return)
    assert stage.client.last(ComposeJob).job.compose_options.seed == int(first)


def test_bars_are_dragged_over_written_anew_and_let_go(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage, window)
    hint, roll = find(window, QLabel, "bars_hint"), window.song_view.score.roll
    assert "Drag over the notes" in hint.text()
    QTest.mousePress(roll, LEFT, pos=QPoint(10, 80))
    QTest.mouseMove(roll, QPoint(150, 80))
    QTest.mouseRelease(roll, LEFT, pos=QPoint(150, 80))
    bars = stage.session.choice.bars
    assert bars is not None
    assert hint.text().startswith(f"Chosen: bars 1 to {bars.stop}.")
    assert not find(window, QAction, "change slower").isEnabled()
    assert "anew" in find(window, QPushButton, "regenerate").toolTip()
    click(window, "regenerate")
    assert stage.client.last(EditJob).job.edits[0].bars == bars
    stage.client.edit()
    qtbot.waitUntil(lambda: stage.is_settled)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert "Drag over the notes" in hint.text()
    assert find(window, QAction, "change slower").isEnabled()
    QTest.keySequence(window, QKeySequence("Ctrl+Z"))
    qtbot.waitUntil(lambda: stage.is_settled)
    assert not find(window, QAction, "undo").isEnabled()


def test_a_seed_is_a_number(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    seed = find(window, QLineEdit, "seed")
    seed.clear()
    QTest.keyClicks(seed, "-1a2")
    assert seed.text() == "12"
    seed.setText("9999999999")
    QTest.keyClick(seed, Qt.Key.Key_Return)
    assert stage.client.last(ComposeJob).job.compose_options.seed == 2**31 - 1


def test_holding_space_talks_and_letting_go_stops(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    QTest.keyPress(window, Qt.Key.Key_Space)
    listen(qtbot, stage)
    QTest.keyRelease(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)
    assert stage.recorder.calls == ["start", "stop"]


def test_a_held_key_that_the_server_repeats_is_one_press(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    QTest.keyPress(window, Qt.Key.Key_Space)
    listen(qtbot, stage)
    for _ in range(20):  # as X servers say it: release and press, unmarked
        QTest.keyRelease(window, Qt.Key.Key_Space)
        QTest.keyPress(window, Qt.Key.Key_Space)
        QApplication.processEvents()
    assert stage.session.recording.state is RecordingState.LISTENING
    assert len(stage.recorders) == 1
    QTest.keyRelease(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)


def test_another_application_that_takes_the_keyboard_ends_the_talk(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    QTest.keyPress(window, Qt.Key.Key_Space)
    listen(qtbot, stage)
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)


def test_space_in_a_text_field_is_a_space(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window, "joy")
    for kind, name in ((QTextEdit, "wish"), (QLineEdit, "seed")):
        field = find(window, kind, name)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Space)
    assert " " in find(window, QTextEdit, "wish").toPlainText()
    assert stage.recorders == []


def test_space_talks_again_after_a_click_beside_the_field(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    find(window, QTextEdit, "wish").setFocus()
    QTest.mouseClick(window.centralWidget(), LEFT, pos=QPoint(3, 200))
    QTest.keyPress(QApplication.focusWidget(), Qt.Key.Key_Space)
    listen(qtbot, stage)
    QTest.keyRelease(QApplication.focusWidget(), Qt.Key.Key_Space)


def test_space_presses_a_button_that_was_reached_by_tab(stage: Any, window: MainWindow) -> None:
    example = find(window, QPushButton, "example_1")
    example.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(example, Qt.Key.Key_Space)
    assert stage.recorders == []
    assert "rainy" in stage.client.last(ComposeJob).job.text


def test_escape_cancels_each_step(qtbot: Any, stage: Any, window: MainWindow) -> None:
    click(window, "microphone")
    listen(qtbot, stage)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stage.session.step is Step.READY)
    assert stage.recorder.calls == ["start", "cancel"]
    click(window, "example_0")
    assert find(window, QPushButton, "cancel").isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert stage.session.step is Step.READY
    assert isinstance(stage.client.cancelled[-1].job, ComposeJob)


def test_the_cancel_button_stops_a_transcription(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    click(window, "microphone")
    listen(qtbot, stage)
    click(window, "microphone")
    qtbot.waitUntil(lambda: stage.session.step is Step.TRANSCRIBING)
    stage.client.last(TranscribeJob).progressed.emit("transcribe", 0.4)
    assert text_of(window, "activity") == "Writing down your words … 40 %"
    click(window, "cancel")
    assert isinstance(stage.client.cancelled[-1].job, TranscribeJob)
    assert find(window, QPushButton, "compose").isVisible()


def test_old_results_stay_while_new_ones_are_made(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage, window)
    click(window, "regenerate")
    assert window.song_view.score.isVisible()
    stage.client.fail(ComposeJob, Failure("SynthesisError", "no sound", "Choose another font."))
    assert window.notice.isVisible()
    assert text_of(window, "notice_hint") == "Choose another font."
    assert window.song_view.score.isVisible()
    assert find(window, QPushButton, "export").isEnabled()


def test_no_microphone_is_a_notice_and_no_storm(qtbot: Any, stage: Any, window: MainWindow) -> None:
    stage.microphone_error.append(DeviceError("no microphone was found", hint="Plug one in."))
    click(window, "microphone")
    qtbot.waitUntil(window.notice.isVisible)
    assert text_of(window, "notice_message") == "No microphone was found."
    assert QApplication.activeModalWidget() is None
    click(window, "microphone")
    assert window.notice.isHidden()


def test_a_muted_microphone_is_told_beside_the_level(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    click(window, "microphone")
    listen(qtbot, stage)
    stage.recorder.notice = "The microphone is muted."
    qtbot.waitUntil(lambda: find(window, QLabel, "record_notice").isVisible())
    assert text_of(window, "record_notice") == "The microphone is muted."


def test_a_wish_without_feeling_puts_the_cursor_there(stage: Any, window: MainWindow) -> None:
    stage.session.wish.replace("the table")
    stage.session.compose()
    stage.client.fail(ComposeJob, Failure("EmotionError", "nothing felt", "Say more."))
    assert find(window, QTextEdit, "wish").hasFocus()


def test_unknown_words_are_named(stage: Any, window: MainWindow) -> None:
    assert find(window, QLabel, "unknown").isHidden()
    stage.session.wish.set_reading(EmotionReading("zorp", unknown=("zorp",)))
    assert text_of(window, "unknown") == "Words I do not know: zorp"


def test_nothing_can_be_done_with_a_song_that_is_not_there(window: MainWindow) -> None:
    for name in ("play", "regenerate", "export", "cancel_action"):
        assert not find(window, QAction, name).isEnabled()


def test_a_song_is_exported_to_the_remembered_folder(
    qtbot: Any, stage: Any, window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    settings.folder = tmp_path
    compose(qtbot, stage, window)
    QTest.keySequence(window, QKeySequence("Ctrl+E"))
    dialog = find(window, ExportDialog, "export_dialog")
    assert dialog.directory().absolutePath() == str(tmp_path)
    dialog.selectNameFilter("MIDI file (*.mid)")
    dialog.filterSelected.emit(dialog.selectedNameFilter())
    assert dialog.selectedFiles()[0].endswith(".mid")
    (tmp_path / "inner").mkdir()
    dialog.chosen.emit(tmp_path / "inner" / "song.mid")
    dialog.reject()
    qtbot.waitUntil(window.notice.isVisible)
    assert text_of(window, "notice_message") == "Saved song.mid."
    assert settings.folder == tmp_path / "inner"


def test_a_kind_of_file_is_two_clicks_away_and_never_written_over(
    qtbot: Any, stage: Any, window: MainWindow, tmp_path: Path
) -> None:
    compose(qtbot, stage, window, "joy")
    stage.session.export.folder = tmp_path
    for _ in range(2):
        find(window, QAction, "export .mp3").trigger()
        qtbot.waitUntil(lambda: stage.is_settled)
    seed = stage.session.song.piece.seed
    assert [path.name for _, path in stage.written] == [f"joy {seed}.mp3", f"joy {seed} (2).mp3"]
    shown: list[Path] = []
    stage.session.news.show_wanted.disconnect()
    stage.session.news.show_wanted.connect(shown.append)
    click(window, "notice_offer_0")
    assert shown == [stage.written[-1][1]]


def test_the_song_is_dragged_out_as_the_kind_of_file_that_was_exported_last(
    qtbot: Any, stage: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compose(qtbot, stage, window, "joy")
    stage.session.export.folder = tmp_path
    find(window, QAction, "export .mid").trigger()
    handle = find(window, QPushButton, "drag_out")
    assert "MID" in handle.text()
    dropped: list[Any] = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, _action: dropped.extend(drag.mimeData().urls()))
    QTest.mousePress(handle, LEFT, pos=QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(60, 5))
    (path,) = [Path(url.toLocalFile()) for url in dropped]
    assert path.suffix == ".mid"
    assert path.read_bytes() == b"music"


def test_an_existing_file_is_asked_about(
    qtbot: Any, stage: Any, window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    settings.folder = tmp_path
    compose(qtbot, stage, window)
    find(window, QAction, "export").trigger()
    dialog = find(window, ExportDialog, "export_dialog")
    assert not dialog.testOption(ExportDialog.Option.DontConfirmOverwrite)
    dialog.reject()


def test_preferences_are_shown_and_taken(qtbot: Any, stage: Any, window: MainWindow) -> None:
    QTest.keySequence(window, QKeySequence("Ctrl+,"))
    dialog = find(window, PreferencesDialog, "preferences_dialog")
    microphone = find(dialog, QComboBox, "microphone")
    qtbot.waitUntil(lambda: microphone.count() == 2)
    microphone.setCurrentText("Mike")
    find(dialog, QComboBox, "theme").setCurrentText("Dark")
    with qtbot.waitSignal(window.preferences_changed) as caught:
        dialog.accept()
    assert caught.args == [Preferences(microphone="Mike", theme=ThemeChoice.DARK)]
    assert stage.session.choices.preferences.microphone == "Mike"


def test_rejected_preferences_change_nothing(qtbot: Any, stage: Any, window: MainWindow) -> None:
    find(window, QAction, "preferences").trigger()
    dialog = find(window, PreferencesDialog, "preferences_dialog")
    find(dialog, QComboBox, "theme").setCurrentText("Dark")
    dialog.reject()
    qtbot.waitUntil(lambda: stage.is_settled)
    assert stage.session.choices.preferences == Preferences()


def test_the_about_box_names_every_licence(window: MainWindow) -> None:
    find(window, QAction, "about").trigger()
    dialog = find(window, AboutDialog, "about_dialog")
    shown = find(dialog, QTextEdit, "licences").toPlainText()
    assert all(part in shown and licence in shown for part, licence, _ in ATTRIBUTIONS)
    for name in ("EMOPIA", "MuseScore General", "GloVe", "Whisper", "Silero", "Qt", "FluidSynth"):
        assert name in shown
    dialog.reject()


def test_the_window_says_once_that_it_stands(qtbot: Any, window: MainWindow) -> None:
    with qtbot.waitSignal(window.shown):
        window.hide()
        window.show()


def test_closing_remembers_the_place(qtbot: Any, window: MainWindow, settings: Settings) -> None:
    with qtbot.waitSignal(window.closing):
        find(window, QAction, "quit").trigger()
    assert not settings.geometry.isEmpty()


def test_at_its_smallest_nothing_is_cut_or_covered(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage, window)
    stage.session.news.noticed.emit(Notice("It failed.", "Try again.", is_error=True))
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.size() == window.minimumSize())
    QApplication.processEvents()
    for kind in (QPushButton, QLabel, QComboBox, MicrophoneButton):
        for widget in window.findChildren(kind):
            if widget.isVisible():
                need = widget.minimumSizeHint()
                assert widget.width() >= need.width(), widget.objectName()
                beside = [child for child in siblings(widget) if overlap(child, widget)]
                assert not beside, (widget.objectName(), [child.objectName() for child in beside])


def siblings(widget: QWidget) -> list[QWidget]:
    """Give what stands beside a widget in its layout and can be seen."""
    children = widget.parentWidget().findChildren(
        QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
    )
    return [child for child in children if child is not widget and child.isVisible()]


def overlap(one: QWidget, other: QWidget) -> bool:
    return one.geometry().intersects(other.geometry())


def controls(window: QWidget) -> list[QWidget]:
    """Give everything that a person acts on."""
    kinds = (QAbstractButton, QTextEdit, QLineEdit, QComboBox, QAbstractSlider)
    found = [child for kind in kinds for child in window.findChildren(kind)]
    inner = (QComboBox, QTextEdit)
    return [
        child
        for child in found
        if not child.objectName().startswith("qt_")
        and not isinstance(child.parentWidget(), inner)
        and child.parentWidget().parentWidget() is not None
        and not child.parentWidget().objectName().startswith("qt_")
    ]


def test_every_control_has_a_name_for_screen_readers(
    qtbot: Any, stage: Any, window: MainWindow
) -> None:
    compose(qtbot, stage, window)
    found = controls(window)
    assert len(found) >= 14
    for control in found:
        interface = QAccessible.queryAccessibleInterface(control)
        assert interface.text(QAccessible.Text.Name), control.objectName()


@pytest.mark.parametrize("action", ["preferences", "about"])
def test_every_control_of_a_dialog_has_a_name(
    qtbot: Any, stage: Any, window: MainWindow, action: str
) -> None:
    find(window, QAction, action).trigger()
    dialog = next(child for child in window.findChildren(QDialog) if child.isVisible())
    for control in controls(dialog):
        interface = QAccessible.queryAccessibleInterface(control)
        assert interface.text(QAccessible.Text.Name), (control, control.objectName())
    qtbot.waitUntil(lambda: stage.is_settled)
    dialog.reject()


def test_tab_reaches_every_control(qtbot: Any, stage: Any, window: MainWindow) -> None:
    compose(qtbot, stage, window)
    click(window, "details")
    reached: set[str] = set()
    for _ in range(60):
        focused = QApplication.focusWidget()
        reached.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = {"microphone", "wish", "compose", "piano_roll", "play", "seek", "regenerate"}
    wanted |= {"seed", "export", "why", "chip_tempo", "section_1", "details"}
    assert reached >= wanted


def test_every_action_stands_in_a_menu_with_its_key(window: MainWindow) -> None:
    shown = {
        action.objectName(): action.shortcut().toString()
        for menu in window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if action.objectName()
    }
    changes = {name for name in shown if name.startswith("change ")}
    keys = [key for name, key in shown.items() if name not in changes]
    assert len(keys) == 19
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert {"change sadder", "change busier", "change new melody"} <= changes


def test_the_panels_that_were_open_are_open_again(
    qtbot: Any, stage: Any, window: MainWindow, settings: Settings
) -> None:
    compose(qtbot, stage, window)
    click(window, "details")
    click(window, "why")
    window.close()
    again = MainWindow(stage.session, stage.composers, settings, lambda: ([], []), stage.workers[3])
    qtbot.addWidget(again)
    again.take_up()
    again.show()
    qtbot.waitUntil(lambda: stage.is_settled)
    assert find(again, QPushButton, "why").isChecked()
    assert find(again, QWidget, "emotion_plane").isVisible()
    assert find(again, QWidget, "details_page").isVisible()
