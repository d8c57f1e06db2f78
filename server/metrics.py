"""What the server counts, by name; `/metrics` prints it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

ACTIVE_SESSIONS = Gauge(
    "eloquio_active_sessions", "Voice sessions that are open now.", registry=REGISTRY
)
TURNS_LOGGED = Counter(
    "eloquio_turns_logged", "Turns stored, by role.", ["role"], registry=REGISTRY
)
TURNS_EVALUATED = Counter("eloquio_turns_evaluated", "Learner's turns scored.", registry=REGISTRY)
SCORES = Histogram(
    "eloquio_turn_total",
    "Totals of scored turns, 0 to 100.",
    buckets=tuple(range(10, 101, 10)),
    registry=REGISTRY,
)
SESSION_SECONDS = Histogram(
    "eloquio_session_seconds",
    "Length of voice sessions.",
    buckets=(30, 60, 120, 300, 600, 900, 1800, 3600),
    registry=REGISTRY,
)
CLOSE_TO_AUDIO = Histogram(
    "eloquio_close_to_first_audio_seconds",
    "From the close of a learner's turn to the first sound of the reply.",
    buckets=(0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 4, 8),
    registry=REGISTRY,
)
ERRORS = Counter(
    "eloquio_errors", "Refusals, by endpoint and code.", ["endpoint", "code"], registry=REGISTRY
)
