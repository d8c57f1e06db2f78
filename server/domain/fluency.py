"""Fluency: how fast and how evenly the learner speaks.

Where models fitted to experts heard the sound, theirs is the score (docs/scoring.md); hesitations
that were written down cost in addition. Elsewhere rate and pauses are read from the medians of
human bands in docs/scoring.md (speechocean762, read English; syllables a second, share of the time
in pauses). Pauses at the end of a clause up to a
second are no fault: native speakers make them too (Kahng 2018). Spontaneous speech is slower than
reading; a table of its own comes with calibration.
"""

from collections.abc import Sequence
from math import sqrt

from server.domain.evidence import Pause, SpeechEvidence, TurnEvidence
from server.domain.expert_scores import NOISY_BELOW_DB, noise_factor, pooled
from server.domain.judgement import (
    Anchors,
    Judgement,
    interpolate,
    shrink,
    spoken,
    too_little_speech,
    word_count,
)
from server.protocol.models import Metric, Remark

RATE: Anchors = (
    (0, 0), (0.99, 1.5), (1.52, 2.5), (2.10, 3.25), (2.62, 3.75), (3.12, 4.25), (3.73, 4.75),
    (4.6, 5),
)  # fmt: skip
PAUSE_SHARE: Anchors = (
    (0, 5), (0.02, 4.5), (0.05, 3.9), (0.14, 3.25), (0.22, 2.5), (0.27, 1.5), (0.5, 0),
)  # fmt: skip
RATE_WEIGHT = 0.7
FREE_CLAUSE_PAUSE_S = 1.0
HESITATION_COST = 0.05  # for each hesitation or repetition in a hundred words, at most 1
PRIOR, HALF_AT_SYLLABLES = 2.0, 2.5


def judge_fluency(turns: Sequence[TurnEvidence]) -> Judgement:
    """Scores the pooled speech of one or more turns."""
    reason = too_little_speech(turns)
    if reason is not None:
        return Judgement(None, reason=reason)
    heard = spoken(turns)
    sounds = [speech for _, speech in heard]
    syllables = sum(speech.syllables for speech in sounds)
    counted = [pause for speech in sounds for pause in speech.pauses]
    silence = sum(_counted_seconds(pause) for pause in counted)
    span = sum(speech.speech_s for speech in sounds) + silence
    rate, share = syllables / span, silence / span
    words = sum(word_count(turn) for turn, _ in heard)
    slips = sum(len(speech.fillers) + len(speech.repetitions) for speech in sounds)
    cost = min(1.0, HESITATION_COST * 100 * slips / words)
    raw = RATE_WEIGHT * interpolate(rate, RATE)
    raw += (1 - RATE_WEIGHT) * interpolate(share, PAUSE_SHARE)
    score = shrink(max(0.0, raw - cost), PRIOR, syllables, HALF_AT_SYLLABLES)
    experts = pooled(sounds, "fluency")
    if experts is not None:
        score = max(0.0, experts.score - cost)
    return Judgement(
        score,
        experts.half_width if experts is not None else _half_width(sounds),
        evidence=_evidence(counted, sounds),
        remarks=_remarks(counted, sounds),
    )


def _counted_seconds(pause: Pause) -> float:
    free = FREE_CLAUSE_PAUSE_S if pause.place == "clause" else 0.0
    return max(0.0, pause.seconds - free)


def _half_width(sounds: Sequence[SpeechEvidence]) -> float:
    """Narrows with speech: 0.9 at 2 s, 0.5 at 10 s, 0.37 at a minute; wider in noise."""
    seconds = sum(speech.speech_s for speech in sounds)
    return (0.25 + 0.9 / sqrt(seconds)) * noise_factor(sounds)


def _evidence(pauses: Sequence[Pause], sounds: Sequence[SpeechEvidence]) -> tuple[str, ...]:
    inside = sum(pause.place == "inside" for pause in pauses)
    ends = sum(pause.place == "clause" for pause in pauses)
    unknown = len(pauses) - inside - ends
    rate = sum(speech.syllables for speech in sounds) / sum(speech.span_s for speech in sounds)
    lines = [f"{rate:.1f} syllables a second"]
    if inside or ends:
        lines.append(f"{_count(inside, 'pause')} inside clauses, {ends} at their ends")
    if unknown:
        lines.append(_count(unknown, "pause"))
    if not pauses:
        lines.append("no pauses")
    fillers = sum(len(speech.fillers) for speech in sounds)
    repeated = sum(len(speech.repetitions) for speech in sounds)
    if fillers:
        lines.append(_count(fillers, "hesitation"))
    if repeated:
        lines.append(_count(repeated, "word") + " said twice")
    if any(speech.snr_db < NOISY_BELOW_DB for speech in sounds):
        lines.append("noisy recording: less certain")
    return tuple(lines)


def _remarks(pauses: Sequence[Pause], sounds: Sequence[SpeechEvidence]) -> tuple[Remark, ...]:
    inside = [pause for pause in pauses if pause.place == "inside"]
    remarks = []
    if len(inside) >= 2 and sum(pause.seconds for pause in inside) >= 1:
        longest = max(pause.seconds for pause in inside)
        text = f"You stopped {len(inside)} times inside a clause, {longest:.1f} s at the longest."
        remarks.append(Remark(metric=Metric.FLUENCY, kind="note", text=text))
    fillers = [filler for speech in sounds for filler in speech.fillers]
    if len(fillers) >= 2:
        text = f"{len(fillers)} hesitations; a short silence sounds surer."
        remarks.append(Remark(metric=Metric.FLUENCY, kind="note", text=text, quote=fillers[0]))
    return tuple(remarks)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
