"""Compute a published ranking again from its data: python recompute.py data.json (a file or an address)."""

import json
import sys
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from urllib.request import urlopen

import pandas as pd


def points(one: dict, value: str, scale: str) -> Fraction:  # what a mark counts, 0 to 100
    worst, best = map(Fraction, (one["number"]["worst"], one["number"]["best"]) if "number" in one else (0, scale))
    return 100 * min(max((Fraction(value) - worst) / (best - worst), Fraction(0)), Fraction(1))


def combine(rule: str, marks: list[Fraction]) -> Fraction:  # the marks of several assessors become one
    ordered, count = sorted(marks), len(marks)
    cut = (count - 1) // 2 if rule == "median" else int(rule == "trimmed_mean" and count > 2)
    return sum(ordered[cut : count - cut]) / (count - 2 * cut)


def mean(rows: pd.DataFrame, *by: str) -> pd.DataFrame:  # of the points, weighted
    sums = rows.assign(points=rows.points * rows.weight).groupby(["village", *by])[["points", "weight"]].sum()
    return (sums.points / sums.weight).rename("points").reset_index()


def recompute(data: dict) -> list[tuple[str, int, str, Fraction]]:  # category, rank, village, total
    form, components = data["instrument"], data["instrument"]["components"]
    about = {one["code"]: {**one, "component": part["code"]} for part in components for one in part["indicators"]}
    parts = {part["code"]: Fraction(part["weight"]) for part in form.get("parts", [])}
    marks = pd.DataFrame([mark for mark in data["marks"] if mark["counted"] and not mark["not_applicable"]])
    marks["points"] = [points(about[i], v, form["scale_max"]) for i, v in marks[["indicator", "value"]].to_numpy()]
    marks = marks.rename(columns={"village_code": "village"}).groupby(["village", "indicator", "part"]).points
    rows = marks.agg(lambda own: combine(form["aggregation"], list(own))).reset_index()
    rows = mean(rows.assign(weight=[parts.get(part, Fraction(1)) for part in rows.part]), "indicator")
    rows["weight"] = [Fraction(about[code]["weight"]) for code in rows.indicator]
    rows["component"] = [about[code]["component"] for code in rows.indicator]
    table = mean(rows, "component").pivot(index="village", columns="component", values="points")
    table["total"] = sum(table[part["code"]] * Fraction(part["weight"]) / 100 for part in components)
    home = {one["village_code"]: one["category"] for one in data["villages"]}
    table = table.dropna()[form["tie_break"][:-1]]  # total, then down the ladder; the plenary is no number
    keys = {row[0]: (home[row[0]], *row[1:]) for row in table.itertuples()}
    orders, places = {frozenset(one["villages"]): one for one in data["plenary_orders"]}, []
    for key, tied in groupby(sorted(keys, key=keys.get, reverse=True), key=keys.get):
        group, first = sorted(tied), 1 + sum(place[0] == key[0] for place in places)
        order = orders.get(frozenset(group), {"shared": True, "villages": group})
        for at, code in enumerate(order["villages"]):
            places.append((key[0], first + (0 if order["shared"] else at), code, key[1]))
    return places


if __name__ == "__main__":
    source = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1]).resolve().as_uri()
    published = json.load(urlopen(source))  # noqa: S310
    for place in (found := recompute(published)):
        print(*place[:3], f"{float(place[3]):.2f}")  # noqa: T201
    said = {(p["category"], p["rank"], p["village_code"], Fraction(p["total_exact"])) for p in published["ranking"]}
    print("SAMA dengan yang diumumkan" if said == set(found) else "TIDAK SAMA dengan yang diumumkan")  # noqa: T201
