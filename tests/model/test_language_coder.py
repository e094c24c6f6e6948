"""A language model is one more coder, and is believed only where its quote stands in the text."""

from __future__ import annotations

import builtins
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import llm
import pytest
from click.testing import CliRunner, Result
from llm.plugins import pm

from catalog.codebook import Codebook, load_codebook
from catalog.errors import ModelError
from pipelines.cli import main
from pipelines.model.language import LanguageCoder, find_quote
from tests.small_study import CODES, SmallStudy, save_csv, save_yaml

TEXT = "We rotate through four stations. There isn’t enough time to plan them."


class Parrot(llm.Model):
    """A model that says what it was told to, whatever it is asked."""

    model_id = "parrot"
    answer: str | Exception = ""
    asked: list[tuple[str, str]]

    def execute(self, prompt: Any, stream: bool, response: Any, conversation: Any) -> Iterator[str]:
        self.asked.append((prompt.system, prompt.prompt))
        if isinstance(self.answer, Exception):
            raise self.answer
        yield self.answer


@pytest.fixture
def parrot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parrot]:
    """The model, registered with llm as any plugin registers one."""
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "llm"))
    model = Parrot()
    model.asked = []

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            register(model)

    plugin = Plugin()
    pm.register(plugin)
    yield model
    pm.unregister(plugin)


@pytest.fixture
def codebook(tmp_path: Path) -> Codebook:
    save_yaml(tmp_path / "taxonomy.yaml", {"codes": CODES})
    return load_codebook(tmp_path / "taxonomy.yaml")


def answer(*codings: tuple[str, str, str]) -> str:
    given = [dict(zip(("code", "stance", "quote"), coding, strict=True)) for coding in codings]
    return f"Here you are:\n```json\n{json.dumps({'codings': given})}\n```"


def test_what_it_quotes_is_a_coding_with_the_quotes_place_as_its_reason(parrot: Parrot, codebook: Codebook) -> None:
    parrot.answer = answer(("station-rotation", "current", "rotate through four stations"))

    [[found]] = LanguageCoder(codebook, "parrot").code([TEXT])

    assert (found.code, found.stance, found.probability) == ("station-rotation", "current", None)
    assert [span.of(TEXT) for span in found.because] == ["rotate through four stations"]


def test_it_is_told_every_definition_and_the_question(parrot: Parrot, codebook: Codebook) -> None:
    parrot.answer = answer()

    LanguageCoder(codebook, "parrot").code([TEXT], ["What gets in the way?"])

    [(system, prompt)] = parrot.asked
    assert all(code.id in system and code.definition in system for code in codebook.active)
    assert "What gets in the way?" in prompt
    assert TEXT in prompt


@pytest.mark.parametrize(
    ("coding", "reason"),
    [
        (("station-rotation", "current", "we rotate through five stations"), "its quote does not stand in the text"),
        (("station-rotation", "current", ""), "its quote does not stand in the text"),
        (("station-rotation", "current", "…"), "its quote does not stand in the text"),
        (("station-rotation", "current", "rotate stations"), "its quote does not stand in the text"),
        (("lab-rotation", "current", "rotate through four stations"), "no such code"),
        (("station-rotation", "ongoing", "rotate through four stations"), "no such stance"),
    ],
)
def test_what_it_makes_up_is_thrown_away_and_counted(
    parrot: Parrot, codebook: Codebook, coding: tuple[str, str, str], reason: str
) -> None:
    parrot.answer = answer(coding, ("barrier-time", "current", "enough time"))
    coder = LanguageCoder(codebook, "parrot")

    [found] = coder.code([TEXT])

    assert [suggestion.code for suggestion in found] == ["barrier-time"]
    assert coder.rejected == {reason: 1}


