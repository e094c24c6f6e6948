"""Reviewing changes the model: what is decided in the browser is what `catalog train` learns from."""

from __future__ import annotations

from pipelines.model.study import data_hash, to_learn_from, to_measure_with
from tests.staff.conftest import Site
from tests.staff.reviewing import KEPT, NAME, OTHER, decide, excerpt_of


def test_decisions_teach_and_what_was_drawn_to_measure_with_does_not(site: Site) -> None:
    site.do("delete from random_sample")
    kept, rejected, drawn, skipped = (row[0] for row in site.rows("select id from excerpts where gone = 0 limit 4"))
    site.do("insert into random_sample select pk, 0.1, 'now' from excerpts where id = ?", drawn)
    decide(site, NAME, kept, add="devices")
    decide(site, NAME, rejected)
    decide(site, NAME, drawn, add="mastery")
    decide(site, NAME, skipped, do="skip")

    assert {text.id: text.codes for text in to_learn_from(site.study)} == {kept: {"devices": "current"}, rejected: {}}
    assert [(text.id, text.codes) for text in to_measure_with(site.study)] == [(drawn, {"mastery": "current"})]


def test_what_is_decided_otherwise_is_learned_otherwise(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, **KEPT)
    before = data_hash(to_learn_from(site.study))

    decide(site, OTHER, excerpt, 1, **{"keep:devices": "1", "stance:devices": "past"})

    (text,) = to_learn_from(site.study)
    assert text.codes == {"devices": "past"}  # of two people's codes, those that both gave
    assert data_hash(to_learn_from(site.study)) != before
