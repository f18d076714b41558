"""The papers of judging as people order them: who may, what is frozen and offered, and what a new result changes."""

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.actions.results import close_objections
from assessments.models import Round
from assessments.reading import Reading
from p2wkss.models import Report, User
from p2wkss.reporting import kind_of
from p2wkss.roles import Role
from tests.factories.objections import entry_of, grant, object_to, objections_round
from tests.factories.people import make_user
from tests.factories.result_papers import fetch, order, scores_in, scores_of, text_of
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]
OF_ROUND = ("peringkat", "berita-acara", "bundel-provinsi")


@pytest.fixture(scope="module")
def shared_round(shared_world: World, django_db_blocker: Any) -> Round:
    """The province's round, published and open to objections, made once for the module."""
    with django_db_blocker.unblock():
        return objections_round(shared_world)


@pytest.fixture
def round(shared_round: Round) -> Round:
    """The round of a test."""
    return copy.deepcopy(shared_round)


@pytest.fixture
def replaced(world: World, round: Round) -> Round:
    """The round after an objection of Pandeglang was granted, so that it has a second result."""
    grant(world.secretariat, object_to(world.pandeglang.staff, entry_of(round, world.pandeglang.villages[0].pk)))
    close_objections(by=world.secretariat, round=round)
    return round


def offer_status(client: Client, kind: str, subject: object) -> int:
    """Say what the page of a report answers, to reading and to ordering alike."""
    url = reverse("report_offer", args=[kind, subject])
    read, ordered = client.get(url).status_code, client.post(url, {"format": kind_of(kind).formats[0]}).status_code
    assert (read, ordered) in {(200, 302), (403, 403), (404, 404)}
    return read


# Who may


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_result_may_order_its_papers(role: Role, world: World, round: Round, sign_in: SignIn) -> None:
    client = sign_in(world.person(role))
    expected = 200 if role in {Role.SECRETARIAT, Role.DISTRICT_STAFF, Role.OFFICIAL} else 404
    entry = entry_of(round, world.serang.villages[0].pk)
    assert {offer_status(client, kind, round.pk) for kind in ("peringkat", "berita-acara")} == {expected}
    assert offer_status(client, "kartu-nilai", entry.pk) == expected


@pytest.mark.parametrize("subject", ["0", "x", "1'", "9" * 30, "-1", "ba-", "ba-x"])
@pytest.mark.parametrize("kind", [*OF_ROUND, "kartu-nilai", "putusan-sanggahan", "perubahan-peringkat"])
def test_a_subject_that_is_none_is_found_nowhere(kind: str, subject: str, world: World, sign_in: SignIn) -> None:
    assert offer_status(sign_in(world.secretariat), kind, subject) == 404


def test_a_finished_file_is_for_who_may_read_it(world: World, round: Round, sign_in: SignIn) -> None:
    named = order(sign_in(world.secretariat), "peringkat", round.pk)
    numbered = order(sign_in(world.official), "peringkat", round.pk)
    assert named.pk != numbered.pk, "an official reads no names"
    kind = kind_of("peringkat")
    assert kind.may_open(world.secretariat, named)
    assert kind.may_open(world.secretariat, numbered)
    for person in (world.official, world.serang.staff):
        assert not kind.may_open(person, named)
        assert kind.may_open(person, numbered)
    assert not kind.may_open(world.assessors[0], numbered)
    assert not kind.may_open(make_user("luar", Role.OFFICIAL, "32"), numbered)
    with CaptureQueriesContext(connection) as queries:
        assert kind.may_open(User.objects.get(pk=world.official.pk), numbered)
    assert len(queries) <= 4
    assert not [query for query in queries if '"assessments_result"."snapshot"' in query["sql"]]


def test_decisions_are_for_who_sees_every_objection_in_them(world: World, round: Round, sign_in: SignIn) -> None:
    for district in (world.serang, world.pandeglang):
        object_to(district.staff, entry_of(round, district.villages[0].pk))
    kind = kind_of("putusan-sanggahan")
    both = order(sign_in(world.secretariat), kind.code, round.pk)
    own = order(sign_in(world.serang.staff), kind.code, round.pk)
    assert (kind.may_open(world.secretariat, own), kind.may_open(world.serang.staff, own)) == (True, True)
    assert not any(kind.may_open(person, both) for person in (world.serang.staff, world.official))
    assert not kind.may_open(world.pandeglang.staff, own)


# What is frozen


def test_the_same_question_finds_the_file_that_is_there(world: World, round: Round, sign_in: SignIn) -> None:
    first = order(sign_in(world.official), "peringkat", round.pk)
    again = order(sign_in(world.pandeglang.staff), "peringkat", round.pk)
    assert first.pk == again.pk
    assert (first.is_final, first.as_of) == (True, round.results.get().created_at)
    assert set(first.content["of"]) == {"round", "result", "sha256", "named"}


