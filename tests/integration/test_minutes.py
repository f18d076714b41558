"""The minutes of the plenary: what they say is what the result says, with day and date in words, and all who sign."""

import copy
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from assessments.actions.plenary import save_minutes
from assessments.actions.results import close_objections
from assessments.models import PlenaryMinutes, Result, Round
from assessments.reading import Reading
from assessments.reports.minutes import minutes_pdf, result_of_plenary, written
from assessments.reports.objections import filed_facts, objections_pdf
from assessments.reports.rank_change import rank_change_pdf
from p2wkss.formats import date_in_words
from p2wkss.reporting import kind_of
from tests.factories.objections import entry_of, grant, object_to, objections_round
from tests.factories.result_papers import files_in, frame_of, order, pages_of, text_of
from tests.factories.world import World
from tests.pdf_checks import check_pdf

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture(scope="module")
def shared_round(shared_world: World, django_db_blocker: Any) -> Round:
    """The province's round, published and open to objections, made once for the module."""
    with django_db_blocker.unblock():
        return objections_round(shared_world)


@pytest.fixture
def round(world: World, shared_round: Round) -> Round:
    """The round, with the panel's decree."""
    round = copy.deepcopy(shared_round)
    round.panel_decree, round.panel_decree_on = "411/12-Huk/2019", date(2019, 2, 4)
    round.save()
    return round


@pytest.fixture
def minutes(world: World, round: Round) -> PlenaryMinutes:
    """Minutes of a plenary at which one of the two was there."""
    return write(world, round, date(2019, 10, 11))


def write(world: World, round: Round, day: date, **facts: str) -> PlenaryMinutes:
    said = {"number": "12/BA/P2WKSS/2019", "place": "Aula DP3AKKB, Serang", "notes": "Pleno dibuka pukul 09.00."}
    made = PlenaryMinutes(round=round, held_on=day, **{**said, **facts})
    return save_minutes(by=world.secretariat, minutes=made, attendees=[round.panel.first()])


def fetched(client: Client, round: Round, subject: str = "") -> tuple[str, str]:
    report = order(client, "berita-acara", subject or round.pk)
    return text_of(b"".join(report.parts())), report.file_name


def paper_of(reading: Reading, round: Round, minutes: PlenaryMinutes | None, result: Result | None) -> bytes:
    frame = replace(frame_of(reading, result), number=minutes.number if minutes else "")
    return minutes_pdf(reading, frame, written(minutes, round), result)


# The day in words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 10, 11), "Jumat, tanggal sebelas, bulan Oktober, tahun dua ribu sembilan belas"),
        (date(2026, 1, 1), "Kamis, tanggal satu, bulan Januari, tahun dua ribu dua puluh enam"),
        (date(2024, 2, 29), "Kamis, tanggal dua puluh sembilan, bulan Februari, tahun dua ribu dua puluh empat"),
        (date(2020, 5, 31), "Minggu, tanggal tiga puluh satu, bulan Mei, tahun dua ribu dua puluh"),
    ],
)
def test_a_day_in_words(day: date, words: str) -> None:
    assert date_in_words(day) == words


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_no_day_is_written_with_figures_or_in_another_language(day: date) -> None:
    words = date_in_words(day)
    assert re.fullmatch(r"[A-Z][a-z]+, tanggal [a-z ]+, bulan [A-Z][a-z]+, tahun dua ribu[a-z ]*", words)


# What the paper says


def test_the_minutes_say_what_the_result_says(
    world: World, round: Round, minutes: PlenaryMinutes, sign_in: SignIn
) -> None:
    text, name = fetched(sign_in(world.secretariat), round)
    result = round.results.get()
    reading = Reading(result.content)
    assert name == "berita-acara-pleno-provinsi-banten-2019.pdf"
    for words in (
        "12/BA/P2WKSS/2019",
        "Pada hari ini Jumat, tanggal sebelas, bulan Oktober, tahun dua ribu sembilan belas (11 Oktober 2019)",
        "bertempat di Aula DP3AKKB, Serang",
        "Keputusan Nomor 411/12-Huk/2019 tanggal 4 Februari 2019",
        "Pleno dibuka pukul 09.00.",
        result.code,
    ):
        assert words in text
    assert "SEMENTARA" not in text
    for card in reading.ranking:
        assert f"{card.entry['village_name']} {card.entry['district_name']}, {card.entry['regency_name']}" in text
    shown = set(re.findall(r"\b\d{1,3},\d{2}\b", text))
    numbers = {card.total for card in reading.ranking} | {
        part.score for card in reading.ranking for part in card.components
    }
    assert shown == {str(number).replace(".", ",") for number in numbers}


