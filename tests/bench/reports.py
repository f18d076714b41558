"""`make bench`, the part about reports, beside what cannot be left out: WeasyPrint alone on the same text or rows.

    python -m tests.bench.reports
    python -m tests.bench.reports cards|ranking VILLAGES|booklet VILLAGES
    python .ci/with_postgres.py python -m tests.bench.reports line

Each part runs in a process of its own; what stands on paper comes from invented marks, without a database. `line` takes
the demo: a stored report is fetched, and cards go through the queue to one real worker process and then to two.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODULE = [sys.executable, "-m", "tests.bench.reports"]
RUNS, VILLAGES, ROWS, ORDERED = 5, 100, 1_552, 24


def main() -> None:
    """Measure each part."""
    server = [sys.executable, ".ci/with_postgres.py"]
    commands = [[*MODULE, "cards"], [*MODULE, "ranking", str(ROWS)], [*MODULE, "booklet", str(VILLAGES)]]
    for command in (*commands, [*server, *MODULE, "line"]):
        subprocess.run(command, cwd=ROOT, check=True)


def cards() -> None:
    """Make the card of a village, and a page of its text without any looks, one after the other."""
    from django.utils.html import escape

    from assessments.reports.cards import scorecard_pdf
    from tests.factories.large_result import large_result
    from tests.factories.result_papers import text_of

    reading = _reading(large_result(8, seed=None))
    entry = reading.ranking[0].entry["id"]
    words = escape(text_of(scorecard_pdf(reading, _frame("Kartu nilai"), entry))).split()
    text = "".join(f"<p>{' '.join(words[at : at + 12])}</p>" for at in range(0, len(words), 12))
    ours, bare = _beside(lambda: scorecard_pdf(reading, _frame("Kartu nilai"), entry), lambda: _bare(text))
    show("scorecard with its annex", ours)
    show("bare WeasyPrint, a plain page of the same text", bare, f"ours is {ours / bare:.2f} times that; asked: 1.3")


def ranking(villages: int) -> None:
    """Make the ranking of a large province, and a plain table of its rows."""
    from assessments.lines import lines_of
    from assessments.reports.documents import ranking_pdf
    from tests.factories.large_result import large_result

    snapshot = large_result(villages, seed=None)
    reading = _reading(snapshot)
    rows = "".join(
        f"<tr><td>{line['rank']}</td><th scope=row>{line['village_name']}"
        f"<br>{line['district_name']}, {line['regency_name']}</th>"
        + "".join(f"<td>{part['score']}</td>" for part in line["components"])
        + f"<td>{line['total']}</td></tr>"
        for line in lines_of(snapshot)
    )
    ours, bare = _beside(
        lambda: ranking_pdf(reading, _frame("Peringkat")), lambda: _bare(f"<table>{rows}</table>"), runs=3
    )
    show(f"ranking of {villages:,} villages", ours, f"peak memory {_peak():,.0f} MB")
    show("bare WeasyPrint, the same rows", bare, f"ours is {ours / bare:.2f} times that; asked: 1.15")


def booklet(villages: int) -> None:
    """Make the booklet in a process that has done nothing else, as a worker does, and tell its peak memory."""
    from assessments.reports.booklet import booklet_pdf
    from tests.factories.large_result import large_result

    reading = _reading(large_result(villages, draws=200))
    before, started = _peak(), time.perf_counter()
    pdf = booklet_pdf(reading, {"decisions": [], "is_over": True}, _frame("Buku tahunan"))
    said = (
        f"{pdf.pages} pages, {len(pdf) / 1e6:.1f} MB; peak memory {_peak():,.0f} MB ({before:,.0f} before); asked: 400"
    )
    show(f"booklet of {villages:,} villages", time.perf_counter() - started, said)


def line() -> None:
    """Fetch a stored report, then queue cards for one worker process and for two."""
    from django.conf import settings
    from django.core.management import call_command

    settings.TASKS["default"]["BACKEND"] = "django_tasks_db.DatabaseBackend"
    silent = io.StringIO()
    for command in ("migrate", "load_regions", "seed_demo"):
        call_command(command, stdout=silent)
    taken = {}
    for processes in (1, 2):
        taken[processes] = _worked_off(processes)
        show(f"{ORDERED} cards through the line, worker processes: {processes}", taken[processes])
    print(f"two processes are {taken[1] / taken[2]:.2f} times as quick as one; asked: 1.7")
    _first_byte()


def _worked_off(processes: int) -> float:
    """Queue the same cards afresh, and give the seconds until the last is there; the workers are warm before."""
    from p2wkss.models import Report
    from p2wkss.report_words import ReportState

    Report.objects.all().delete()
    worker = [sys.executable, "manage.py", "worker", "--processes", str(processes), "--interval", "0.05"]
    environment = {**os.environ, "P2WKSS_TASKS": "django_tasks_db.DatabaseBackend"}
    with subprocess.Popen(
        worker, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as own:
        try:
            time.sleep(8)
            _order()
            started = time.perf_counter()
            while Report.objects.filter(state__in=(ReportState.WAITING, ReportState.RUNNING)).exists():
                time.sleep(0.05)
            return time.perf_counter() - started
        finally:
            own.terminate()


def _order() -> None:
    from assessments.models import Entry
    from p2wkss.actions.reports import order_report
    from p2wkss.models import Report, User
    from p2wkss.report_words import Format
    from p2wkss.reporting import kind_of

    kind, user = kind_of("kartu-nilai"), User.objects.get(username="sekretariat")
    for entry in Entry.objects.order_by("pk")[:ORDERED]:
        order_report(by=user, kind=kind, subject=str(entry.pk), format=Format.PDF)
    assert Report.objects.count() == ORDERED, Report.objects.count()


def _first_byte() -> None:
    from django.test import Client
    from django.urls import reverse

    from p2wkss.models import Report, User

    report = Report.objects.filter(state="done").first()
    assert report is not None
    client: Any = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="sekretariat"), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("report_file", args=[report.pk])

    def fetch() -> bytes:
        parts: Iterator[bytes] = iter(client.get(address).streaming_content)
        return next(parts)

    assert fetch().startswith(b"%PDF")
    show("a stored report, until its first bytes", _median(fetch, 15), f"{report.size:,} bytes in all; asked: 30 ms")


def _reading(snapshot: Any) -> Any:
    from assessments.ranking_page import assessor_names
    from assessments.reading import Reading

    return Reading(snapshot, assessor_names(snapshot))


def _frame(title: str) -> Any:
    from p2wkss.letterhead import Letterhead, Signature
    from p2wkss.reporting import Frame

    letterhead = Letterhead(("Pemerintah Provinsi Contoh", "Dinas Contoh"), signature=Signature(title="Kepala Dinas"))
    return Frame(title, letterhead, datetime(2019, 10, 11, 8, tzinfo=UTC), True, "ABCD-1234-EF56")


def _bare(body: str) -> bytes:
    import weasyprint

    page = weasyprint.HTML(string=f"<html lang=id><title>x</title><body>{body}")
    return bytes(page.write_pdf(pdf_variant="pdf/a-3a"))


def _beside(ours: Callable[[], object], bare: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Give the medians of both, taken in turns, so that a busy moment falls on both; each has run once before."""
    taken: tuple[list[float], list[float]] = ([], [])
    ours(), bare()
    for _run in range(runs):
        for work, seconds in zip((ours, bare), taken, strict=True):
            seconds.append(_median(work, 1))
    return statistics.median(taken[0]), statistics.median(taken[1])


def _median(work: Callable[[], object], runs: int) -> float:
    seconds = []
    for _run in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(name: str, seconds: float, note: str = "") -> None:
    """Print a median."""
    print(f"{name:<58} {seconds * 1000:>10,.1f} ms  {note}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    if len(sys.argv) == 1:
        main()
    else:
        import django
        from django.utils.translation import override

        django.setup()
        parts: dict[str, Callable[..., None]] = {"cards": cards, "ranking": ranking, "booklet": booklet, "line": line}
        with override("id"):
            parts[sys.argv[1]](*map(int, sys.argv[2:]))
