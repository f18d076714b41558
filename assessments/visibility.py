"""PURE: who sees whose marks of a round, and when.

Blind until the own is in [ours]: an assessor reads the own marks; a colleague's marks on a village only once the own
sheet for it is handed in, and again not while it is returned. Nobody reads a mark of a sheet that is not handed in.
In the plenary the panel sees the marks of the villages that it judges side by side. Whoever manages the round sees a
draft of the result, so that a tie can be taken to the plenary.
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
    PEER_MARKS = "peer_marks"  # colleagues' marks on a village whose own sheet is handed in
    PROGRESS = "progress"  # how many sheets are filled in and handed in, no mark
    DRAFT = "draft"  # the result as it would be now, of villages whose sheets are all handed in
    PLENARY = "plenary"  # all marks side by side: for an assessor, of the villages judged
    RESULT = "result"  # the frozen result, with every mark behind it


_OWN = frozenset({Sight.OWN_MARKS, Sight.PEER_MARKS})
_FROZEN = frozenset({Sight.PROGRESS, Sight.PLENARY, Sight.RESULT})
_RESULT = frozenset({Sight.RESULT})

SIGHTS: dict[tuple[Viewer, Phase], frozenset[Sight]] = {
    (Viewer.ASSESSOR, Phase.PREPARATION): frozenset(),
    (Viewer.ASSESSOR, Phase.SCORING): _OWN,
    (Viewer.ASSESSOR, Phase.PLENARY): _OWN | {Sight.PLENARY},
    (Viewer.ASSESSOR, Phase.LOCKED): _OWN | {Sight.PLENARY},
    (Viewer.ASSESSOR, Phase.PUBLISHED): _OWN | {Sight.PLENARY},
    (Viewer.ASSESSOR, Phase.OBJECTIONS): _OWN | {Sight.PLENARY},
    (Viewer.ASSESSOR, Phase.FINAL): _OWN | {Sight.PLENARY},
    (Viewer.SECRETARIAT, Phase.PREPARATION): frozenset({Sight.PROGRESS}),
    (Viewer.SECRETARIAT, Phase.SCORING): frozenset({Sight.PROGRESS, Sight.DRAFT}),
    (Viewer.SECRETARIAT, Phase.PLENARY): frozenset({Sight.PROGRESS, Sight.DRAFT, Sight.PLENARY}),
    (Viewer.SECRETARIAT, Phase.LOCKED): _FROZEN,
    (Viewer.SECRETARIAT, Phase.PUBLISHED): _FROZEN,
    (Viewer.SECRETARIAT, Phase.OBJECTIONS): _FROZEN,
    (Viewer.SECRETARIAT, Phase.FINAL): _FROZEN,
    (Viewer.OFFICIAL, Phase.PREPARATION): frozenset(),
    (Viewer.OFFICIAL, Phase.SCORING): frozenset(),
    (Viewer.OFFICIAL, Phase.PLENARY): frozenset(),
    (Viewer.OFFICIAL, Phase.LOCKED): frozenset(),
    (Viewer.OFFICIAL, Phase.PUBLISHED): _RESULT,
    (Viewer.OFFICIAL, Phase.OBJECTIONS): _RESULT,
    (Viewer.OFFICIAL, Phase.FINAL): _RESULT,
}


def sees(viewer: Viewer, phase: Phase, sight: Sight) -> bool:
    """Say whether the person sees this much of a round in this phase."""
    return sight in SIGHTS[viewer, phase]
