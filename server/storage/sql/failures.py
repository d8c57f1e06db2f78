"""Vendor exceptions turn into the domain's here, at the edge of the room."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from server.domain.errors import Conflict, EloquioError, InvalidRequest, StorageUnavailable

_TAKEN = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the driver or SQLAlchemy raise inside the block into an EloquioError."""
    try:
        yield
    except IntegrityError as exc:
        raise _integrity(exc) from exc
    except SQLAlchemyError as exc:
        cause = exc.orig if isinstance(exc, DBAPIError) else exc
        raise StorageUnavailable(
            f"the database did not do its work ({cause}); try again, and check the disk's space "
            "if it goes on"
        ) from exc


def is_busy(exc: DBAPIError) -> bool:
    """Whether another process held the database for longer than the busy timeout."""
    return _error_name(exc).startswith("SQLITE_BUSY")


def _error_name(exc: DBAPIError) -> str:
    return str(getattr(exc.orig, "sqlite_errorname", "")) if exc.orig else ""


def _integrity(exc: IntegrityError) -> EloquioError:
    name, rule = _error_name(exc), str(exc.orig).removeprefix("CHECK constraint failed: ")
    if name in _TAKEN:
        return Conflict(f"this exists already ({rule}): choose another value")
    if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
        return Conflict("something that this refers to is missing, or still refers to it")
    return InvalidRequest(f"a value does not fit the rule {rule!r}: correct it and send it again")
