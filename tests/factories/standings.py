"""What the rows of a round's standings must say, taken from the document that a lock would freeze."""

from assessments.dossier import current_snapshot
from assessments.models import Round, Standing


def check_standings(round: Round) -> None:
    """Compare the rows with the whole document: which are complete, their scores, their order and their ties."""
    results = current_snapshot(Round.objects.with_places().get(pk=round.pk))["results"]
    rows = {str(row.entry_id): row for row in Standing.objects.filter(round=round)}
    assert set(rows) == set(results["scores"])
    for entry, score in results["scores"].items():
        row = rows[entry]
        assert row.total == (score["total"] or "")
        assert bool(row.sort_key) == (score["total"] is not None)
        components = [[one["code"], one["score"], one["weighted"]] for one in score["components"]]
        assert row.components == (components if row.total else [])
    waiting = {one["entry"]: len(one["missing"]) for one in results["incomplete"]}
    assert {entry: row.missing_count for entry, row in rows.items() if not row.sort_key} == waiting
    for category in results["categories"]:
        keys = [(rows[place["entry"]].category, rows[place["entry"]].sort_key) for place in category["ranking"]]
        assert keys == sorted(keys, reverse=True)
        totals = [place["total_exact"] for place in category["ranking"]]
        assert len({key for _category, key in keys}) >= len(set(totals))
