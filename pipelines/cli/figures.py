"""Figures of coders as people read them on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def summary(figures: dict[str, Any]) -> Iterator[str]:
    """The pooled figures, then a line for each code that is right or given anywhere."""
    intervals = figures["intervals"]
    yield f"micro-F1 {_number(figures['micro_f1'])}{_range(intervals.get('micro_f1'))} (precision " + (
        f"{_number(figures['micro_precision'])}, recall {_number(figures['micro_recall'])})"
    )
    often = f"{figures['macro_codes']} codes with at least 5 positives"
    yield f"macro-F1 {_number(figures['macro_f1'])}{_range(intervals.get('macro_f1'))} ({often})"
    if figures["stance_n"]:
        yield f"stance {_number(figures['stance_accuracy'])} of {figures['stance_n']} codings that agree"
    if figures["ece"] is not None:
        yield f"calibration error {_number(figures['ece'])}"
    if accepted := figures["accepted"]:
        yield (
            f"accepted provisionally: {accepted['n']} codings, {_number(accepted['coverage'])} of those given, "
            f"{_number(accepted['precision'])} of them right"
        )
    yield f"{'code':<32} right  given  precision  recall  F1    average precision"
    for code, own in sorted(figures["per_code"].items(), key=lambda item: (-item[1]["support"], item[0])):
        if own["support"] or own["given"]:
            yield (
                f"{code:<32} {own['support']:>5}  {own['given']:>5}  {_number(own['precision']):>9}  "
                f"{_number(own['recall']):>6}  {_number(own['f1']):<4}  {_number(own['average_precision'])}"
            )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value == 1 else f"{value:.3f}".removeprefix("0")


def _range(limits: tuple[float, float] | None) -> str:
    return f" [{_number(limits[0])} to {_number(limits[1])}]" if limits else ""
