"""`make bench`, the part about judging: a whole country ranked, and the pages of a round of five thousand villages.

    python -m tests.bench.judging
    python .ci/with_postgres.py python -m tests.bench.judging country|round VILLAGES|province

Each part makes its site with `seed_scale --judging-only`, on a server and in a process of its own, and prints medians.
"""

import io
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

RUNS = 15
COUNTRY = {"villages": 84_000, "assessors": 5, "indicators": 30}
PROVINCE = {"villages": 1_552, "assessors": 5, "indicators": 0}
ROUND = {"assessors": 3, "indicators": 4}
SIZES = (100, 5_000)
NOMINEES = 27
MODULE = [sys.executable, "-m", "tests.bench.judging"]
ROOT = Path(__file__).resolve().parents[2]


class Medians(NamedTuple):
    """The median seconds of some runs: by the clock, and of this process's own work."""

    clock: float
    processor: float


def main() -> None:
    """Measure each part, and say how much longer what is done in a large round takes than in a small one."""
    server = [sys.executable, ".ci/with_postgres.py", *MODULE]
    _run([*server, "country"])
    small, large = (json.loads(_run([*server, "round", str(size)])) for size in SIZES)
    for name in large:
        print(f"{name:<58} {large[name] / small[name]:>10.2f} times among {SIZES[1]:,} what it is among {SIZES[0]:,}")
    _run([*server, "province"])


def _run(command: list[str]) -> str:
    """Run a part and pass on what it prints; gives its last line, which is for this module."""
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    *lines, last = done.stdout.splitlines()
    print("\n".join(lines), flush=True)
    return last


def seed(size: dict[str, int]) -> None:
    """Make the site."""
    from django.core.management import call_command
    from django.db import connection

    silent = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("load_regions", stdout=silent)
    started = time.perf_counter()
    call_command("seed_scale", stdout=silent, judging_only=True, **size)
    words = ", ".join(f"{number:,} {name}" for name, number in size.items() if number)
    print(f"\njudging of {words}, {connection.vendor}")
    print(f"{'seed_scale --judging-only':<58} {time.perf_counter() - started:>10,.1f} s", flush=True)


def country() -> None:
    """Rank all villages of the country, in a process that has done nothing else, beside the bare work."""
    seed(COUNTRY)
    print(_run([*MODULE, "ranking"]))


