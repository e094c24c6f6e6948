"""Whether nominal 95% intervals of prevalence hold what they say, by simulation.

python -m tests.benchmarks.prevalence --repetitions 500
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

import numpy as np

from pipelines.prevalence.estimates import (
    Estimate,
    Floats,
    Sample,
    corrected_districts,
    corrected_share,
    machine_districts,
    machine_share,
    people_share,
)
from tests.benchmarks.processes import say

SEED = 20170731
Method = Callable[[Sample], Estimate]
EXCERPTS: dict[str, Method] = {"people": people_share, "machine": machine_share, "corrected": corrected_share}
DISTRICTS: dict[str, Method] = {
    "people": lambda sample: corrected_districts(sample, 0.0),
    "machine": machine_districts,
    "corrected": corrected_districts,
}


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Simulate and print; coverage and mean width by "excerpts corrected coverage" and the like."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--districts", type=int, default=120)
    parser.add_argument("--prevalence", type=float, default=0.2, help="share of excerpts with the code")
    parser.add_argument("--found", type=float, default=0.55, help="of true codes, the share the machine gives")
    parser.add_argument("--false", type=float, default=0.03, help="of excerpts without it, the share it codes")
    parser.add_argument("--drawn", type=float, default=0.25, help="share of excerpts people read")
    options = parser.parse_args(arguments)
    random = np.random.default_rng(SEED)
    # The truth about excerpts is the prevalence itself; about districts, that of very many of them.
    many, truth = population(random, options, 50_000)
    shares = {"excerpts": options.prevalence, "districts": (np.bincount(many.district, weights=truth) > 0).mean()}
    hits: dict[str, list[tuple[bool, float]]] = {}
    for _ in range(options.repetitions):
        sample, _ = population(random, options, options.districts)
        for unit, methods in (("excerpts", EXCERPTS), ("districts", DISTRICTS)):
            for name, method in methods.items():
                found = method(sample)
                inside = found.low <= shares[unit] <= found.high
                hits.setdefault(f"{unit} {name}", []).append((inside, found.high - found.low))
    figures = {}
    for name, runs in hits.items():
        figures[f"{name} coverage"], figures[f"{name} width"] = (float(v) for v in np.mean(runs, axis=0))
        say(f"{name}: covers in {figures[f'{name} coverage']:.1%}, mean width {figures[f'{name} width']:.3f}")
    return figures


def population(random: np.random.Generator, options: argparse.Namespace, districts: int) -> tuple[Sample, Floats]:
    """Excerpts of districts that differ in how often they have the code, with the truth about each excerpt."""
    sizes = 1 + random.poisson(5, districts)
    own = random.beta(options.prevalence * 8, (1 - options.prevalence) * 8, districts)
    district = np.repeat(np.arange(districts), sizes)
    truth = (random.random(len(district)) < own[district]).astype(float)
    given = np.where(truth > 0, options.found, options.false)
    machine = (random.random(len(district)) < given).astype(float)
    people = np.where(random.random(len(district)) < options.drawn, truth, np.nan)
    return Sample(machine, people, np.full(len(district), options.drawn), district), truth


if __name__ == "__main__":
    main()