def test_attendance_and_signatures(world: World, round: Round, minutes: PlenaryMinutes, sign_in: SignIn) -> None:
    text, _name = fetched(sign_in(world.secretariat), round)
    there, absent = world.assessors
    assert f"1 {there.full_name} Anggota hadir" in text
    assert f"2 {absent.full_name} Anggota tidak hadir" in text
    closing = text[text.index("Penutup") :]
    assert there.full_name in closing
    assert absent.full_name not in closing


def test_a_mark_of_the_plenary_stands_beside_those_of_the_assessors(
    world: World, round: Round, minutes: PlenaryMinutes, sign_in: SignIn
) -> None:
    text, _name = fetched(sign_in(world.secretariat), round)
    indicator = world.instrument.instrument.indicators["D1"]
    assert f"D1 {indicator.name} 2; 2 3 Daftar hadir lengkap" in text
    assert "Tidak ada desa dengan total yang sama." in text
    assert "Tidak ada penilai yang mengundurkan diri" in text


def test_without_minutes_there_are_lines_to_fill_in(world: World, round: Round, sign_in: SignIn) -> None:
    text, _name = fetched(sign_in(world.secretariat), round)
    assert "Pada hari ini ......" in text
    for assessor in world.assessors:
        assert text.count(assessor.full_name) >= 2, "in the attendance and to sign"


def test_the_newest_minutes_count(world: World, round: Round, minutes: PlenaryMinutes, sign_in: SignIn) -> None:
    write(world, round, date(2019, 10, 12), number="12a/BA/P2WKSS/2019", notes="")
    text, _name = fetched(sign_in(world.secretariat), round)
    assert "12a/BA/P2WKSS/2019" in text
    assert "Sabtu, tanggal dua belas" in text
    assert "Catatan pleno" not in text


def test_a_tie_and_a_recusal_are_written_down(round: Round, minutes: PlenaryMinutes) -> None:
    result = round.results.get()
    snapshot = copy.deepcopy(result.content)
    first, second = (place["entry"] for place in snapshot["results"]["categories"][0]["ranking"])
    member = snapshot["panel"][0]
    snapshot["recusals"] = [{"entry": second, "assessor": member["id"]}]
    steps = [{"key": "total", "entries": [first, second]}]
    tie = {"entries": [first, second], "decided_by": "plenary", "steps": steps, "order": [[first], [second]]}
    tie |= {"shared": False, "reason": "Inovasi lebih kuat", "unresolved": False, "category": ""}
    snapshot["results"]["ties"] = [tie]
    reading = Reading(snapshot)
    text = text_of(paper_of(reading, round, minutes, result))
    names = [reading.entries[entry]["village_name"] for entry in (first, second)]
    assert f"{', '.join(names)}: keputusan pleno: Inovasi lebih kuat" in text
    assert f"{member['name']} tidak menilai {names[1]}" in text


