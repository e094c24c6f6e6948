"""Each figure of the demo study's report, against the same counted from the delivered files."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.report.raw import BARRIERS, FALL, SPRING, Raw, Said, asked, cells, codebook

KINDS = ("rural", "suburban", "urban")
LEAST = 10


def districts(said: Iterable[Said]) -> set[str]:
    return {one.district for one in said}


def carries(one: Said, code: str) -> bool:
    return one.codes.get(code, "negated") != "negated"


def leading(raw: Raw, wording: str) -> str:
    """The dimension that answers to a question are most often coded in."""
    codes = codebook(raw.root)
    found = Counter(codes[c]["dimension"] for s in raw.said if s.question == wording for c in s.codes if carries(s, c))
    return found.most_common(1)[0][0]


@pytest.mark.parametrize("n", range(1, 9))
def test_the_share_of_districts_that_say_each_thing(raw: Raw, written: Path, n: int) -> None:
    wording = asked(raw)[n - 1]
    said = [one for one in raw.said if one.question == wording]
    dimension, codes = leading(raw, wording), codebook(raw.root)

    shown = {row["Category"]: row for row in cells(written, f"said-{n}")}

    own = {code for code, about in codes.items() if about["dimension"] == dimension}
    counted = {code: districts(one for one in said if carries(one, code)) for code in own}
    total = len(districts(said))
    assert set(shown) == {code for code, found in counted.items() if found} | {"none"}
    for code, row in shown.items():
        found = counted.get(code, districts(said) - set[str]().union(*counted.values()))
        assert int(row["Districts"]) == len(found)
        assert float(row["Share"]) == pytest.approx(len(found) / total, abs=5e-5)
        for kind in KINDS:
            answered = sum(raw.kind(district) == kind for district in districts(said))
            column = f"{kind.capitalize()} (of {answered})"
            assert int(row[column]) == sum(raw.kind(district) == kind for district in found)


def test_the_intervals_are_wilsons(raw: Raw, written: Path) -> None:
    rows = cells(written, "said-1")
    total = len(districts(one for one in raw.said if one.question == asked(raw)[0]))

    for row in rows:
        low, high = float(row["95% from"]), float(row["to"])
        # Each end is where the share observed lies 1.96 standard errors away.
        for end in (low, high):
            reach = 1.959964 * math.sqrt(end * (1 - end) / total)
            assert abs(float(row["Share"]) - end) == pytest.approx(reach, abs=2e-4)


def test_how_many_say_often_or_always(raw: Raw, written: Path) -> None:
    rows = {row["Practice"]: row for row in cells(written, "often-1")}
    told = 0

    for wave, source in (("Spring 2025", SPRING), ("Fall 2025", FALL)):
        for item, answers in raw.often(source).items():
            count = sum(value in ("Often", "Always") for value in answers.values())
            shown = rows[item][f"{wave} (of {len(answers)})"]
            assert shown == (str(count) if shown.isdigit() else "withheld")
            told += shown.isdigit()
            assert not 0 < count < LEAST or shown == "withheld"

    assert len(rows) == 4
    assert told >= 6


def test_how_many_chose_each_barrier_in_order(raw: Raw, written: Path) -> None:
    rows = {row["Option"]: row for row in cells(written, "ranked-1")}
    told = 0

    for wave, source in (("Spring 2025", SPRING), ("Fall 2025", FALL)):
        answers = raw.answers(source, BARRIERS[source])
        for option, row in rows.items():
            count = sum(option in [part.strip() for part in value.split(",")] for value in answers.values())
            shown = row[f"{wave} (of {len(answers)})"]
            assert shown == (str(count) if shown.isdigit() else "withheld")
            assert not 0 < count < LEAST or shown == "withheld"
            told += shown.isdigit()
    column = next(name for name in next(iter(rows.values())) if name.startswith("Fall 2025 (of"))
    newest = [int(row[column]) if row[column].isdigit() else 0 for row in rows.values()]

    assert len(rows) == 8
    assert told >= 12
    assert all(before >= after for before, after in pairwise(newest))


def thirds(numbers: dict[str, float]) -> dict[str, int]:
    """The third of each, by how many lie at or below."""
    ordered = sorted(numbers.values())
    low, high = ordered[math.ceil(len(ordered) / 3) - 1], ordered[math.ceil(2 * len(ordered) / 3) - 1]
    return {key: 0 if n <= low else 1 if n <= high else 2 for key, n in numbers.items()}


@pytest.mark.parametrize(
    ("table", "column"),
    [("school-network-ready-for", "network_ready_for"), ("district-students-per-device", "students_per_device")],
)
def test_technical_readiness_by_kind_tier_and_disadvantage(raw: Raw, written: Path, table: str, column: str) -> None:
    schools = table.startswith("school")
    units = raw.schools if schools else list(raw.districts.values())
    above = {unit["case"]: raw.districts[unit["district"]] if schools else unit for unit in units}
    third = thirds({unit["case"]: float(unit["high_needs_percent"]) for unit in units})
    rows = [*cells(written, f"ready-{table}"), *cells(written, f"behind-{table}")]
    groups = {"all: all": units}
    for name in ("district_kind", "tier"):
        for unit in units:
            groups.setdefault(f"{name}: {above[unit['case']][name]}", []).append(unit)
    for n, name in enumerate(("lowest", "middle", "highest")):
        groups[f"high_needs_percent: {name} third"] = [unit for unit in units if third[unit["case"]] == n]
    told = withheld = 0

    for row in rows:
        key = next(iter(row.values()))
        group = groups.pop(next(name for name in groups if key.startswith(name)))
        assert int(row["Known"]) == len(group)
        for value in {unit[column] for unit in units}:
            count, shown = sum(unit[column] == value for unit in group), row[value]
            assert shown == (str(count) if shown.isdigit() else shown)
            assert not 0 < count < 3 or not shown.isdigit()
            told, withheld = told + shown.isdigit(), withheld + (not shown.isdigit())

    assert not groups
    assert told > withheld


def test_who_speaks_of_each_code_and_how(raw: Raw, written: Path) -> None:
    for code, about in codebook(raw.root).items():
        having = [one for one in raw.said if code in one.codes]
        row = {row["Code"]: row for row in cells(written, f"codes-{about['dimension']}")}.get(code)

        assert (row is None) == (not having)
        if row:
            assert int(row["Districts"]) == len(districts(having))
            assert int(row["Quotes"]) == len(having)
            stances = sorted(Counter(one.codes[code] for one in having).values())
            between = list(row.values())[3:-1]
            assert sorted(int(n) for n in between if n != "0") == stances


def test_which_codes_stand_together(raw: Raw, written: Path) -> None:
    rows = cells(written, "together")
    labels = {about["label"]: code for code, about in codebook(raw.root).items()}
    pairs = Counter(frozenset((a, b)) for one in raw.said for a in one.codes for b in one.codes if a < b)

    for row in rows:
        for label, shown in list(row.items())[1:]:
            if shown:
                assert int(shown) == pairs[frozenset((row["Code"], labels[label]))]

    assert len(rows) == 24
    assert pairs.most_common(1)[0][1] >= 5


@pytest.mark.parametrize("n", [1, 5])
def test_change_between_the_waves(raw: Raw, written: Path, n: int) -> None:
    wording = asked(raw)[n - 1]
    waves = {wave: [s for s in raw.said if s.question == wording and s.source == wave] for wave in (SPRING, FALL)}

    rows = cells(written, f"change-{n}")

    assert rows
    for row in rows:
        share = {
            wave: len(districts(s for s in said if carries(s, row["Category"]))) / len(districts(said))
            for wave, said in waves.items()
        }
        assert float(row["Spring 2025"]) == pytest.approx(share[SPRING], abs=5e-5)
        assert float(row["Fall 2025"]) == pytest.approx(share[FALL], abs=5e-5)
        assert float(row["Change"]) == pytest.approx(share[FALL] - share[SPRING], abs=5e-5)
        assert float(row["95% from"]) < float(row["Change"]) < float(row["to"])


def test_new_codes_by_source(raw: Raw, written: Path) -> None:
    seen: set[str] = set()
    new: dict[str, int] = defaultdict(int)
    for one in raw.said:
        new[one.source] += len(set(one.codes) - seen)
        seen |= set(one.codes)

    rows = cells(written, "saturation")

    assert [int(row["New codes"]) for row in rows] == [new[row["Source"]] for row in rows]
    assert int(rows[-1]["Codes so far"]) == len(seen)
