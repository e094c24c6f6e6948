"""The manifest is written so that it reads back the same, whatever people made of the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import ManifestError
from catalog.manifest import Ignored, SourceEntry, append_entries, entry_as_yaml, load_manifest
from catalog.records import Question

NEW = SourceEntry(
    id="new",
    path="new.csv",
    kind="survey",
    questions=(Question("Q1", 'What "works": yes or no?', "likert", ("Q1_1", "#5"), ("Never", "Often")),),
    ignored=(Ignored("IPAddress", "network address"),),
    attributes=("Grade level",),
)

HEADS = {
    "of a new study": "study:\n  title: T\nsources: []\n",
    "with a remark behind the list": "study:\n  title: T\nsources: []   # none yet\n",
    "without the list": "study:\n  title: T\n",
    "with an empty list": "sources:\nstudy:\n  title: T\n",
    "of remarks alone": "# nothing yet\n",
    "indented by two": "sources:\n  - id: old\n    path: old.csv\n    kind: survey\n    attributes:\n      - Grade\n",
    "not indented": "sources:\n- id: old\n  path: old.csv\n  kind: survey\n  attributes:\n  - Grade\n",
    "with something below": (
        "sources:\n    - id: old\n      path: old.csv\n      kind: survey\n\n"
        "# settings of the study\nsettings:\n  minimum_cell: 5\n"
    ),
    "without an end of line": "sources:\n  - {id: old, path: old.csv, kind: survey}",
}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Where the manifest goes, beside the files it may name."""
    for name in ("old.csv", "new.csv", "other.csv"):
        (tmp_path / name).touch()
    return tmp_path / "sources.yaml"


@pytest.mark.parametrize("head", HEADS)
def test_an_entry_is_added_to_a_manifest(manifest: Path, head: str) -> None:
    text = HEADS[head]
    manifest.write_text(text, encoding="utf-8")
    before = load_manifest(manifest)

    append_entries(manifest, [NEW, replace(NEW, id="other", path="other.csv")])

    after = load_manifest(manifest)
    assert after.sources == (*before.sources, NEW, replace(NEW, id="other", path="other.csv"))
    assert after.settings == before.settings
    assert set(filter(str.strip, text.replace("[]", "").splitlines())) <= {
        line.replace("sources:", "sources: ") if "sources: " in text and "sources:" in line else line
        for line in manifest.read_text(encoding="utf-8").splitlines()
    } | {"sources: ", "sources:    # none yet"}


def test_remarks_and_order_of_the_file_are_kept(manifest: Path) -> None:
    manifest.write_text(HEADS["with something below"], encoding="utf-8")

    append_entries(manifest, [NEW])

    text = manifest.read_text(encoding="utf-8")
    assert text.index("id: old") < text.index("id: new") < text.index("# settings of the study\nsettings:")


def test_a_list_in_brackets_is_not_touched(manifest: Path) -> None:
    text = "sources: [{id: old, path: old.csv, kind: survey}]\n"
    manifest.write_text(text, encoding="utf-8")

    with pytest.raises(ManifestError, match="written in brackets"):
        append_entries(manifest, [NEW])
    assert manifest.read_text(encoding="utf-8") == text


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and "\ufeff" not in text))
def test_any_column_and_any_wording_read_back_as_they_were(words: str) -> None:
    words = words.encode("utf-8", "replace").decode("utf-8")
    entry = replace(NEW, respondent=words, attributes=(words,), questions=(Question("Q", words, "open", (words,)),))

    (read,) = yaml.safe_load("sources:\n" + entry_as_yaml(entry))["sources"]

    assert (read["respondent"], read["attributes"]) == (words, [words])
    assert (read["questions"][0]["wording"], read["questions"][0].get("columns", ["Q"])) == (words, [words])


def test_all_problems_are_told_at_once_each_with_its_line(manifest: Path) -> None:
    manifest.write_text(
        "sources:\n- id: old\n  path: nowhere.csv\n  kind: servey\n- path: old.csv\n  kind: survey\n"
        "- id: q\n  path: new.csv\n  kind: survey\n  questions:\n  - {name: Q, type: opne}\n",
        encoding="utf-8",
    )

    with pytest.raises(ManifestError) as fault:
        load_manifest(manifest)

    assert [p.where for p in fault.value.problems] == [f"corpus/sources.yaml:{n}" for n in (11, 3, 4, 5)]