def test_a_draft_says_so_on_each_page_and_is_the_managers_alone(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    url = reverse("report_offer", args=["berita-acara", world.round.pk])
    Round.objects.filter(pk=world.round.pk).update(phase="scoring")
    assert client.get(url).status_code == 403, "there was no plenary yet"
    Round.objects.filter(pk=world.round.pk).update(phase="plenary")
    assert client.get(url).status_code == 200
    report = order(client, "berita-acara", world.round.pk)
    pages = pages_of(b"".join(report.parts()))
    assert all("SEMENTARA" in page for page in pages)
    assert "Kode hasil" not in " ".join(pages)
    assert "Hasil belum dikunci" in " ".join(pages)
    assert report.file_name.endswith("-sementara.pdf")
    for person in (world.official, world.assessors[0], world.serang.staff):
        stranger = sign_in(person)
        assert stranger.get(url).status_code == stranger.post(url, {"format": "pdf"}).status_code == 404
        assert stranger.get(reverse("report_detail", args=[report.pk])).status_code == 404


# Which result minutes are about


def test_minutes_are_of_the_result_that_their_plenary_made(
    world: World, round: Round, minutes: PlenaryMinutes, sign_in: SignIn
) -> None:
    client = sign_in(world.secretariat)
    before, _name = fetched(client, round)
    grant(world.secretariat, object_to(world.pandeglang.staff, entry_of(round, world.pandeglang.villages[0].pk)))
    close_objections(by=world.secretariat, round=round)
    after, _name = fetched(client, round)
    assert after == before, "the first plenary's minutes print the same for ever"


def test_minutes_of_the_first_plenary_stay_after_a_second(
    world: World, round: Round, minutes: PlenaryMinutes, sign_in: SignIn
) -> None:
    client = sign_in(world.official)
    first = order(client, "berita-acara", round.pk)
    grant(world.secretariat, object_to(world.pandeglang.staff, entry_of(round, world.pandeglang.villages[0].pk)))
    close_objections(by=world.secretariat, round=round)
    old, new = round.results.order_by("number")
    assert (first.code, kind_of(first.kind).newer_code(first)) == (old.code, "")
    facts = {"number": "40/BA/2019", "place": "Aula", "held_on": localdate(new.created_at) + timedelta(days=1)}
    later = PlenaryMinutes.objects.create(round=round, written_by=world.secretariat, **facts)
    assert kind_of(first.kind).newer_code(first) == new.code
    again = order(client, "berita-acara", f"ba-{minutes.pk}")
    assert (again.pk, again.code) == (first.pk, old.code)
    second = order(client, "berita-acara", round.pk)
    assert (second.code, later.number in text_of(b"".join(second.parts()))) == (new.code, True)
    offers = {(one.subject, one.code) for one in kind_of("berita-acara").offers(world.official)}
    assert {(str(round.pk), new.code), (f"ba-{minutes.pk}", old.code)} <= offers
    shown = client.get(reverse("assessments:round_detail", args=[round.pk])).content.decode()
    for subject in (round.pk, f"ba-{minutes.pk}"):
        assert reverse("report_offer", args=["berita-acara", subject]) in shown
    assert client.get(reverse("report_offer", args=["berita-acara", "ba-0"])).status_code == 404


def test_a_later_plenary_is_about_the_result_after_it() -> None:
    days = (datetime(2019, 10, 12, tzinfo=UTC), datetime(2019, 11, 2, tzinfo=UTC))
    results = [Result(number=number, created_at=day) for number, day in enumerate(days, 1)]

    def number(day: date) -> int:
        found = result_of_plenary(reversed(results), day)
        return found.number if found else 0

    assert [number(date(2019, month, day)) for month, day in ((10, 11), (10, 12), (10, 13), (11, 2), (12, 1))] == [
        1,
        1,
        2,
        2,
        2,
    ]
    assert result_of_plenary([], date(2019, 10, 11)) is None


# The file


@pytest.fixture(params=["minutes", "objections", "rank_change"])
def pdf(request: pytest.FixtureRequest, world: World, round: Round, minutes: PlenaryMinutes) -> bytes:
    """Each of the papers that come after."""
    old = round.results.get()
    if request.param == "minutes":
        return paper_of(Reading(old.content), round, minutes, old)
    filed = object_to(world.pandeglang.staff, entry_of(round, world.pandeglang.villages[0].pk))
    grant(world.secretariat, filed)
    if request.param == "objections":
        reading = Reading(old.content)
        return objections_pdf(reading, frame_of(reading, old), old, filed_facts(round, [filed]))
    new = close_objections(by=world.secretariat, round=round)
    reading = Reading(new.content)
    return rank_change_pdf(Reading(old.content), reading, frame_of(reading, new), old, new)


@pytest.mark.paper
def test_the_papers_are_archival_tagged_and_carry_their_data(pdf: bytes, round: Round) -> None:
    check_pdf(pdf)
    files = files_in(pdf)
    stored = set(Result.objects.filter(round=round).values_list("snapshot", flat=True))
    documents = [text for name, text in files.items() if name.endswith(".json")]
    assert documents
    assert all(text in stored and json.loads(text) for text in documents)
    (table,) = (text for name, text in files.items() if name.endswith(".csv"))
    assert len(list(csv.reader(io.StringIO(table)))) > 1


@pytest.mark.paper
@pytest.mark.parametrize("notes", range(0, 60, 10))
def test_the_signatures_never_stand_alone(notes: int, world: World, round: Round, minutes: PlenaryMinutes) -> None:
    """Whatever the length of what stands before, the page of the signatures holds more than them."""
    minutes.notes = "\n\n".join(f"Catatan nomor {number}." for number in range(notes))
    result = round.results.get()
    reading = Reading(result.content)
    last = pages_of(paper_of(reading, round, minutes, result))[-1]
    before = last[: last.index("Penutup")]
    assert "Tanda tangan" in last
    assert before.strip(), "the page begins with what stands before"
