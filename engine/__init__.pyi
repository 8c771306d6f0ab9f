# The names of the front door: the one list by which `engine/__init__.py` loads them.

from .audio.devices import (
    list_devices as list_devices,
)
from .audio.waveform import (
    Waveform as Waveform,
)
from .composition.changing.chord_offers import (
    ChordOffer as ChordOffer,
    Function as Function,
    chords_that_fit as chords_that_fit,
)
from .composition.changing.edit import (
    Edit as Edit,
)
from .composition.changing.editing import (
    Alter as Alter,
    Bend as Bend,
    Bring as Bring,
    Cut as Cut,
    Extend as Extend,
    Feel as Feel,
    Mute as Mute,
    Rearrange as Rearrange,
    Recast as Recast,
    Rechord as Rechord,
    Recompose as Recompose,
    Rekey as Rekey,
    Retempo as Retempo,
    Rewrite as Rewrite,
    Shorten as Shorten,
    edit_called as edit_called,
    keeps_to_bars as keeps_to_bars,
)
from .composition.changing.spoken import (
    Said as Said,
    understand as understand,
)
from .composition.composers import (
    composer_called as composer_called,
    composer_folder as composer_folder,
    list_composers as list_composers,
)
from .composition.own_composers import (
    bring_composer_back as bring_composer_back,
    list_own_composers as list_own_composers,
    rename_composer as rename_composer,
    throw_composer_away as throw_composer_away,
)
from .composition.pictured import (
    Insight as Insight,
)
from .composition.plan import (
    Plan as Plan,
)
from .composition.planning.casting import (
    name_program as name_program,
)
from .composition.score import (
    Chord as Chord,
    Score as Score,
)
from .composition.styles.cards import (
    list_styles as list_styles,
)
from .demands.answer import (
    Answer as Answer,
    tell_refused as tell_refused,
)
from .emotion.feelings import (
    PLACES as PLACES,
)
from .emotion.kept_moods import (
    forget_mood as forget_mood,
    list_moods as list_moods,
    remember_mood as remember_mood,
)
from .emotion.reading import (
    EmotionReading as EmotionReading,
    ReadWord as ReadWord,
)
from .errors import (
    DeviceError as DeviceError,
    EmotionError as EmotionError,
    EngineError as EngineError,
    Failure as Failure,
    JobCancelledError as JobCancelledError,
    SpeechError as SpeechError,
)
from .export import (
    export_piece as export_piece,
    list_formats as list_formats,
)
from .humming.ending import (
    TuneEndpointer as TuneEndpointer,
)
from .jobs import (
    BESIDE as BESIDE,
    ChordJob as ChordJob,
    ComposeJob as ComposeJob,
    EditJob as EditJob,
    Event as Event,
    ExportJob as ExportJob,
    HumJob as HumJob,
    Job as Job,
    LookJob as LookJob,
    MoodJob as MoodJob,
    OpenJob as OpenJob,
    PartsJob as PartsJob,
    ReadJob as ReadJob,
    RenderJob as RenderJob,
    SurveyJob as SurveyJob,
    TeachJob as TeachJob,
    TranscribeJob as TranscribeJob,
    UnderstandJob as UnderstandJob,
    WarmUpJob as WarmUpJob,
)
from .lessons import (
    CurvePoint as CurvePoint,
    FoundMusic as FoundMusic,
    LearnedMood as LearnedMood,
)
from .library.piece_file import (
    SUFFIX as SUFFIX,
    open_piece as open_piece,
)
from .library.recordings import (
    keep_recording as keep_recording,
    recordings_folder as recordings_folder,
)
from .library.takes.take import (
    Keep as Keep,
    Take as Take,
)
from .library.takes.take_library import (
    Imported as Imported,
    TakeLibrary as TakeLibrary,
)
from .options import (
    LANGUAGES as LANGUAGES,
    MAX_SEED as MAX_SEED,
    ComposeOptions as ComposeOptions,
    ExportOptions as ExportOptions,
    Fader as Fader,
    Faders as Faders,
    HumOptions as HumOptions,
    ListenOptions as ListenOptions,
    MixOptions as MixOptions,
    ReadOptions as ReadOptions,
    RenderOptions as RenderOptions,
    list_vector_sets as list_vector_sets,
)
from .piece import (
    Piece as Piece,
)
from .playback.live_mix import (
    LivePart as LivePart,
)
from .playback.player import (
    Player as Player,
)
from .service import (
    EngineProcess as EngineProcess,
)
from .speech.recorder import (
    Recorder as Recorder,
)
from .speech.speaker import (
    forget_speaker as forget_speaker,
)
from .speech.transcript import (
    Transcript as Transcript,
)
from .speech.voice_cue import (
    VoiceCue as VoiceCue,
)
from .synthesis.synthesizer import (
    SynthesizerChoice as SynthesizerChoice,
    list_synthesizers as list_synthesizers,
)
from .user_files import (
    keep_damaged_aside as keep_damaged_aside,
)
from .user_folder import (
    choose_takes_folder as choose_takes_folder,
    takes_folder as takes_folder,
)
