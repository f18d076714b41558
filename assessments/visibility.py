"""PURE: who sees whose marks of a round, and when.

Blind until the lock [ours]: an assessor's own marks are always open to the assessor, and nobody reads anyone
else's before they can no longer sway a mark.
"""

from enum import StrEnum

from assessments.phases import Phase


class Viewer(StrEnum):
    """What a person is to a round."""

    ASSESSOR = "assessor"
    SECRETARIAT = "secretariat"  # whoever manages the round, at district level the district's staff
    OFFICIAL = "official"  # whoever reads published results


class Sight(StrEnum):
    """What of a round can be seen."""

    OWN_MARKS = "own_marks"
    PROGRESS = "progress"  # how many sheets are filled in and handed in, no mark
    ALL_MARKS = "all_marks"
    RESULT = "result"


_MANAGED = frozenset({Sight.PROGRESS, Sight.ALL_MARKS, Sight.RESULT})
_JUDGED = frozenset({Sight.OWN_MARKS, Sight.ALL_MARKS, Sight.RESULT})

SIGHTS: dict[tuple[Viewer, Phase], frozenset[Sight]] = {
    (Viewer.ASSESSOR, Phase.PREPARATION): frozenset({Sight.OWN_MARKS}),
    (Viewer.ASSESSOR, Phase.SCORING): frozenset({Sight.OWN_MARKS}),
    (Viewer.ASSESSOR, Phase.LOCKED): _JUDGED,
    (Viewer.ASSESSOR, Phase.PUBLISHED): _JUDGED,
    (Viewer.SECRETARIAT, Phase.PREPARATION): frozenset({Sight.PROGRESS}),
    (Viewer.SECRETARIAT, Phase.SCORING): frozenset({Sight.PROGRESS}),
    (Viewer.SECRETARIAT, Phase.LOCKED): _MANAGED,
    (Viewer.SECRETARIAT, Phase.PUBLISHED): _MANAGED,
    (Viewer.OFFICIAL, Phase.PREPARATION): frozenset(),
    (Viewer.OFFICIAL, Phase.SCORING): frozenset(),
    (Viewer.OFFICIAL, Phase.LOCKED): frozenset(),
    (Viewer.OFFICIAL, Phase.PUBLISHED): frozenset({Sight.RESULT}),
}


def sees(viewer: Viewer, phase: Phase, sight: Sight) -> bool:
    """Say whether the person sees this much of a round in this phase."""
    return sight in SIGHTS[viewer, phase]


def sees_marks(viewer: Viewer, phase: Phase, *, own: bool) -> bool:
    """Say whether the person may read the marks of a sheet, the own one or another's."""
    return sees(viewer, phase, Sight.ALL_MARKS) or (own and sees(viewer, phase, Sight.OWN_MARKS))
