"""Who may act for whom."""

import pytest

from server.domain.errors import Forbidden
from server.service.callers import Caller


def test_the_local_owner_acts_for_anybody() -> None:
    owner = Caller("local", everybody=True)
    assert owner.acting_for(None) == "local"
    assert owner.acting_for("user_123") == "user_123"


def test_a_learner_acts_for_itself_only() -> None:
    anna = Caller("anna", everybody=False)
    assert anna.acting_for(None) == anna.acting_for("anna") == "anna"
    with pytest.raises(Forbidden) as refused:
        anna.acting_for("berta")
    assert refused.value.field == "user_external_id"
