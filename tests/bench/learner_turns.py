"""What learners say, with their pauses: at least 200 turns of five levels, the same at every run.

A turn is a list of pieces with a pause between each two. Whole sentences are the suggested replies
of the dialogues; those cut in mid-clause are cut where the recognizer hears a word end, so that
their melody is that of the whole. Every pause lies inside the level's budget: 300 ms to 90 % of it,
evenly spread, which is harder than speech (most pauses are short).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.bench import held_out_turns
from tests.bench.held_out_turns import Said

DIALOGUES = Path(__file__).parents[2] / "resources" / "dialogues" / "en"
LEVELS = ("A1", "A2", "B1", "B2", "C1")
SEED = 20
EACH = 5  # turns of a kind and a level
AFTERTHOUGHTS = 2  # of a level: whoever asks seldom adds, so 1 turn in 20
SHORTEST_MS = 300
MOST_OF_BUDGET = 0.9
CUT = "|"  # where a sentence is cut; elsewhere pieces are sentences of their own

_GREETED: tuple[Said, ...] = (
    ("restaurant", "drink", ("Good evening.", "Could I have a glass of red wine, please?")),
    ("restaurant", "drink", ("Hello, good evening.", "I would like some water, please.")),
    ("restaurant", "allergy", ("Yes, sorry.", "I am allergic to nuts.")),
    ("restaurant", "main", ("Thank you.", "I would like the grilled fish, please.")),
    ("restaurant", "bill", ("Excuse me.", "Could we have the bill, please?")),
    ("restaurant", "dessert", ("Yes.", "Could I have the apple cake, please?")),
    ("job_interview", "question_one", ("Yes, thank you.", "How big is the team?")),
)
_SUBORDINATE: tuple[Said, ...] = (
    ("restaurant", "drink", ("If you have some cold milk,", "I would like a glass of that.")),
    ("restaurant", "allergy", ("When I was a child,", "I could not eat nuts.")),
    ("restaurant", "main", ("Because I do not eat meat,", "I would like the risotto, please.")),
    ("job_interview", "background", ("When I was young,", "I worked in my father's shop.")),
    ("job_interview", "pressure", ("If I have too much work,", "I ask my colleagues for help.")),
    ("free_talk", "day_1", ("After I finished my work,", "I went to the park with my dog.")),
)
_LISTS: tuple[Said, ...] = (
    ("restaurant", "drink", ("I would like a water, |", "a coffee |", "and an apple juice.")),
    ("restaurant", "main", ("I'd like the fish, |", "a salad, |", "and some bread, please.")),
    ("restaurant", "allergy", ("I cannot eat nuts, |", "milk, |", "and eggs.")),
    ("restaurant", "side", ("I would like the rice |", "and the vegetables, please.")),
    ("free_talk", "food_1", ("I like pizza, |", "rice, |", "and chocolate.")),
    ("job_interview", "strength", ("I am patient, |", "careful, |", "and good with people.")),
)
_JOINED: tuple[Said, ...] = (
    ("restaurant", "main", ("I would like the steak |", "but without the potatoes, please.")),
    ("restaurant", "problem", ("This is the wrong dish |", "and it is cold.")),
    ("restaurant", "pay", ("I will pay in cash |", "because I do not have a card.")),
    ("job_interview", "experience", ("I worked in a shop |", "and I helped many customers.")),
    ("free_talk", "work_2", ("I like my work |", "because every day is different.")),
    ("free_talk", "home_1", ("I live in Madrid |", "and my brother lives in Paris.")),
)
_TWO: tuple[Said, ...] = (
    ("job_interview", "background", ("I am a teacher.", "I work in a small school.")),
    ("job_interview", "weakness", ("I am sometimes nervous.", "So I prepare my talks well.")),
    ("free_talk", "day_1", ("It was a good day.", "I met my friends in the park.")),
    ("free_talk", "family_1", ("I have two sisters.", "They live with my parents.")),
    ("free_talk", "travel_1", ("I want to see Japan.", "My friend lives there now.")),
    ("restaurant", "problem", ("Excuse me, there is a problem.", "I did not order this dish.")),
)
_AFTERTHOUGHTS: tuple[Said, ...] = (
    ("restaurant", "drink", ("I would like some water, please.", "And a coffee, please.")),
    ("restaurant", "main", ("I would like the steak, please.", "And some bread with it.")),
    ("restaurant", "bill", ("Can we have the bill, please?", "The food was very good.")),
    ("restaurant", "dessert", ("I'd like an ice cream, please.", "With chocolate, if you can.")),
)


@dataclass(frozen=True, slots=True)
class LearnerTurn:
    """One turn to come.

    Attributes:
        kind: what is hard about it.
        slug, stage: the question that it answers.
        pieces: what is said, in order; one that ends in "|" is cut out of the sentence that it and
            the following pieces make.
        pauses_ms: one fewer than pieces; of a hesitant turn only the first counts.
    """

    level: str
    kind: str
    slug: str
    stage: str
    pieces: tuple[str, ...]
    pauses_ms: tuple[int, ...]


def learner_turns(budgets_ms: dict[str, int], seed: int = SEED) -> list[LearnerTurn]:
    """All of them; `budgets_ms` is the pause budget by level. Another seed than usual has
    other sentences too, on which nothing was tuned.
    """
    rng = Random(seed)  # noqa: S311 - not for secrets
    usual = seed == SEED
    whole = _replies()
    if not usual:
        tuned_on = {turn.pieces[0] for turn in learner_turns(budgets_ms) if len(turn.pieces) == 1}
        whole = {
            level: [said for said in every if said[2][0] not in tuned_on]
            for level, every in whole.items()
        }
    turns: list[LearnerTurn] = []
    for level in LEVELS:
        suited = whole["A1" if level < "B1" else "B1"]
        long = [said for said in suited if len(said[2][0].split()) >= 5]
        kinds: dict[str, list[Said]] = {
            "no pause": rng.sample(suited, EACH),
            "mid-clause": [_cut(said, rng) for said in rng.sample(long, EACH)],
            "filler": [_hesitant(_cut(said, rng), rng) for said in rng.sample(long, EACH)],
            "greeting first": rng.sample(_GREETED if usual else held_out_turns.GREETED, EACH),
            "subordinate first": rng.sample(
                _SUBORDINATE if usual else held_out_turns.SUBORDINATE, EACH
            ),
            "list": rng.sample(_LISTS if usual else held_out_turns.LISTS, EACH),
            "joined clauses": rng.sample(_JOINED if usual else held_out_turns.JOINED, EACH),
            "two sentences": rng.sample(_TWO if usual else held_out_turns.TWO, EACH),
            "afterthought": rng.sample(
                _AFTERTHOUGHTS if usual else held_out_turns.AFTERTHOUGHTS, AFTERTHOUGHTS
            ),
        }
        for kind, said in kinds.items():
            for slug, stage, pieces in said:
                most = round(budgets_ms[level] * MOST_OF_BUDGET)
                pauses = tuple(rng.randint(SHORTEST_MS, most) for _ in pieces[1:])
                turns.append(LearnerTurn(level, kind, slug, stage, pieces, pauses))
    return turns


def _replies() -> dict[str, list[Said]]:
    """The suggested replies by level, whole, of three words or more."""
    found: dict[str, list[Said]] = {"A1": [], "B1": []}
    for slug in ("restaurant", "job_interview", "free_talk"):
        pack = json.loads((DIALOGUES / f"{slug}.json").read_text("utf-8"))
        for stage in pack["stages"]:
            for level, texts in stage.get("replies", {}).items():
                if level in found:
                    found[level] += [
                        (slug, stage["id"], (text,)) for text in texts if len(text.split()) >= 3
                    ]
    return found


def _cut(said: Said, rng: Random) -> Said:
    """The same sentence in two pieces, cut behind a word but not its first or last."""
    slug, stage, (text,) = said
    words = text.split()
    at = rng.randint(2, len(words) - 1)
    return slug, stage, (f"{' '.join(words[:at])} {CUT}", " ".join(words[at:]))


def _hesitant(said: Said, rng: Random) -> Said:
    slug, stage, (before, after) = said
    return slug, stage, (before, rng.choice(("Um,", "Uh,", "Hmm,")), after)