def ranking() -> None:
    """Rank the round there is, and do what cannot be left out: fetch the same rows, and compute with bare arrays."""
    from assessments.mass_ranking import rank_round
    from assessments.models import Round

    round = Round.objects.with_places().get()
    ours = _seconds(lambda: rank_round(round), runs=3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show("rank_round, from the database to the ranks", ours, f"peak memory {peak:,.0f} MB")
    fetch, arrays = _seconds(_fetch, runs=3), _seconds(_arrays, runs=3)
    show("bare fetch of the same rows", fetch)
    show("bare numpy on as many numbers", arrays, f"ours is {ours.clock / (fetch.clock + arrays.clock):.2f} times both")
    print("{}")


def _fetch() -> int:
    from django.db import connection, transaction

    rows, statement = 0, "SELECT sheet_id, indicator, value, not_applicable FROM assessments_mark ORDER BY sheet_id"
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while part := cursor.fetchmany(10_000):
            rows += len(part)
    return rows


def _arrays() -> Any:
    """Average the marks, weigh them into four components and these into a total, and order by the ladder."""
    import numpy as np

    shape = (COUNTRY["villages"], COUNTRY["assessors"], COUNTRY["indicators"])
    marks = (np.arange(np.prod(shape)) * 7919 % 5).reshape(shape).astype(float)
    means = marks.mean(axis=1) / 4 * 100
    components = np.stack([part.mean(axis=1) for part in np.array_split(means, 4, axis=1)], axis=1)
    totals = components @ np.array([40, 25, 20, 15]) / 100
    return np.lexsort((*components.T[::-1], totals))


def a_round(villages: int) -> None:
    """Measure what is opened and saved in a round of four components with one indicator each."""
    import p2wkss.wsgi  # noqa: F401 (the site as it is served, with what it asks of the garbage collector)

    seed({"villages": villages, **ROUND})
    found: dict[str, float] = {}
    _sheet_pages(found)
    _ranking_pages(found)
    print(json.dumps(found))


def _sheet_pages(found: dict[str, float]) -> None:
    from django.urls import reverse
    from django.utils import timezone

    from assessments.models import Round, ScoreSheet
    from assessments.phases import Phase

    Round.objects.update(phase=Phase.SCORING)
    mine = ScoreSheet.objects.filter(pk=ScoreSheet.objects.order_by("pk")[0].pk)
    mine.update(state="draft", submitted_at=None)
    sheet = mine.with_places().get()
    user = sheet.member.user.username
    page(found, "the least that a page is: its frame and a line", user, reverse("assessments:verify_form"))
    page(found, "page of a sheet", user, reverse("assessments:sheet_edit", args=[sheet.pk]))
    keep(found, "save_mark", _saver(sheet))
    mine.update(state="submitted", submitted_at=timezone.now())


def _saver(sheet: Any) -> Callable[[], None]:
    """Give what a level that is chosen on the page does, again and again, each time another one."""
    from assessments.actions.sheets import save_mark
    from assessments.models import Mark

    by, stands = sheet.member.user, [sheet, sheet.marks.order_by("pk")[0]]

    def save() -> None:
        known, code = stands[1], stands[1].indicator
        mark = Mark(indicator=code, value=Decimal((int(known.value) + 1) % 5))
        versions = {"expected_version": known.version, "sheet_version": stands[0].version}
        saved = save_mark(by=by, sheet=stands[0], mark=mark, is_cleared=False, **versions)
        stands[:] = saved.sheet, saved.marks[code]

    return save


def _ranking_pages(found: dict[str, float]) -> None:
    from django.urls import reverse

    from assessments.actions.rounds import open_plenary, publish
    from assessments.models import Round
    from p2wkss.models import User

    round, secretariat = Round.objects.with_places().get(), User.objects.get(username="sekretariat")
    address = reverse("assessments:ranking", args=[round.pk])
    open_plenary(by=secretariat, round=round)
    page(found, "page of the ranking, a draft", "sekretariat", address)
    page(found, "page of the ranking, a draft, in the middle", "sekretariat", f"{address}?page={_middle(round)}")
    _lock(round, secretariat)
    publish(by=secretariat, round=round)
    page(found, "page of the ranking, published", "pimpinan", address)
    page(found, "page of the ranking, published, in the middle", "pimpinan", f"{address}?page={_middle(round)}")
    client = _client("sekretariat")
    marks = reverse("assessments:round_marks", args=[round.pk])
    size = len(client.get(marks).getvalue())
    show("all marks as CSV", _seconds(lambda: client.get(marks).getvalue(), runs=5), f"{size:,} bytes")


def _middle(round: Any) -> int:
    return max(int(round.entries.count()) // 100, 1)


def province() -> None:
    """Measure the round of a large province: one changed sheet, the lock itself; and the firmness of 27 nominees."""
    from django.db import transaction
    from django.test import RequestFactory

    from assessments.draft_lines import draft_lines
    from assessments.models import Entry, Mark, Round
    from assessments.standings import rebuild, refresh
    from p2wkss.models import User

    seed(PROVINCE)
    round, request = Round.objects.with_places().get(), RequestFactory().get("/")
    entry = Entry.objects.select_related("round__instrument").filter(round=round)[round.entries.count() // 2]
    mark = Mark.objects.filter(sheet__entry=entry, not_applicable=False)[0]

    def again() -> None:
        mark.value = ((mark.value or 0) + 1) % 5
        with transaction.atomic():
            mark.save(update_fields=["value"])
            refresh(entry)
        draft_lines(request, round)

    show("one changed sheet: counted, ranked, first page read again", _seconds(again))
    show("all standings counted again", _seconds(lambda: rebuild(round), runs=3))
    Round.objects.update(phase="plenary")
    _lock(Round.objects.with_places().get(), User.objects.get(username="sekretariat"))
    _firmness()
    print("{}")


def _lock(round: Any, by: Any) -> None:
    """Share the ranks of what is still equal, and lock; the ties are written down past the action, as they are many."""
    from assessments.actions.results import lock_result
    from assessments.dossier import current_snapshot
    from assessments.models import TieDecision

    ties = [tie["entries"] for tie in current_snapshot(round)["results"]["ties"] if tie["unresolved"]]
    said = {"round": round, "shared": True, "reason": "contoh", "decided_by": by}
    TieDecision.objects.bulk_create(TieDecision(ordered_entries=[int(pk) for pk in tie], **said) for tie in ties)
    show(f"lock of {round.entries.count():,} villages", _seconds(lambda: lock_result(by=by, round=round), runs=1))


def _firmness() -> None:
    """Draw the ranks of a province's nominees ten thousand times."""
    from random import Random

    from assessments.actions.instruments import available_definitions
    from assessments.scoring import Mark, Sheet
    from assessments.scoring.stability import stability

    instrument, chance = available_definitions()["banten-2019"], Random(1)
    sheets = {
        str(entry): [
            Sheet(
                str(entry), str(one), True, {code: Mark(Decimal(chance.randrange(5))) for code in instrument.indicators}
            )
            for one in range(5)
        ]
        for entry in range(NOMINEES)
    }
    show(f"stability of {NOMINEES} villages", _seconds(lambda: stability(instrument, sheets, {}, seed=1), runs=5))


def _client(login: str) -> Any:
    from django.test import Client

    from p2wkss.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(found: dict[str, float], name: str, login: str, address: str) -> None:
    """Measure one page as the test client sees it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(login)
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    with CaptureQueriesContext(connection) as taken:
        client.get(address)
    keep(found, name, lambda: client.get(address), f"{len(taken)} queries, {len(response.content):,} bytes")


def keep(found: dict[str, float], name: str, work: Callable[[], object], note: str = "") -> None:
    """Print the median of some runs, and remember it to be compared with other sizes."""
    taken = _seconds(work)
    found[name] = taken.clock
    show(name, taken, note)


def _seconds(work: Callable[[], object], runs: int = RUNS) -> Medians:
    seconds, own = [], []
    for _at in range(runs):
        started, worked = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - started)
        own.append(time.process_time() - worked)
    return Medians(statistics.median(seconds), statistics.median(own))


def show(name: str, taken: Medians, note: str = "") -> None:
    """Print the medians: by the clock, and of our own processor time, which a busy machine spoils less."""
    clock, processor = taken.clock * 1000, taken.processor * 1000
    print(f"{name:<58} {clock:>10,.1f} ms  (processor {processor:,.1f} ms)  {note}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        import django

        django.setup()
        parts: dict[str, Callable[[], None]] = {"country": country, "ranking": ranking, "province": province}
        parts.get(sys.argv[1], lambda: a_round(int(sys.argv[2])))()
