"""The demo tells the 2019 case and what the site can do beyond two surveys, and marks what is invented."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.demo.facts import MARK
from assessments.models import Nomination, Result
from assessments.phases import Phase
from p2wkss.models import User
from villages.duplicates import Ground, duplicates_of_village, duplicates_of_year
from villages.enums import Disability, FamilyStatus, ImportState, Relation, SurveyRound, SurveyState
from villages.matched import read_changes
from villages.models import (
    Decree,
    DuplicateDecision,
    Family,
    FamilyStatusEvent,
    ImportBatch,
    Member,
    Survey,
    SurveyEvent,
    TargetVillage,
)

FAMILIES = 12
KAMURANG, BAKUNG = "36.04.15.2010", "36.04.15.2006"
BASELINE, ENDLINE = SurveyRound.BASELINE, SurveyRound.ENDLINE
DRAFT, SUBMITTED, RETURNED, VERIFIED = SurveyState


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo with twelve families a village, made once; gives what the command prints."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            call_command("load_regions", stdout=StringIO())
            out = StringIO()
            call_command("seed_demo", families=FAMILIES, stdout=out)
            yield out.getvalue()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def demo(made: str, db: None) -> str:
    """What the command prints; what a test changes is rolled back."""
    return made


@pytest.fixture
def kamurang(demo: str) -> TargetVillage:
    """The village in which most happens."""
    return TargetVillage.objects.with_places().get(village=KAMURANG)


def states(village: str) -> dict[tuple[str, str], int]:
    """Count the surveys of a village by round and state."""
    surveys = Survey.objects.filter(family__target_village__village=village)
    return dict(Counter(surveys.values_list("round", "state")))


def test_the_case_of_2019_is_told(kamurang: TargetVillage) -> None:
    bakung = TargetVillage.objects.get(village=BAKUNG)
    assert kamurang.decree == bakung.decree
    decree = Decree.objects.get(regency="36.04")
    assert (decree.number, decree.first_year, decree.last_year) == ("", 2017, 2019)
    assert kamurang.kampung == "Kampung Meliyas"
    for fact in ("100 kepala keluarga", "11 kepala keluarga dilatih menjahit", "dicor"):
        assert fact in kamurang.outcome
    result = Result.objects.get(round__region="36")
    assert result.content["round"]["held_on"] == "2019-10-11"
    assert [part["weight"] for part in result.content["instrument"]["components"]] == ["40", "20", "20", "20"]
    assert result.round.phase == Phase.PUBLISHED
    (category,) = result.content["results"]["categories"]
    assert len(category["ranking"]) == 8
    assert Nomination.objects.count() == 8
    assert len(result.content["panel"]) == 5


def test_the_province_held_its_plenary(demo: str) -> None:
    result = Result.objects.get(round__region="36")
    assert len(result.content["moderated"]) == 2
    assert all(one["reason"].endswith(f"{MARK}.") for one in result.content["moderated"])
    minutes = result.round.minutes.get()
    assert (minutes.held_on, len(minutes.attendees)) == (date(2019, 10, 11), 5)
    assert {one.owner.username for one in result.round.dates.all() if one.owner} == {"sekretariat"}
    assert result.round.panel_decree.endswith(MARK)


def test_it_is_whole_and_what_is_invented_says_so(demo: str) -> None:
    villages: list[Any] = list(TargetVillage.objects.with_progress())
    assert len(villages) == 16
    for village in villages:
        assert village.family_count == village.family_quota == village.baseline_count == FAMILIES
        assert village.endline_count == (FAMILIES - 4 if village.village_id == KAMURANG else FAMILIES)
    for model, name in ((Family, "head_name"), (Member, "name"), (User, "full_name")):
        assert not model._default_manager.exclude(**{f"{name}__endswith": MARK}).exists()
    assert "kata sandi" in demo
    assert "staf.serang" in demo


def test_no_number_can_be_anybodys(kamurang: TargetVillage) -> None:
    people = [*Family.objects.exclude(nik_hash=""), *Member.objects.exclude(nik_hash="")]
    assert {one.nik.reveal()[:6] for one in people} == {"360499"}
    assert Family.objects.get(nik_hash="").no_nik_reason.endswith(MARK)


def test_families_and_surveys_came_in_by_workbook(kamurang: TargetVillage) -> None:
    receipts = ImportBatch.objects.select_related("uploaded_by", "target_village")
    assert len(receipts) == 32
    for one in receipts:
        assert (one.state, one.refusal, one.file.name, one.plan.name) == (ImportState.DONE, "", "", "")
        own = one.target_village_id == kamurang.pk
        assert (one.uploaded_by.username == "kader.kamurang") is own
        rows = FAMILIES - 4 if own and one.round == ENDLINE else FAMILIES
        assert (one.summary["rows"], one.summary["surveys"], one.summary.get("error", 0)) == (rows, rows, 0)
        assert (one.new_count, one.changed_count) == ((rows, 0) if one.round == BASELINE else (0, rows))
    surveyors = Survey.objects.filter(family__target_village=kamurang).values_list("surveyor__username", flat=True)
    assert set(surveyors) == {"kader.kamurang"}


def test_most_surveys_are_verified_and_some_wait(demo: str) -> None:
    assert states(KAMURANG) == {
        (BASELINE, VERIFIED): 11,
        (BASELINE, SUBMITTED): 1,
        (ENDLINE, VERIFIED): 4,
        (ENDLINE, SUBMITTED): 3,
        (ENDLINE, RETURNED): 1,
        (ENDLINE, DRAFT): 1,
    }
    assert states(BAKUNG) == {(BASELINE, VERIFIED): 12, (ENDLINE, VERIFIED): 9, (ENDLINE, SUBMITTED): 3}
    others = Survey.objects.exclude(family__target_village__village__in=[KAMURANG, BAKUNG])
    assert set(others.values_list("state", flat=True)) == {VERIFIED}
    # The steps are those of the task forces, one of their own regency each.
    by = set(SurveyEvent.objects.filter(state=VERIFIED).values_list("by__username", flat=True))
    assert len(by) == 8
    assert all(name.startswith("staf.") for name in by)


def test_the_rt_that_waits_is_the_one_of_the_first_families(kamurang: TargetVillage) -> None:
    waiting = Survey.objects.filter(family__target_village=kamurang, round=ENDLINE, state=SUBMITTED)
    assert set(waiting.values_list("family__rt", flat=True)) == {"01"}
    first = Family.objects.filter(target_village=kamurang, rt="01")
    assert len(first) == len(waiting) == 3
    assert not first.exclude(status=FamilyStatus.ACTIVE, decile=None, members=None).exists()


def test_before_and_after_rests_on_verified_surveys(kamurang: TargetVillage) -> None:
    reading = read_changes(kamurang)
    assert (reading.registered, reading.everybody.matched, reading.verified_pairs) == (12, 9, 4)
    assert len(reading.drop_outs) == 3
    other = TargetVillage.objects.with_places().get(village="36.01.01.2001")
    assert read_changes(other).verified_pairs == FAMILIES


def test_one_survey_went_back_and_one_is_half_done(kamurang: TargetVillage) -> None:
    returned = SurveyEvent.objects.get(state=RETURNED)
    assert sorted(returned.remarks) == ["3", "8"]
    assert returned.survey.family.target_village == kamurang
    assert (returned.survey.state, returned.by.username) == (RETURNED, "staf.serang")
    draft = Survey.objects.get(state=DRAFT)
    assert (draft.answers.count("-"), draft.entry_seconds, draft.import_batch) == (11, 95, None)


def test_one_family_moved_and_one_withdrew(kamurang: TargetVillage) -> None:
    events = FamilyStatusEvent.objects.select_related("family").order_by("since")
    assert [(one.status, one.since) for one in events] == [
        (FamilyStatus.MOVED, date(2019, 5, 6)),
        (FamilyStatus.WITHDREW, date(2019, 6, 17)),
    ]
    for one in events:
        assert one.reason.endswith(MARK)
        assert (one.family.status, one.family.target_village) == (one.status, kamurang)
        assert list(one.family.surveys.values_list("round", flat=True)) == [BASELINE]


def test_deciles_are_low_and_name_their_source(demo: str) -> None:
    given = Family.objects.exclude(decile=None)
    assert set(given.values_list("target_village__village", flat=True)) == {KAMURANG, BAKUNG}
    assert set(given.values_list("decile_source", "decile_on")) == {("DTSEN (contoh)", date(2019, 3, 1))}
    assert set(given.values_list("decile", flat=True)) <= {1, 2, 3}


def test_a_few_families_have_members(kamurang: TargetVillage) -> None:
    homes = Family.objects.exclude(members=None)
    assert Counter(homes.values_list("target_village__village", flat=True)) == {KAMURANG: 3, BAKUNG: 3}
    members = Member.objects.filter(family__target_village=kamurang).select_related("family")
    assert {Relation.SPOUSE, Relation.CHILD, Relation.PARENT} <= set(members.values_list("relation", flat=True))
    assert members.exclude(disability=Disability.NONE).count() == 1
    for one in members:
        assert one.schooling
        assert one.birth_date is not None
        assert one.birth_date < date(2019, 1, 1)
        if one.relation == Relation.SPOUSE:
            assert one.sex != one.family.head_sex
    assert members.exclude(work="").exists()


def test_one_pair_of_likely_doubles_waits_for_a_decision(kamurang: TargetVillage) -> None:
    staff = User.objects.get(username="staf.serang")
    [pair] = duplicates_of_village(staff, kamurang).open
    assert pair.grounds == (Ground.NAME,)
    one, other = Family.objects.filter(pk__in=pair.keys)
    assert (one.rt, one.head_birth_date) == (other.rt, other.head_birth_date)
    assert one.head_name != other.head_name
    assert not DuplicateDecision.objects.exists()
    for village in TargetVillage.objects.with_places().exclude(pk=kamurang.pk):
        assert not duplicates_of_village(User.objects.get(username="sekretariat"), village).open
    assert not duplicates_of_year(staff, 2019).open


@pytest.mark.parametrize(
    ("page", "arguments", "words"),
    [
        ("workbooks", [], ["Euis Komariah", "keluarga-36.04.15.2010-2019-akhir.xlsx"]),
        ("review_queue", [ENDLINE], ["Diajukan"]),
        ("village_progress", [], ["Euis Komariah"]),
        ("village_duplicates", [], ["Bandingkan"]),
        ("change_table", [], ["Pindah mengikuti pekerjaan"]),
    ],
)
def test_the_pages_show_it(
    kamurang: TargetVillage, sign_in: Callable[[Any], Client], page: str, arguments: list[str], words: list[str]
) -> None:
    client = sign_in(User.objects.get(username="staf.serang"))
    response = client.get(reverse(f"villages:{page}", args=[kamurang.pk, *arguments]))
    assert response.status_code == 200
    for one in words:
        assert one in response.content.decode()
