"""A column is judged by what stands in it."""

from __future__ import annotations

import pytest

from pipelines.readers.choices import options_of, split_options
from pipelines.readers.columns import classify
from pipelines.readers.header_columns import Column
from pipelines.readers.profiles import Profile
from pipelines.readers.scales import likert_order, option_order

PROSE = ("We use stations in math.", "Students choose topics, mostly.", "Not yet, but we plan to.", "None")


def kind(header: str, values: list[str]) -> str:
    profile = Profile()
    for value in values:
        profile.add(value)
    guess = classify(Column(1, header, header, header), profile)
    return guess.why if guess.kind == "ignored" else guess.kind


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("Q7", ["a@b.org", "c.d@e.edu"], "e-mail address"),
        ("Q7", ["10.0.0.1", "192.168.1.77"], "network address"),
        ("Q7", ["2024-05-01 10:00", "5/1/2024", "May 3, 2024"], "date or time"),
        ("Q7", ["(555) 555-0100", "555-555-0101"], "telephone number"),
        ("Q7", ["https://example.org/a"], "web address"),
        ("Latitude", ["42.361145", "41.5"], "geographic position"),
        ("Teacher's First Name", ["Ana", "Ben"], "name of a person"),
        ("Q7", [], "empty"),
        ("Participant ID", ["P1", "P2", "P3"], "id"),
        ("School name", ["Oak", "Elm", "Oak"], "case"),
        ("Which district do you represent?", ["Oak", "Elm", "Oak"], "case"),
        ("What kind of district is it?", ["rural", "urban", "rural", "rural"] * 3, "single"),
        ("How many students are in the school?", ["312", "1,204", "77"], "number"),
        ("Your current role", ["Teacher", "Principal", "Teacher"], "role"),
        ("I give students choice", ["Yes", "No", "Yes", "No"] * 3, "single"),
        ("I understand that my answers will be published", ["Yes", "Yes", "No"], "consent"),
        ("Comments", ["none", "N/A", "We use stations in math."], "open"),
        ("Q7", list(PROSE) * 1, "open"),
        ("Q7", ["Yes", "No", "Yes", "Yes", "No", "Yes", "No", "Yes"], "single"),
        ("Grade", ["K", "4", "K", "2", "1", "K", "3", "4"], "single"),
        ("Q7", ["Agree", "Disagree", "Strongly agree"], "likert"),
        ("Rate the training", ["5", "4", "5", "3"], "likert"),
        ("Q7", ["2"], "single"),
        ("Q7", ["17.5", "20"], "number"),
        ("Q7", ["Time;", "Time;Money;"], "multiple"),
        ("Q7", ["Time, Money", "Time", "Staff, Time", "Money, Staff", "Money"], "multiple"),
        ("Household income", ["$0 - $24,999", "$25,000 - $49,999", "$0 - $24,999"] * 4, "single"),
    ],
)
def test_kinds_of_columns(header: str, values: list[str], expected: str) -> None:
    assert kind(header, values) == expected


def test_many_short_answers_in_own_words_stay_open() -> None:
    values = [f"{a} {b}" for a in ("more", "less", "better", "new") for b in ("time", "staff", "wifi", "rooms")]

    assert kind("What do you need?", values) == "open"


def test_prose_with_commas_is_no_list_of_options() -> None:
    profile = Profile()
    for i in range(30):
        profile.add(f"In grade {i}, we tried stations, and it worked, I think")

    assert options_of(profile) is None


@pytest.mark.parametrize(
    "scale",
    [
        ("Never", "Rarely", "Sometimes", "Often", "Always"),
        ("Never", "Monthly", "Weekly", "Daily"),
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
        ("Not at all", "A little", "Somewhat", "Mostly", "Completely"),
        ("Not Yet", "Somewhat", "Mostly", "Yes"),
        ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"),
        ("Not at all confident", "Slightly confident", "Very confident", "Extremely confident"),
        ("Poor", "Fair", "Good", "Very good", "Excellent"),
        ("Not started", "Planning", "Piloting", "Fully implemented"),
        ("1 - Low", "2 - Some", "3 - High"),
        ("Not important", "Somewhat important", "Very important", "Not sure"),
    ],
)
def test_scales_are_put_in_order_lowest_first(scale: tuple[str, ...]) -> None:
    assert likert_order(sorted(scale)) == scale


@pytest.mark.parametrize(
    "values",
    [("Yes", "No"), ("Teacher", "Principal"), ("rural", "urban"), ("Grade 3", "Grade 4"), ("Always",)],
)
def test_choices_are_no_scales(values: tuple[str, ...]) -> None:
    assert likert_order(values) is None


def test_ranges_are_ordered_by_their_numbers() -> None:
    options = dict.fromkeys(["45-60", "> 60", "18-29", "30-44"], 1)

    assert option_order(options) == ("18-29", "30-44", "45-60", "> 60")


def test_an_option_may_hold_the_separator() -> None:
    assert split_options("Yes, mostly, No", ["Yes, mostly", "No"]) == ["Yes, mostly", "No"]
    assert split_options("Time;Money;", ["Money", "Time"]) == ["Time", "Money"]
    assert split_options("alone", []) == ["alone"]
