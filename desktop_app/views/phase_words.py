"""How each phase of the talk looks and what it says: the table of the design, one row a phase."""

from dataclasses import dataclass
from typing import Final

from desktop_app.presenters.states import Phase
from desktop_app.widgets.orb import OrbLook


@dataclass(frozen=True, slots=True)
class PhaseWords:
    """One row.

    Attributes:
        words: under the orb; hint: the line below; late_hint: shown after three seconds.
    """

    orb: OrbLook
    words: str
    hint: str = ""
    late_hint: str = ""


_OUTLINE: Final = OrbLook("accent", filled=False, icon="mic")
_WRITING: Final = PhaseWords(OrbLook("tutor", filled=False, icon="ellipsis"), "Writing your notes…")

PHASES: Final[dict[Phase, PhaseWords]] = {
    Phase.IDLE: PhaseWords(_OUTLINE, "Press Space to begin", "you can type instead: Ctrl+T"),
    Phase.READY: PhaseWords(_OUTLINE, "Press Space to begin", "you can type instead: Ctrl+T"),
    Phase.PREPARING: PhaseWords(
        OrbLook("accent", filled=False, icon=None),
        "Getting your tutor ready…",
        late_hint="loading the voice, once",
    ),
    Phase.LISTENING: PhaseWords(
        OrbLook("accent", filled=True, icon="mic", rings="microphone"),
        "Listening",
        "Space when you are done",
    ),
    Phase.PATIENT: PhaseWords(
        OrbLook("accent", filled=True, icon="mic", rings="microphone", breath=True),
        "Take your time…",
        "Space when you are done · H hint · W wait, I'm thinking",
    ),
    Phase.HELD: PhaseWords(
        OrbLook("accent", filled=True, icon="hand"),
        "Take all the time you need",
        "Space when you are ready",
    ),
    Phase.THINKING: PhaseWords(OrbLook("tutor", filled=False, icon="ellipsis"), "Thinking…"),
    Phase.SPEAKING: PhaseWords(
        OrbLook("tutor", filled=True, icon="volume-2", rings="tutor"),
        "Tutor is speaking",
        "Space to interrupt · S slower · R repeat",
    ),
    Phase.HALF_DUPLEX: PhaseWords(
        OrbLook("tutor", filled=False, icon="volume-2"),
        "Tutor is speaking, your turn follows",
        "use a headset to talk over me",
    ),
    Phase.MUTED: PhaseWords(
        OrbLook("accent", filled=False, icon="mic-off"), "Microphone off", "Ctrl+M to turn on"
    ),
    Phase.RECONNECTING: PhaseWords(
        OrbLook("check", filled=False, icon="mic", dashed=True),
        "Connection lost. Keep talking, I am recording",
    ),
    Phase.PAUSED: PhaseWords(
        OrbLook("accent", filled=False, icon="pause"), "Paused", "Space to go on"
    ),
    Phase.ENDING: _WRITING,
    Phase.ENDED: _WRITING,
}
