"""Who sees whose marks when: the table is complete, and blind where it must be."""

import pytest

from assessments.phases import FROZEN, OPEN, Phase
from assessments.visibility import SIGHTS, Sight, Viewer, sees


def test_the_table_answers_for_everybody_in_every_phase() -> None:
    assert set(SIGHTS) == {(viewer, phase) for viewer in Viewer for phase in Phase}


@pytest.mark.parametrize("phase", sorted(set(Phase) - FROZEN))
@pytest.mark.parametrize("viewer", list(Viewer))
def test_nobody_reads_a_result_before_the_lock(viewer: Viewer, phase: Phase) -> None:
    assert not sees(viewer, phase, Sight.RESULT)


@pytest.mark.parametrize("phase", list(Phase))
def test_an_assessor_never_reads_a_draft_or_how_far_others_are(phase: Phase) -> None:
    assert SIGHTS[Viewer.ASSESSOR, phase] <= {Sight.OWN_MARKS, Sight.PEER_MARKS, Sight.PLENARY}


def test_marks_stand_side_by_side_from_the_plenary_on() -> None:
    before = [Phase.PREPARATION, Phase.SCORING]
    assert not any(sees(viewer, phase, Sight.PLENARY) for viewer in Viewer for phase in before)
    assert not any(sees(Viewer.OFFICIAL, phase, Sight.PLENARY) for phase in Phase)


@pytest.mark.parametrize("phase", list(Phase))
def test_an_official_reads_what_is_published_and_nothing_else(phase: Phase) -> None:
    assert SIGHTS[Viewer.OFFICIAL, phase] == ({Sight.RESULT} if phase in OPEN else frozenset())


def test_only_who_manages_the_round_sees_a_draft_and_only_before_the_lock() -> None:
    drafts = {key for key, sights in SIGHTS.items() if Sight.DRAFT in sights}
    assert drafts == {(Viewer.SECRETARIAT, Phase.SCORING), (Viewer.SECRETARIAT, Phase.PLENARY)}