def test_a_draft_is_replaced_by_the_result(world: World, round: Round, replaced: Round, sign_in: SignIn) -> None:
    old, new = round.results.order_by("number")
    kind = kind_of("peringkat")
    facts: dict[str, Any] = {"kind": kind.code, "subject": str(round.pk), "as_of": old.created_at}
    facts |= {"region_id": "36", "year": 2019, "format": "pdf", "is_final": False}
    for result, code in ((None, new.code), (old.pk, new.code), (new.pk, "")):
        content = {"of": {"round": round.pk, "result": result, "named": True}}
        report = Report.objects.create(**facts, content=content, inputs=str(result))
        assert kind.newer_code(report) == code


def test_a_report_of_a_replaced_result_stays_and_says_so(world: World, round: Round, sign_in: SignIn) -> None:
    client = sign_in(world.official)
    before = order(client, "peringkat", round.pk)
    grant(world.secretariat, object_to(world.pandeglang.staff, entry_of(round, world.pandeglang.villages[0].pk)))
    close_objections(by=world.secretariat, round=round)
    after = order(client, "peringkat", round.pk)
    assert before.code != after.code
    page = client.get(reverse("report_detail", args=[before.pk])).content.decode()
    assert after.code in page
    assert kind_of("peringkat").newer_code(after) == ""
    assert client.get(reverse("report_file", args=[before.pk])).status_code == 200


# The numbers


@pytest.mark.paper
@pytest.mark.parametrize("kind", ["peringkat", "berita-acara"])
def test_paper_and_workbook_say_the_numbers_of_the_snapshot(
    kind: str, world: World, round: Round, sign_in: SignIn
) -> None:
    client = sign_in(world.official)
    reading = Reading(round.results.get().content)
    assert scores_in(text_of(fetch(client, kind, round.pk))) == scores_of(reading)
    book = load_workbook(io.BytesIO(fetch(client, kind, round.pk, "xlsx")))
    rows = list(book["Peringkat"].iter_rows(min_row=2, values_only=True))
    shown = [[card.entry["village_name"], *map(float, (card.total, *_scores(card)))] for card in reading.ranking]
    assert [[row[1], *map(float, row[4 : 5 + len(reading.ranking[0].components)])] for row in rows] == shown
    notes = dict(book["Keterangan"].iter_rows(values_only=True))
    assert notes["Kode hasil"] == round.results.get().code


def _scores(card: Any) -> list[str]:
    return [part.score for part in card.components]


def test_the_workbook_of_a_card_holds_every_mark(world: World, round: Round, sign_in: SignIn) -> None:
    entry = entry_of(round, world.serang.villages[0].pk)
    book = load_workbook(io.BytesIO(fetch(sign_in(world.official), "kartu-nilai", entry.pk, "xlsx")))
    reading = Reading(round.results.get().content)
    card = reading.card(str(entry.pk))
    summary = {row[0]: row for row in book["Ringkasan"].iter_rows(min_row=2, values_only=True)}
    assert f"{summary['Total'][3]:.2f}" == card.total
    assert [f"{summary[part.name][1]:.2f}" for part in card.components] == _scores(card)
    marks = list(book["Nilai"].iter_rows(min_row=2, values_only=True))
    views = [one for part in card.components for one in part.indicators]
    assert len(marks) == sum(len(one.marks) + bool(one.moderated) for one in views)
    assert {row[4] for row in marks} == {"Penilai 1", "Penilai 2", "Pleno"}


def test_workbooks_of_what_came_after(world: World, replaced: Round, sign_in: SignIn) -> None:
    old, new = replaced.results.order_by("number")
    client = sign_in(world.secretariat)
    decisions = load_workbook(io.BytesIO(fetch(client, "putusan-sanggahan", replaced.pk, "xlsx")))
    (row,) = decisions["Sanggahan"].iter_rows(min_row=2, values_only=True)
    assert (row[7], row[9]) == ("Dikabulkan", "Bukti cukup dan sesuai")
    changes = load_workbook(io.BytesIO(fetch(client, "perubahan-peringkat", replaced.pk, "xlsx")))
    totals = {row[0]: row[5:7] for row in changes["Perubahan"].iter_rows(min_row=2, values_only=True)}
    for village, pair in totals.items():
        for result, total in zip((old, new), pair, strict=True):
            (card,) = (one for one in Reading(result.content).ranking if one.entry["village_name"] == village)
            assert f"{total:.2f}" == card.total
    assert old.code in dict(changes["Keterangan"].iter_rows(values_only=True))["Menggantikan"]


# What is offered


