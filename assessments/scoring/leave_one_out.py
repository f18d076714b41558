"""PURE: would the order be another one if this assessor had not judged? Shown beside the result, never applied."""

from collections.abc import Mapping, Sequence

from assessments.instrument import Instrument
from assessments.scoring.ranking import rank_by_keys
from assessments.scoring.totals import entry_keys
from assessments.scoring.types import Mark, Sheet


def without_each(
    instrument: Instrument, sheets_by_entry: Mapping[str, Sequence[Sheet]], moderated: Mapping[str, Mapping[str, Mark]]
) -> dict[str, dict[str, int | None]]:
    """Give every entry's rank as it would be without any sheet of one assessor: {assessor: {entry: rank}}.

    Call it with the entries of one category. The ladder breaks ties; what it leaves equal shares the rank, since the
    plenary decided on another result. The plenary's marks stay. None where nobody, or too little, is left to judge
    the entry; the others then move up. An entry that is incomplete anyway stays out [ours]. Assessors stand in the
    order of their names, entries as given.
    """
    found = {entry: entry_keys(instrument, own, moderated.get(entry, {})) for entry, own in sheets_by_entry.items()}
    keys = {entry: values for entry, values in found.items() if values is not None}
    result: dict[str, dict[str, int | None]] = {}
    for assessor in sorted({sheet.assessor for own in sheets_by_entry.values() for sheet in own}):
        left = dict(keys)
        for entry in keys:
            rest = [sheet for sheet in sheets_by_entry[entry] if sheet.assessor != assessor]
            if len(rest) == len(sheets_by_entry[entry]):
                continue
            del left[entry]
            if (values := entry_keys(instrument, rest, moderated.get(entry, {}))) is not None:
                left[entry] = values
        ranks = rank_by_keys(left)
        result[assessor] = {entry: ranks.get(entry) for entry in sheets_by_entry}
    return result
