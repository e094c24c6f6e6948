"""Agreement: equal to the libraries, honest about what it rests on."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score

from catalog.agreement.measures import figures, library_alpha, sums
from catalog.agreement.ratings import Ratings, Verdicts, from_table, of_two
from catalog.agreement.report import Agreement, Row, agreement
from catalog.agreement.resample import by_case
from catalog.agreement.sets import SetSums, masi
from catalog.agreement.spans import span_agreement
from catalog.errors import CodingsError
from pipelines.cli import main

NAN = float("nan")
# Gwet's AC1 as irrCAC 0.4.5 computes it; it cannot be a dependency, since it holds scipy back.
# Its categories are named, [0, 1]: with a recent pandas it would take a gap for one more.
THREE_CODERS = [
    [1, 1, 1, 0, 1, NAN, 0, 1, 0, 1, 1, 0],
    [1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1],
    [NAN, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0],
]
AC1_OF_THREE = 0.121951219512195
AC1_OF_GOLD = {
    "advisory-relationships": 0.993921980123534,
    "purpose-future-readiness": 0.971764705882353,
    "barrier-funding": 1.0,
    "data-meetings": 0.998144791519242,
    "project-based-learning": 0.969357756426227,
}


def table(folder: Path, *lines: str) -> Path:
    """A coders' table."""
    path = folder / "coders.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ratings(*coders: dict[str, str], cases: dict[str, str] | None = None) -> Ratings:
    """Coders as {excerpt: "code:stance code"}."""
    given = [
        {
            u: Verdicts({c.partition(":")[0]: c.partition(":")[2] or "current" for c in s.split()}, {})
            for u, s in g.items()
        }
        for g in coders
    ]
    units = {u: u for g in coders for u in g}
    return of_two(tuple("abcdef"[: len(coders)]), given, units | (cases or {}), "case")


def row(found: Agreement, name: str) -> Row:
    """The row of a code, or of all."""
    return next(r for r in (*found.pooled, *found.codes) if r.name == name)


def test_ac1_of_three_coders_with_gaps_is_that_of_irrcac() -> None:
    values = np.array(THREE_CODERS)[:, :, None]

    assert figures(sums(values).sum(0))["ac1"][0] == pytest.approx(AC1_OF_THREE, abs=1e-9)


def test_the_sums_give_the_alpha_and_kappa_of_the_libraries() -> None:
    values = np.array(THREE_CODERS)
    found = figures(sums(values[:, :, None]).sum(0))

    assert found["alpha"][0] == pytest.approx(library_alpha(values), abs=1e-9)
    kappas = []
    for a, b in ((0, 1), (0, 2), (1, 2)):
        both = ~np.isnan(values[a]) & ~np.isnan(values[b])
        kappas.append(cohen_kappa_score(values[a][both], values[b][both]))
    assert found["kappa"][0] == pytest.approx(np.mean(kappas), abs=1e-9)


def test_alpha_of_sets_is_that_of_the_library_with_the_same_distance() -> None:
    found = ratings(
        {"1": "x y", "2": "x", "3": "", "4": "z", "5": "x y z"},
        {"1": "x", "2": "x", "3": "", "4": "y", "5": "x y"},
        {"1": "x y", "2": "y", "4": "z", "5": ""},
    )
    sets = sorted({frozenset(g[u].stances) for g in found.given for u in g}, key=sorted)
    data = [[sets.index(frozenset(g[u].stances)) if u in g else NAN for u in found.units] for g in found.given]

    def distance(v1: np.ndarray, v2: np.ndarray, **_: object) -> np.ndarray:
        return np.vectorize(lambda a, b: masi(sets[int(a)], sets[int(b)]))(v1, v2)

    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=distance)
    measured = SetSums(found)
    assert float(measured.alpha(measured.sums.sum(0))) == pytest.approx(expected, abs=1e-9)


@pytest.mark.shared
def test_on_real_double_codings_every_figure_is_the_libraries(shared: Path) -> None:
    path = shared / "gold" / "dev_coders.csv"
    found = agreement(from_table(path), repeats=100)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    coded = [[{p.split(":")[0] for p in r[c].split(";") if p} for r in rows] for c in ("coder_a", "coder_b")]

    assert found.n == len(rows) == 544
    flat: list[list[int]] = [[], []]
    for one in found.codes:
        data = [[int(one.name in s) for s in sets] for sets in coded]
        flat = [flat[0] + data[0], flat[1] + data[1]]
        assert one.figures["alpha"].value == pytest.approx(
            krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"), abs=1e-9
        )
        assert one.figures["kappa"].value == pytest.approx(cohen_kappa_score(*data), abs=1e-9)
    for code, ac1 in AC1_OF_GOLD.items():
        assert row(found, code).figures["ac1"].value == pytest.approx(ac1, abs=1e-9)
    pooled = row(found, "all codes").figures
    assert pooled["alpha"].value == pytest.approx(
        krippendorff.alpha(reliability_data=flat, level_of_measurement="nominal"), abs=1e-9
    )
    assert pooled["kappa"].value == pytest.approx(cohen_kappa_score(*flat), abs=1e-9)
    assert found.exact == np.mean([a == b for a, b in zip(*coded, strict=True)])
    for one in (*found.pooled, *found.codes):
        for figure in one.figures.values():
            assert figure.value is None or figure.low is None or figure.low <= figure.value + 1e-9


