"""Reading documents that were locked in an older format; they stay as they are, for ever."""

from typing import Any, cast

from assessments.snapshot.document import FORMAT, Snapshot


def upgraded(document: Snapshot) -> Snapshot:
    """Give a document in the newest format; what older ones had not is empty. Raises ValueError for an unknown one."""
    old = cast(dict[str, Any], document)
    if old["format"] == FORMAT:
        return document
    if old["format"] != 1:
        raise ValueError(f"no such format: {old['format']}")
    new = {
        **old,
        "format": FORMAT,
        "entries": [{**entry, "category": ""} for entry in old["entries"]],
        "sheets": [{**sheet, "part": ""} for sheet in old["sheets"]],
        "moderated": [],
        "recusals": [],
        "results": _results(old["results"]),
        "analysis": None,
    }
    return cast(Snapshot, new)


def _results(old: dict[str, Any]) -> dict[str, Any]:
    return {
        "categories": [{"code": "", "name": "", "ranking": old["ranking"]}],
        "incomplete": [
            {**one, "missing": [{**missing, "part": ""} for missing in one["missing"]]} for one in old["incomplete"]
        ],
        "ties": [{**tie, "category": ""} for tie in old["ties"]],
        "awards": [],
        "scores": {entry: _entry(score) for entry, score in old["scores"].items()},
    }


def _entry(score: dict[str, Any]) -> dict[str, Any]:
    return {
        **score,
        "components": [
            {**component, "indicators": [{**one, "moderated": None} for one in component["indicators"]]}
            for component in score["components"]
        ],
    }
