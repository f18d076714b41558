"""A real server with a database of its own, and a real Chromium that may talk to nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, StorageState, sync_playwright

from assessments.demo.facts import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERIOUS = {"serious", "critical"}
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Site:
    """The running site: its address, and its management commands."""

    def __init__(self, place: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            "P2WKSS_VAR": str(place),
            "DATABASE_URL": f"sqlite:///{place}/p2wkss.sqlite3",
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's database and give what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the demo, with few families, from a fresh database."""
    port = _free_port()
    site = Site(tmp_path_factory.mktemp("site"), port)
    site.manage("collectstatic", "--noinput", "-v0")
    site.manage("migrate", "-v0")
    site.manage("load_regions")
    site.manage("seed_demo", "--families", "3")
    command = [sys.executable, "-m", "gunicorn", "p2wkss.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=site.environment)
    try:
        _wait_for(site.address)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """Work off the queue of long tasks beside the server, as long as the test runs."""
    command = [sys.executable, "manage.py", "worker", "--interval", "0.3"]
    process = subprocess.Popen(command, cwd=ROOT, env=site.environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(f"{address}/masuk/", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: install the package chromium-headless-shell or chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """Keep the cookie of everybody who signed in once: the next page opens with it."""
    return {}


@pytest.fixture
def open_page(browser: Browser, site: Site, signed_in: dict[str, StorageState]) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody; any request to another host, and any error in the console, fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            faults.append(f"left the site: {request.url}")

    def open_page(username: str | None = None, *, viewport: dict[str, int] = DESKTOP, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            base_url=site.address,
            locale="id-ID",
            java_script_enabled=javascript,
            reduced_motion="reduce",  # a colour that is still on its way is no fault of contrast
            storage_state=signed_in.get(username or ""),
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.goto("/" if username in signed_in else "/masuk/")
        if username and page.url != f"{site.address}/":
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_url(f"{site.address}/")
            signed_in[username] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def assert_accessible(page: Page) -> None:
    """Fail on anything that axe finds serious or critical, and on a page that is wider than its window."""
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    words = [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]
    assert not words, f"{page.url}: {words}"
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"