def test_only_excerpts_that_two_coders_read_count() -> None:
    found = agreement(ratings({"1": "x", "2": "", "9": "x"}, {"1": "x", "2": "x"}), repeats=10)

    assert (found.n, row(found, "x").n) == (2, 2)


def test_excerpts_of_a_case_are_drawn_together() -> None:
    # Within a case all agree or all differ: by case the interval is wider than by excerpt.
    one = {f"{c}{i}": "x" if i % 2 else "" for c in "pqrstu" for i in range(20)}
    other = {u: code if u[0] < "s" else ("" if code else "x") for u, code in one.items()}
    apart = row(agreement(ratings(one, other)), "x").figures["alpha"]
    together = row(agreement(ratings(one, other, cases={u: u[0] for u in one})), "x").figures["alpha"]

    assert apart.value == together.value
    assert apart.low is not None
    assert together.low is not None
    assert together.low < apart.low


def test_totals_by_case_add_up_to_those_of_all_excerpts() -> None:
    values = sums(np.array(THREE_CODERS)[:, :, None])

    np.testing.assert_allclose(by_case(values, list("aabbccddeeff")).sum(0), values.sum(0))


def test_the_same_data_give_the_same_intervals() -> None:
    data = ratings({str(i): "x" if i % 3 else "" for i in range(40)}, {str(i): "x" if i % 4 else "" for i in range(40)})

    assert agreement(data) == agreement(data)


def test_a_code_that_is_rare_carries_a_warning_and_one_that_is_common_none() -> None:
    one = {str(i): ("often " if i % 2 else "") + ("once" if i == 7 else "") for i in range(100)}
    found = agreement(ratings(one, one), repeats=200)

    assert row(found, "once").warnings[0] == "given to 1 only"
    assert row(found, "often").warnings == ()


def test_disagreements_name_who_gave_what_and_stances_count_apart() -> None:
    found = agreement(ratings({"1": "x", "2": "x:past", "3": "y"}, {"1": "", "2": "x", "3": "y"}), repeats=10)

    assert [(d.excerpt, d.code, d.given) for d in found.disagreements] == [
        ("1", "x", {"a": "current", "b": ""}),
        ("2", "x", {"a": "past", "b": "current"}),
    ]
    assert found.same_stance == (1, 2)


def test_spans_are_compared_by_characters_and_by_overlap() -> None:
    def coder(*spans: tuple[int, int]) -> dict[str, Verdicts]:
        return {"1": Verdicts({"x": "current"}, {"x": spans})}

    found = span_agreement(of_two(("a", "b"), [coder((0, 10), (20, 30)), coder((5, 15))], {"1": "1"}, "case"))

    assert found.n == 1
    assert found.characters == pytest.approx(2 * 5 / 30)
    assert found.spans == pytest.approx(2 / 3)


def test_a_table_with_what_is_wrong_is_refused_with_all_its_problems(tmp_path: Path) -> None:
    with pytest.raises(CodingsError) as fault:
        from_table(table(tmp_path, "name,coder_a", "1,x"))
    assert len(fault.value.problems) == 2

    with pytest.raises(CodingsError) as fault:
        from_table(table(tmp_path, "id,coder_a,coder_b", "1,x,x", "1,x,", ",,"))
    assert [p.where for p in fault.value.problems] == ["coders.csv:3", "coders.csv:4"]


def answer(arguments: Sequence[object]) -> str:
    """What the command line says; it must go well."""
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_catalog_agree_works_on_a_table_without_a_study(tmp_path: Path) -> None:
    path = table(tmp_path, "id,case,coder_a,coder_b,coder_c", "1,p,x:current,x,", "2,p,,,=y", "3,q,x,x,x", "4,r,,x,")
    listed = tmp_path / "differ.csv"

    told = json.loads(answer(["agree", "--gold", path, "--coder", "coder_a", "--coder", "coder_b", "--json"]))
    assert told["coders"] == ["coder_a", "coder_b"]
    assert (told["n"], told["cases"], told["resampled"]) == (4, 3, "case")
    assert told["pooled"][0]["figures"]["percent"]["value"] == 0.75

    said = answer(["agree", "--gold", path, "--list", listed])
    assert "4 excerpts" in said
    assert listed.read_text(encoding="utf-8").splitlines()[0] == "excerpt,case,code,coder_a,coder_b,coder_c"
    assert "'=y" in listed.read_text(encoding="utf-8")  # no cell runs as a formula