def test_offers_are_what_is_published_in_the_region(world: World, replaced: Round) -> None:
    def offered(kind: str, person: User) -> set[tuple[str, str]]:
        return {(one.subject, one.code) for one in kind_of(kind).offers(person)}

    old, new = replaced.results.order_by("number")
    round, first = str(replaced.pk), entry_of(replaced, world.serang.villages[0].pk)
    regent = make_user("bupati", Role.OFFICIAL, "36.04")
    for kind, code in (("peringkat", new.code), ("perubahan-peringkat", new.code), ("bundel-provinsi", new.code)):
        for person in (world.official, regent, world.serang.staff):
            assert (round, code) in offered(kind, person)
        assert not offered(kind, make_user(f"luar-{kind}", Role.OFFICIAL, "32"))
    assert (str(first.pk), new.code) in offered("kartu-nilai", regent)
    assert not [one for one in offered("kartu-nilai", world.official) if one[1] == new.code]
    assert offered("putusan-sanggahan", world.secretariat) == {(round, old.code)}
    assert not offered("putusan-sanggahan", world.official)
    assert offered("putusan-sanggahan", world.pandeglang.staff) == {(round, old.code)}
    assert not offered("putusan-sanggahan", world.serang.staff), "it filed none"


def test_offers_ask_the_database_as_often_for_many_as_for_few(world: World, replaced: Round) -> None:
    regent = make_user("bupati", Role.OFFICIAL, "36.04")
    kinds = [kind_of(code) for code in (*OF_ROUND, "kartu-nilai", "putusan-sanggahan", "perubahan-peringkat")]
    for kind in kinds:
        with CaptureQueriesContext(connection) as queries:
            list(kind.offers(User.objects.get(pk=regent.pk)))
        assert len(queries) <= 4, kind.code


# All at once


def test_the_bundle_holds_every_paper_with_a_manifest(world: World, replaced: Round, sign_in: SignIn) -> None:
    with ZipFile(io.BytesIO(fetch(sign_in(world.secretariat), "bundel-provinsi", replaced.pk, "zip"))) as file:
        names = set(file.namelist())
        manifest = json.loads(file.read("manifest.json"))
    kinds = [row["kind"] for row in manifest["files"]]
    assert sorted(kinds) == sorted(
        ["peringkat"] * 2 + ["berita-acara", "putusan-sanggahan", "perubahan-peringkat"] + ["kartu-nilai"] * 2
    )
    assert {row["file"] for row in manifest["files"]} | {"manifest.json", "manifest.csv"} == names
    assert sum(name.startswith("kartu-nilai/") for name in names) == 2


def test_a_bundle_is_for_who_sees_every_objection_in_it(world: World, replaced: Round, sign_in: SignIn) -> None:
    kind = kind_of("bundel-provinsi")
    own = order(sign_in(world.pandeglang.staff), kind.code, replaced.pk, "zip")
    bare = order(sign_in(world.official), kind.code, replaced.pk, "zip")
    assert own.content["of"]["keys"]
    assert bare.content["of"]["keys"] == []
    assert kind.may_open(world.pandeglang.staff, own)
    assert not any(kind.may_open(person, own) for person in (world.serang.staff, world.official))
    assert kind.may_open(world.serang.staff, bare)
    assert sign_in(world.serang.staff).get(reverse("report_file", args=[own.pk])).status_code == 404


# At the machine


@pytest.mark.paper
@pytest.mark.parametrize("kind", ["peringkat", "kartu-nilai", "berita-acara", "putusan-sanggahan"])
@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_the_command_takes_each_kind(kind: str, format: str, round: Round, tmp_path: Path) -> None:
    target, said = tmp_path / "laporan", io.StringIO()
    options = {"year": 2019, "region": "36", "village": "36.04.15.2010", "format": format}
    call_command("report", kind, **options, out=target, stdout=said)
    assert target.read_bytes().startswith(b"PK" if format == "xlsx" else b"%PDF-")
    is_draft = kind == "putusan-sanggahan"
    assert ("sementara" if is_draft else round.results.get().code) in said.getvalue()


def test_the_command_reads_as_a_person(world: World, round: Round, tmp_path: Path) -> None:
    target = tmp_path / "laporan.pdf"
    about = {"year": 2019, "region": "36", "out": target, "stdout": io.StringIO()}
    call_command("report", "peringkat", **about)
    assert world.assessors[0].full_name in text_of(target.read_bytes())
    call_command("report", "peringkat", **about, person=world.official.username)
    assert "Penilai 1" in text_of(target.read_bytes())
    for options in ({"person": "tidak-ada"}, {"person": world.assessors[0].username}, {"format": "zip"}):
        with pytest.raises(CommandError):
            call_command("report", "peringkat", **{**about, **options})
    with pytest.raises(CommandError):
        call_command("report", "bundel-provinsi", year=2019, out=target)
