"""The phases of a round as docs/phases.md: `update` writes it from the table in the code, `check` compares."""

import difflib
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
settings.configure(USE_I18N=False)  # the words as they stand in the code

from assessments.enums import PHASE_LABELS  # noqa: E402
from assessments.phases import FROZEN, MANAGE_ROUND, OPEN, TRANSITIONS, Need, Phase, dated_phases  # noqa: E402

PAGE = ROOT / "docs" / "phases.md"

# What each phase is, and each condition, in words; a new one without words stops here.
PHASES = {
    Phase.PREPARATION: "villages, panel and assignments are put together",
    Phase.SCORING: "assessors fill in and hand in their sheets, blind",
    Phase.PLENARY: "marks stand side by side; the plenary may put its own in place, with a reason",
    Phase.LOCKED: "the result is frozen and hashed",
    Phase.PUBLISHED: "officials and districts of the region read the result",
    Phase.OBJECTIONS: "districts object, indicator by indicator; each objection is decided",
    Phase.FINAL: "nothing changes any more",
}
NEEDS = {
    Need.JUDGING: "the round is no calibration",
    Need.CALIBRATION: "the round is a calibration",
    Need.TWO_ENTRIES: "at least two villages (one in a calibration)",
    Need.PANEL: "at least one assessor",
    Need.JUDGE_FOR_EACH_ENTRY: "an assessor for each village, in each part, from outside its home area",
    Need.NO_MARKS_SAVED: "no mark has been saved",
    Need.ALL_SHEETS_SUBMITTED: "every sheet that is not recused is handed in, and each village has one",
    Need.NOTHING_MODERATED: "the plenary has decided no mark and no tie",
    Need.NO_OPEN_TIE: "no tie is open, no village incomplete",
    Need.NO_OPEN_OBJECTION: "every objection is decided",
}
OWNERS = {MANAGE_ROUND: "manager"}


def page() -> str:
    """Give the whole page."""
    lines = [
        "# The phases of a round",
        "",
        "Written by `.ci/diagram.py update` from the table in `assessments/phases.py`; `make check` compares. Who sees",
        "what in which phase is the table of `assessments/visibility.py`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {Phase.PREPARATION}",
        *(f"    {way.before} --> {way.after}: {way.code}" for way in TRANSITIONS),
        f"    {Phase.FINAL} --> [*]",
        "```",
        "",
        "| phase | on the pages | what happens | result |",
        "|---|---|---|---|",
        *(_phase_row(phase) for phase in Phase),
        "",
        "| step | from | to | by | needs |",
        "|---|---|---|---|---|",
        *(
            f"| `{way.code}` | {way.before} | {way.after} | {OWNERS[way.permission]} | "
            f"{'; '.join(NEEDS[need] for need in way.needs) or '–'} |"
            for way in TRANSITIONS
        ),
        "",
        "The manager of a province's round is the secretariat, that of a district's round the staff of the district.",
        "",
        f"Each of {_listed(dated_phases(calibration=False))} can have a date by which",
        "the round leaves it, and an owner who sees to that. A calibration has",
        f"{_listed(dated_phases(calibration=True))}, and then is final. Owners are people who may manage the round.",
    ]
    return "\n".join(lines) + "\n"


def _phase_row(phase: Phase) -> str:
    result = "open" if phase in OPEN else "frozen" if phase in FROZEN else "–"
    return f"| {phase} | {PHASE_LABELS[phase]} | {PHASES[phase]} | {result} |"


def _listed(phases: tuple[Phase, ...]) -> str:
    return f"{', '.join(phases[:-1])} and {phases[-1]}"


def check() -> int:
    """Print where the page differs from the table."""
    kept = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = list(
        difflib.unified_diff(kept.splitlines(), page().splitlines(), "docs/phases.md", "phases.py", lineterm="")
    )
    for line in found:
        print(line)
    print(f"diagram: {len(TRANSITIONS)} ways, {'differs: run .ci/diagram.py update' if found else 'as in the table'}")
    return 1 if found else 0


if sys.argv[1:] == ["update"]:
    PAGE.write_text(page(), encoding="utf-8")
elif sys.argv[1:] == ["check"]:
    sys.exit(check())
else:
    sys.exit("usage: diagram.py update|check")
