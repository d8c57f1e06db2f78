"""Moments and lengths of time as a learner reads them."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale


def day_words(moment: datetime) -> str:
    """ "Tuesday, 24 November 2026" in the learner's time zone and locale."""
    local = moment.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), "dddd, d MMMM yyyy")


def short_day(moment: datetime) -> str:
    """ "24 Nov 2026" in the learner's time zone and locale."""
    local = moment.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")


def length_words(seconds: float) -> str:
    """Whole minutes from one minute on, else whole seconds."""
    if seconds < 60:
        return f"{round(seconds)} seconds" if round(seconds) != 1 else "1 second"
    minutes = round(seconds / 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def language_words(code: str) -> str:
    """The language of a BCP-47 code in words; the code itself where Qt does not know it."""
    language = QLocale(code.replace("-", "_")).language()
    known = language is not QLocale.Language.C
    return QLocale.languageToString(language) if known else code


def mode_words(code: str) -> str:
    """A teaching mode's code as words: "test_prep" is "Test prep"."""
    return code.replace("_", " ").capitalize()
