"""Changes of a codebook: what each kind makes of taxonomy.yaml, and what differs between two versions.

    define      fields of a code are worded otherwise
    add         a new code
    split       a code is retired, two or more take its place
    merge       a code is retired into another, which may take its cues, examples and names
    retire      a code is no longer given
    example     a text that the code applies to is added
    near miss   a text that looks like the code and is not is added

Retired codes stay, with what took their place; what named them names that instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.codebook.edit import with_fields, with_head
from catalog.codebook.load import code_of, parse_codebook
from catalog.codebook.model import Code, Codebook
from catalog.codebook.write import code_as_data, with_code_data
from catalog.errors import CodebookError, Problem

DEFINE, ADD, SPLIT, MERGE, RETIRE, EXAMPLE, NEAR_MISS = (
    *("define", "add", "split", "merge"),
    *("retire", "example", "near miss"),
)
KINDS = (DEFINE, ADD, SPLIT, MERGE, RETIRE, EXAMPLE, NEAR_MISS)
# What may be worded otherwise. Ids are for ever.
WORDED = ("label", "definition", "use_when", "not_when", "look_fors", "examples", "near_misses", "alt_labels", "cues")
# Fields that say what the code means: codings made before may not hold under the new words.
MEANING = frozenset({"definition", "use_when", "not_when"})
TAKEN = ("alt_labels", "examples", "cues")

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, the code it is about, and what it becomes.

    `content` holds for define {"fields": {...}}, add {"code": {...}}, split {"into": [{...}, ...]}, merge {"into": id,
    "take": [field, ...]}, retire {"replaced_by": [id, ...]}, example and near miss {"text": {...}}; parts of codes are
    written as in taxonomy.yaml.
    """

    kind: str
    code: str
    content: Mapping[str, Any]


def bumped(version: str, change: Change) -> str:
    """The version after a change: the first number where codes leave, the second where meaning is new or other.

    >>> bumped("1.2.3", Change("retire", "a", {})), bumped("1.2.3", Change("add", "a", {}))
    ('2.0.0', '1.3.0')
    >>> bumped("1.2.3", Change("define", "a", {"fields": {"cues": {}}}))
    '1.2.4'
    """
    first, second, third = (int(part) for part in version.partition("-")[0].split("."))
    if change.kind in (SPLIT, MERGE, RETIRE):
        return f"{first + 1}.0.0"
    if change.kind == ADD or MEANING & set(change.content.get("fields", ())):
        return f"{first}.{second + 1}.0"
    return f"{first}.{second}.{third + 1}"


def changed(text: str, change: Change, note: str, date: str) -> str:
    """taxonomy.yaml after the change, of the next version with a note; CodebookError says why it cannot be done."""
    codebook = parse_codebook(text)
    version = bumped(codebook.version, change)
    data = {code.id: code_as_data(code) for code in codebook.codes}
    if change.kind != ADD:
        _in_use(codebook, change.code)
    wanted, added = _MAKE[change.kind](codebook, change, version)
    fields = {
        id: {key: new.get(key) for key in {**data[id], **new} if new.get(key) != data[id].get(key)}
        for id, new in wanted.items()
    }
    for new in added:
        if new["id"] in data:
            raise CodebookError(Problem("id", f'there is a code "{new["id"]}" already', "choose another id"))
    written = with_fields(text, {id: parts for id, parts in fields.items() if parts})
    written = with_code_data(written, added)
    written = with_head(written, version, {"version": version, "date": date, "note": note})
    _check(written, {**data, **wanted} | {new["id"]: new for new in added})
    return written


def _check(written: str, wanted: Mapping[str, Data]) -> None:
    """Whether the file says what was wanted; comments in odd places could have come between."""
    found = {code.id: code_as_data(code) for code in parse_codebook(written).codes}
    wrong = sorted(id for id in wanted if found.get(id) != _tidy(wanted[id]))
    if wrong or set(found) != set(wanted):
        what = f"the change would not read back as meant ({', '.join(wrong[:3])})"
        raise CodebookError(Problem("taxonomy.yaml", what, "make this change in the file by hand, then build"))


def _tidy(data: Data) -> Data:
    """As it reads back: without what is empty, texts without blanks around them."""
    return code_as_data(code_of(data))


def _in_use(codebook: Codebook, code: str) -> Code:
    found = codebook.by_id.get(code)
    if found is None or found.retired:
        what = f'there is no code "{code}" in use'
        raise CodebookError(Problem("code", what, "choose one that is in use"))
    return found


Made = tuple[dict[str, Data], list[Data]]


def _define(codebook: Codebook, change: Change, version: str) -> Made:
    fields = {key: value for key, value in change.content["fields"].items() if key in WORDED}
    return {change.code: code_as_data(codebook.by_id[change.code]) | fields}, []


def _add(codebook: Codebook, change: Change, version: str) -> Made:
    return {}, [dict(change.content["code"])]


def _split(codebook: Codebook, change: Change, version: str) -> Made:
    old, parts = codebook.by_id[change.code], [dict(part) for part in change.content["into"]]
    if len(parts) < 2:
        raise CodebookError(Problem("split", "a code is split into two at least", "name and define both parts"))
    shared = {"dimension": old.dimension, **({"parent": old.parent} if old.parent else {})}
    parts = [{**shared, **part} for part in parts]
    return _retired(codebook, change.code, [part["id"] for part in parts], version, "split"), parts


