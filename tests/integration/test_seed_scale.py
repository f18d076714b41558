"""The command that makes very many villages: what it was asked for, never beside real data."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assessments.demo.scale import share
from assessments.dossier import current_snapshot
from assessments.models import Mark, Round, ScoreSheet
from p2wkss.models import User
from tests.factories.people import make_user
from tests.factories.places import make_regions
from villages.figures import Figures, add_up
from villages.models import Activity, Cycle, Family, TargetVillage, VillageSummary
from villages.summaries import read_figures

pytestmark = pytest.mark.django_db


def seed(**size: Any) -> str:
    """Run the command for a small site, and give what it prints."""
    out = StringIO()
    call_command("seed_scale", stdout=out, **{"villages": 3, "families": 20, "activities": 31, **size})
    return out.getvalue()


@pytest.fixture
def regions() -> None:
    make_regions()


@pytest.mark.usefixtures("regions")
def test_site_is_as_large_as_asked() -> None:
    assert "3 dari 3 desa" in seed()
    kept = [Figures.from_row(one.figures) for one in VillageSummary.objects.all()]
    total = add_up(kept)
    assert (total.villages, total.families, total.activities) == (3, 20, 31)
    assert total.baseline == total.endline == 20
    assert min(total.visits_held, total.stages_held, total.served, total.innovation_users, total.follow_ups) > 0
    assert add_up(read_figures(list(TargetVillage.objects.values_list("pk", flat=True))).values()) == total
    assert Family.objects.exclude(head_name__endswith="(contoh)").count() == 0
    assert Activity.objects.exclude(title__endswith="(contoh)").count() == 0
    assert not Round.objects.exists()


@pytest.mark.usefixtures("regions")
def test_assessors_judge_every_village() -> None:
    seed(assessors=2)
    sheets = ScoreSheet.objects.all()
    assert sheets.count() == 6
    assert {sheet.state for sheet in sheets} == {"submitted"}
    codes = Round.objects.get().instrument.instrument.indicators
    assert Mark.objects.count() == 6 * len(codes)
    assert Round.objects.get().phase == "scoring"


@pytest.mark.usefixtures("regions")
def test_it_never_mixes_with_real_data() -> None:
    make_user("seseorang")
    with pytest.raises(CommandError, match="sudah berisi data"):
        seed()
    assert not Cycle.objects.exists()


def test_it_asks_for_regions_first() -> None:
    with pytest.raises(CommandError, match="load_regions"):
        seed()


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    "size",
    [
        {"villages": 0},
        {"villages": 3, "families": 2},
        {"families": 3_001},
        {"activities": -1},
        {"assessors": -1},
        {"villages": 1, "assessors": 1},
        {"villages": 5},
    ],
)
def test_size_that_cannot_be_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        seed(**size)
    assert not User.objects.exists()


@given(st.integers(0, 10**6), st.integers(1, 50))
def test_shares_add_up(total: int, parts: int) -> None:
    shares = [share(total, parts, at) for at in range(parts)]
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1


@pytest.mark.usefixtures("regions")
def test_only_a_judging_of_an_invented_instrument() -> None:
    seed(villages=5, judging_only=True, assessors=3, indicators=10)
    round = Round.objects.get()
    form = round.instrument.instrument
    assert (len(form.indicators), len(form.components), round.entries.count()) == (10, 4, 5)
    assert Mark.objects.count() == 10 * 3 * 5
    assert set(Mark.objects.filter(not_applicable=False).values_list("value", flat=True)) == set(range(5))
    assert not Family.objects.exists()
    figures = read_figures(list(TargetVillage.objects.values_list("pk", flat=True)))
    kept = {one.pk: Figures.from_row(one.figures) for one in VillageSummary.objects.all()}
    assert kept == figures
    assert not current_snapshot(Round.objects.with_places().get())["results"]["incomplete"]


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    "size", [{"assessors": 0}, {"assessors": 1, "indicators": 3}, {"assessors": 1, "villages": 99}]
)
def test_judging_that_cannot_be_is_refused(size: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        seed(**{"judging_only": True, **size})
    assert not User.objects.exists()
