"""The order of imports, walked: what stands below never knows what stands above it.

A new module gets a place in LAYERS (or, when it is a page or an entry point, none: those are the top).
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("p2wkss", "villages", "assessments")

# Rules that know neither Django nor models: they may import each other and the standard library, nothing else but a
# library of which they are the one importer (ONLY).
PURE = {
    "p2wkss": {"regions", "charts", "chart_time", "pdf_text", "qr", "ranges", "exif", "image_headers", "nip"},
    "villages": {
        "welfare",
        "custody",
        "identity",
        "stages",
        "timeline",
        "figures",
        "facts",
        "pictures",
        "calendar",
        "changes",
        "paired",
        "survey_states",
        "promises",
        "reached",
        "starter",
        "haste",
        "matching",
        "imports.check",
        "imports.rows",
        "imports.columns",
        "imports.structure",
        "amounts",
        "imports.cells",
    },
    "assessments": {
        "instrument",
        "instrument_diff",
        "instrument_edits",
        "sandbox",
        "definition",
        "scoring",
        "phases",
        "visibility",
        "snapshot",
        "reading",
        "result_diff",
        "why",
        "public_data",
        "lines",
    },
}
# The one module of the site that links to the apps.
LINKS = {"p2wkss.urls"}
# Libraries that have one importer.
ONLY = {
    "weasyprint": "p2wkss.pdf",
    "openpyxl": "p2wkss.excel",
    "segno": "p2wkss.qr",
    "pydyf": "p2wkss.pdf_tags",
    "icalendar": "villages.calendar_feed",
    "numpy": "assessments.scoring.stability",
    "tomli_w": "assessments.instrument_files",
}
# From the bottom up. Within a layer anything goes; `pure` and `pages` are filled by the rules above and below.
LAYERS: tuple[tuple[str, set[str]], ...] = (
    ("pure", set()),
    (
        "words",
        {
            "enums",
            "roles",
            "audit_words",
            "formats",
            "icons",
            "report_words",
            "pages",
            "crypto",
            "database",
            "fields",
            "fact_words",
            "problem_words",
            "stage_words",
            "instrument_words",
        },
    ),
    ("models", {"models", "migrations"}),
    ("permissions", {"permissions"}),
    (
        "reads",
        {
            "audit",
            "uploads",
            "photos",
            "logos",
            "proofs",
            "reuse",
            "register",
            "progress",
            "dossier",
            "duplicates",
            "merging",
            "tasks",
            "bulk",
            "matched",
            "summaries",
            "calendar_feed",
            "letterhead",
            "letterhead_offices",
            "reach",
            "proposals",
            "places",
            "mass_ranking",
            "standings",
        },
    ),
    ("actions", {"actions", "imports", "exports", "reporting"}),
    (
        "reports",
        {
            "reports",
            "report_kinds",
            "access",
            "ranking_page",
            # What a page and a report of a village say alike.
            "activity_page",
            "change_page",
            "dossier_evidence",
            "dossier_page",
            "dashboard_charts",
            "follow_up_page",
            "innovation_page",
            "visit_page",
            "pdf",
            "pdf_tags",
            "excel",
            "forms",
            "account_forms",
            "letterhead_forms",
        },
    ),
    ("pages", set()),
)
RANK = {name: rank for rank, (_, names) in enumerate(LAYERS) for name in names}
TOP = len(LAYERS) - 1

Graph = dict[str, set[str]]


def is_pure(module: str) -> bool:
    """Tell whether a module, or the package that it lies in, is of the pure rules."""
    app, _, rest = module.partition(".")
    return any(rest == name or rest.startswith(f"{name}.") for name in PURE.get(app, ()))


def rank(module: str) -> int:
    """Give the layer of a module of an app; what is not named is a page or an entry point, at the top."""
    return 0 if is_pure(module) else RANK.get(module.split(".")[1] if "." in module else "", TOP)


def read_imports(root: Path) -> Graph:
    """Read which modules each module of the apps imports, wherever in the file it does."""
    files = [path for app in APPS for path in sorted((root / app).rglob("*.py"))]
    names = {path: ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in files}
    known = set(names.values())
    return {name: set(_imports(path, name, known)) for path, name in names.items()}


def _imports(path: Path, name: str, known: set[str]) -> Iterator[str]:
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield inner if inner in known else module


def problems(graph: Graph) -> list[str]:
    """Say in words what breaks the order."""
    pairs = [(module, target) for module, targets in graph.items() for target in targets if module != target]
    return sorted({f"{module} imports {target}: {why}" for module, target in pairs if (why := _fault(module, target))})


def _fault(module: str, target: str) -> str:
    app, other = module.partition(".")[0], target.partition(".")[0]
    if other in ONLY and module != ONLY[other]:
        return f"only {ONLY[other]} does"
    if other in ONLY:
        return ""
    known = is_pure(target) or target in APPS or other in sys.stdlib_module_names
    if is_pure(module) and not known:
        return "a pure module knows only pure modules and the standard library"
    if app == "villages" and other == "assessments":
        return "villages never knows the judging"
    if app == "p2wkss" and other in {"villages", "assessments"} and module not in LINKS:
        return "what both apps stand on knows neither"
    if app == other and target not in APPS and rank(target) > rank(module):
        return f"{LAYERS[rank(module)][0]} stands below {LAYERS[rank(target)][0]}"
    return ""


def test_order_holds() -> None:
    graph = read_imports(ROOT)
    assert len(graph) > 50, "the walk found the apps"
    assert problems(graph) == []


def test_every_pure_module_is_looked_at() -> None:
    graph = read_imports(ROOT)
    for module in ("villages.welfare", "villages.identity", "assessments.instrument", "assessments.scoring.ranking"):
        assert module in graph
        assert is_pure(module)


@pytest.mark.parametrize(
    ("module", "line", "expected"),
    [
        ("villages/welfare.py", "from django.db import models", "a pure module"),
        ("villages/welfare.py", "from villages.models import Family", "a pure module"),
        ("assessments/scoring/ranking.py", "import numpy", "only assessments.scoring.stability does"),
        ("assessments/scoring/ranking.py", "import babel", "a pure module"),
        ("assessments/scoring/ranking.py", "def f():\n    from assessments import models", "a pure module"),
        ("villages/enums.py", "from villages.models import Family", "words stands below models"),
        ("villages/models/family.py", "from villages.actions import families", "models stands below actions"),
        ("villages/models/family.py", "from villages import permissions", "models stands below permissions"),
        ("villages/actions/families.py", "import villages.forms.families", "actions stands below reports"),
        ("villages/forms/families.py", "from villages.views import families", "reports stands below pages"),
        ("villages/views/families.py", "from assessments.enums import Phase", "villages never knows"),
        ("p2wkss/permissions.py", "from villages.enums import Sex", "knows neither"),
        ("assessments/views/home.py", "import weasyprint", "only p2wkss.pdf does"),
        ("villages/views/families.py", "from openpyxl.styles import Font", "only p2wkss.excel does"),
        ("villages/models/family.py", "from ..actions import families", "models stands below actions"),
    ],
)
def test_each_break_is_found(tmp_path: Path, module: str, line: str, expected: str) -> None:
    _plant(tmp_path, module, line)
    assert [problem for problem in problems(read_imports(tmp_path)) if expected in problem]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("villages/welfare.py", "from enum import StrEnum"),
        ("assessments/scoring/ranking.py", "from assessments.instrument import Instrument"),
        ("villages/enums.py", "from villages import welfare"),
        ("villages/actions/families.py", "from villages.permissions import check"),
        ("assessments/actions/rounds.py", "from villages.models import TargetVillage"),
        ("p2wkss/urls.py", "from assessments.views import home"),
        ("p2wkss/pdf.py", "import weasyprint"),
        ("assessments/scoring/stability.py", "import numpy.typing"),
    ],
)
def test_what_is_right_passes(tmp_path: Path, module: str, line: str) -> None:
    _plant(tmp_path, module, line)
    assert problems(read_imports(tmp_path)) == []


def _plant(root: Path, module: str, line: str) -> None:
    """Make a small tree of the same shape, with one line in one module."""
    for path in (
        "villages/models/family.py",
        "villages/actions/families.py",
        "villages/forms/families.py",
        "villages/views/families.py",
        "villages/permissions.py",
        "villages/welfare.py",
        "assessments/instrument.py",
        "assessments/models/round.py",
        "assessments/views/home.py",
        "p2wkss/roles.py",
        module,
    ):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        (file.parent / "__init__.py").touch()
    (root / module).write_text(f"{line}\n")
