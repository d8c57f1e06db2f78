"""When the words of a lesson come back: after two, four and six turns. Pure."""

from typing import Literal

Step = Literal["meaning", "use", "together", "own"]
STEPS: tuple[Step, ...] = ("meaning", "use", "together", "own")
GAPS = (2, 4, 6)  # turns before the next step of a word: start values
TALK_EVERY = 4  # a question of the talk after so many questions about words


def schedule(words: int, questions: int) -> list[tuple[int, Step] | int]:
    """The order of a lesson: (word, step), or the number of a question of the talk.

    The first question of the talk opens. Then the word that has waited longest beyond its gap,
    else a new word, else the one that is due next; questions of the talk stand between them.
    """
    order: list[tuple[int, Step] | int] = [0] if questions else []
    asked, fresh = len(order), 0
    due: list[tuple[int, int, int]] = []  # turn, word, step
    since = 0
    while due or fresh < words:
        turn = len(order)
        if since == TALK_EVERY and asked < questions:
            order.append(asked)
            asked, since = asked + 1, 0
            continue
        since += 1
        due.sort()
        if due and (due[0][0] <= turn or fresh == words):
            _, word, step = due.pop(0)
        else:
            word, step, fresh = fresh, 0, fresh + 1
        order.append((word, STEPS[step]))
        if step < len(GAPS):
            due.append((turn + GAPS[step], word, step + 1))
    return [*order, *range(asked, questions)]