def _merge(codebook: Codebook, change: Change, version: str) -> Made:
    into = _in_use(codebook, change.content["into"])
    if into.id == change.code:
        raise CodebookError(Problem("merge", "a code cannot be merged into itself", "choose another"))
    wanted = _retired(codebook, change.code, [into.id], version, "merged")
    kept, old = wanted.get(into.id, code_as_data(into)), code_as_data(codebook.by_id[change.code])
    for field in (field for field in TAKEN if field in change.content.get("take", ())):
        if field == "cues":
            kept[field] = {k: _joined(kept.get(field, {}).get(k), old.get(field, {}).get(k)) for k in _CUES}
            kept[field] = {k: v for k, v in kept[field].items() if v}
        elif field == "alt_labels":
            kept[field] = _joined(kept.get(field), [old["label"], *old.get(field, [])])
        else:
            own = [{**e, "also": [c for c in e.get("also", []) if c != into.id]} for e in old.get(field, [])]
            kept[field] = _joined(kept.get(field), own)
    wanted[into.id] = kept
    return wanted, []


_CUES = ("strong", "weak", "block")


def _joined(first: Sequence[Any] | None, second: Sequence[Any] | None) -> list[Any]:
    """Both lists, without what is there twice."""
    return [*(first or ()), *(item for item in second or () if item not in (first or ()))]


def _retire(codebook: Codebook, change: Change, version: str) -> Made:
    replaced_by = [_in_use(codebook, id).id for id in change.content.get("replaced_by", ())]
    return _retired(codebook, change.code, replaced_by, version, "retired"), []


def _quote(codebook: Codebook, change: Change, version: str) -> Made:
    field = "examples" if change.kind == EXAMPLE else "near_misses"
    data = code_as_data(codebook.by_id[change.code])
    text = dict(change.content["text"])
    if text.get("text") in [item.get("text") for item in data.get(field, [])]:
        raise CodebookError(Problem(change.kind, "this text stands there already", "nothing needs to be done"))
    return {change.code: {**data, field: [*data.get(field, []), text]}}, []


_MAKE: dict[str, Callable[[Codebook, Change, str], Made]] = {
    **{DEFINE: _define, ADD: _add, SPLIT: _split, MERGE: _merge},
    **{RETIRE: _retire, EXAMPLE: _quote, NEAR_MISS: _quote},
}


def _retired(codebook: Codebook, gone: str, instead: list[str], version: str, why: str) -> dict[str, Data]:
    """The code as retired, and the codes that named it as they name what took its place."""
    old = codebook.by_id[gone]
    wanted = {gone: code_as_data(old) | {"retired": {"version": version, "replaced_by": instead, "note": why}}}
    for code in codebook.codes:
        data = code_as_data(code)
        new = _naming(data, gone, [id for id in instead if id != code.id], old.parent)
        if code.id != gone and new != data:
            wanted[code.id] = new
    return wanted


def _naming(data: Data, gone: str, instead: list[str], above: str | None) -> Data:
    """A code that names others by `instead` where it named `gone`."""
    # Which of two parts an example deserves, nobody has said.
    one = instead if len(instead) == 1 else []
    new = dict(data)
    if data.get("parent") == gone:
        new["parent"] = one[0] if one else above
    new["related"] = _named(data.get("related", []), gone, instead)
    new["examples"] = [{**e, "also": _named(e.get("also", []), gone, one)} for e in data.get("examples", [])]
    new["near_misses"] = [
        {**m, "instead": _named(m["instead"], gone, one)} if "instead" in m else m for m in data.get("near_misses", [])
    ]
    if data.get("retired", {}).get("replaced_by"):
        new["retired"] = {**data["retired"], "replaced_by": _named(data["retired"]["replaced_by"], gone, instead)}
    return {key: value for key, value in new.items() if value not in (None, [], {})}


def _named(ids: Sequence[str], gone: str, instead: Sequence[str]) -> list[str]:
    found = [name for id in ids for name in (instead if id == gone else [id])]
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a code that is not the same in two versions, as lines of text."""

    code: str
    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: Codebook, after: Codebook) -> list[Difference]:
    """What differs, code by code in the order of the later version; a new code differs in all it says."""
    found = []
    for code in [*after.codes, *(code for code in before.codes if code.id not in after.by_id)]:
        old, new = (code_as_data(b.by_id[code.id]) if code.id in b.by_id else {} for b in (before, after))
        for field in dict.fromkeys([*old, *new]):
            if old.get(field) != new.get(field):
                found.append(Difference(code.id, field, _lines(old.get(field)), _lines(new.get(field))))
    return found


def _lines(value: Any) -> tuple[str, ...]:
    """A field's value as people read it, a line an item."""
    if value is None:
        return ()
    if isinstance(value, dict):
        return tuple(f"{key.replace('_', ' ')}: {line}" for key, part in value.items() for line in _lines(part))
    if isinstance(value, list):
        return tuple(_item(item) if isinstance(item, dict) else str(item) for item in value)
    return (str(value),)


def _item(item: Data) -> str:
    """An example, a near miss or a mapping on one line.

    >>> _item({"text": "We rotate.", "stance": "current", "also": ["devices", "choice"]})
    'We rotate. (stance: current; also: devices, choice)'
    """
    parts = (f"{key}: {', '.join(_lines(value))}" for key, value in item.items() if key != "text" and value)
    more = "; ".join(parts)
    return " ".join(filter(None, (str(item.get("text", "")), f"({more})" if more else "")))
