"""PURE: who sees whose marks of a round, and when.

Blind until the lock [ours]: an assessor reads the own marks only, and nobody reads a mark of a sheet that is not
handed in. Whoever manages the round sees a draft of the result, so that a tie can be taken to the plenary.
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
    DRAFT = "draft"  # the result as it would be now, of villages whose sheets are all handed in
    RESULT = "result"  # the frozen result, with every mark behind it


SIGHTS: dict[tuple[Viewer, Phase], frozenset[Sight]] = {
    (Viewer.ASSESSOR, Phase.PREPARATION): frozenset(),
    (Viewer.ASSESSOR, Phase.SCORING): frozenset({Sight.OWN_MARKS}),
    (Viewer.ASSESSOR, Phase.LOCKED): frozenset({Sight.OWN_MARKS}),
    (Viewer.ASSESSOR, Phase.PUBLISHED): frozenset({Sight.OWN_MARKS}),
    (Viewer.SECRETARIAT, Phase.PREPARATION): frozenset({Sight.PROGRESS}),
    (Viewer.SECRETARIAT, Phase.SCORING): frozenset({Sight.PROGRESS, Sight.DRAFT}),
    (Viewer.SECRETARIAT, Phase.LOCKED): frozenset({Sight.PROGRESS, Sight.RESULT}),
    (Viewer.SECRETARIAT, Phase.PUBLISHED): frozenset({Sight.PROGRESS, Sight.RESULT}),
    (Viewer.OFFICIAL, Phase.PREPARATION): frozenset(),
    (Viewer.OFFICIAL, Phase.SCORING): frozenset(),
    (Viewer.OFFICIAL, Phase.LOCKED): frozenset(),
    (Viewer.OFFICIAL, Phase.PUBLISHED): frozenset({Sight.RESULT}),
}


def sees(viewer: Viewer, phase: Phase, sight: Sight) -> bool:
    """Say whether the person sees this much of a round in this phase."""
    return sight in SIGHTS[viewer, phase]