@pytest.mark.parametrize(
    "said", ["I cannot help with that.", '{"codings": "none"}', "{", "[]", '{"codings": [1, null]}']
)
def test_an_answer_that_is_no_answer_is_no_code_and_no_crash(parrot: Parrot, codebook: Codebook, said: str) -> None:
    parrot.answer = said

    assert LanguageCoder(codebook, "parrot").code([TEXT, "  "]) == [[], []]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("There isn't enough time", "There isn’t enough time"),
        ("four stations.\nThere", "four stations. There"),
        ("WE ROTATE", "We rotate"),
        ("rotate through stations", None),
        ("time to plan themselves", None),
        ("otate through four", None),
    ],
)
def test_signs_and_capitals_of_a_quote_may_differ_and_words_may_not(quote: str, stands: str | None) -> None:
    span = find_quote(TEXT, quote)

    assert (span.of(TEXT) if span else None) == stands


def test_a_model_that_cannot_be_asked_is_told_without_the_text(parrot: Parrot, codebook: Codebook) -> None:
    parrot.answer = llm.NeedsKeyException(f"no key; you asked: {TEXT}")

    with pytest.raises(ModelError) as fault:
        LanguageCoder(codebook, "parrot").code([TEXT])

    assert "its key is set" in str(fault.value)
    assert "stations" not in str(fault.value)


def test_a_name_that_llm_does_not_know_is_told(parrot: Parrot, codebook: Codebook) -> None:
    with pytest.raises(ModelError, match="llm knows no model of that name"):
        LanguageCoder(codebook, "magpie")


def test_without_the_extra_it_is_told_what_to_install(codebook: Codebook, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name == "llm":
            raise ImportError(name)
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)

    with pytest.raises(ModelError, match=r"evidence-to-exemplar\[llm\]"):
        LanguageCoder(codebook, "parrot")


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--study", str(folder)])


def test_it_is_measured_like_any_coder_and_what_it_said_can_be_kept(parrot: Parrot, tmp_path: Path) -> None:
    study = SmallStudy(tmp_path / "study").write()
    save_csv(tmp_path / "gold.csv", [["id", "text", "codes"], ["a", TEXT, "station-rotation"], ["b", "Lunch.", ""]])
    parrot.answer = answer(("station-rotation", "past", "four stations"), ("devices", "current", "stations"))
    asking = ("evaluate", "--gold", tmp_path / "gold.csv", "--json")

    first = run(study.root, *asking, "--coder", "llm:parrot", "--save", tmp_path / "said.csv")
    again = run(study.root, *asking, "--coders", tmp_path / "said.csv", "--coder", "llm:parrot")

    figures = json.loads(first.stdout)
    assert figures["per_code"]["station-rotation"]["recall"] == 1
    assert figures["per_code"]["devices"]["precision"] == 0
    assert figures["stance_accuracy"] == 0
    assert "2 thrown away, its quote does not stand in the text" in first.stderr
    assert json.loads(again.stdout) == figures
    assert len(parrot.asked) == 2
    with (tmp_path / "said.csv").open(encoding="utf-8", newline="") as stream:
        saved = next(csv.DictReader(stream))
    assert saved == {"id": "a", "llm:parrot": "station-rotation:past;devices:current"}


def test_it_is_sent_nothing_but_what_was_named(parrot: Parrot, tmp_path: Path) -> None:
    study = SmallStudy(tmp_path / "study").write()

    refused = run(study.root, "evaluate", "--coder", "llm:parrot")

    assert refused.exit_code == 1
    assert "name them with --gold" in refused.stderr
    assert parrot.asked == []


def test_it_can_be_tried(parrot: Parrot, tmp_path: Path) -> None:
    study = SmallStudy(tmp_path / "study").write()
    parrot.answer = answer(("barrier-time", "current", "there isn't enough time"))

    told = json.loads(run(study.root, "try", "--coder", "llm:parrot", "--json", TEXT).stdout)

    assert [(line["code"], line["because"][0]["text"]) for line in told] == [
        ("barrier-time", "There isn’t enough time")
    ]
