"""The demo study of the repository, as `make demo` builds it: what it holds, and what its site shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from catalog.study import Study
from tests.contents import one, opened, rows, soundness, words_of
from tests.demo_study import ROOT, Page, Site

ENOUGH = 2000  # more addresses than that would mean that pages make new ones without end


@pytest.fixture(scope="module")
def demo(demo_study: Study) -> Study:
    return demo_study


@pytest.fixture(scope="module")
def site(demo: Study) -> Iterator[Site]:
    found = Site(demo.catalog_db)
    yield found
    found.close()


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Page]:
    """Every page of ours that can be reached from the first one without asking anything."""
    waiting, found = ["/"], dict[str, Page]()
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        if not address or address in found or not _is_a_page(address):
            continue
        answer = site.get(address)
        assert answer.status_code in (200, 410), address
        found[address] = Page(answer.text)
        waiting += found[address].addresses
    return found


def _is_a_page(address: str) -> bool:
    """Whether it is a page of ours; what has a dot in its name is a file."""
    ours = address.startswith("/") and not address.startswith(("/?", "/catalog", "/static", "/-/"))
    return ours and "." not in address.rpartition("/")[2]


def delivered(path: Path, headers: int) -> list[list[str]]:
    """The rows of a delivered table below its headers."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))[headers:]


def test_it_has_120_districts_two_surveys_and_six_focus_groups(demo: Study) -> None:
    with opened(demo.evidence_db) as db:
        kinds = dict(db.execute("select kind, count(*) from sources group by 1").fetchall())
        districts = db.execute("select count(*) from cases where kind = 'district'").fetchone()[0]

    assert districts == len(delivered(demo.corpus / "cases/districts.csv", 1)) == 120
    assert kinds == {"cases": 2, "survey": 2, "transcript": 6}


@pytest.mark.parametrize(
    ("source", "path", "headers"),
    [
        ("district-survey-spring-2025", "surveys/district_survey_spring_2025.csv", 3),
        ("district-form-fall-2025", "surveys/district_form_fall_2025.csv", 1),
    ],
)
def test_each_survey_has_eight_open_questions_and_every_row_is_a_respondent(
    demo: Study, source: str, path: str, headers: int
) -> None:
    with opened(demo.evidence_db) as db:
        types = [row[0] for row in db.execute("select type from questions where source_id = ?", (source,))]
        respondents = db.execute("select count(*) from respondents where source_id = ?", (source,)).fetchone()[0]

    assert types.count("open") == 8
    assert len(types) > 8
    assert respondents == len(delivered(demo.corpus / path, headers))


def test_the_two_surveys_reach_all_districts(demo: Study) -> None:
    with opened(demo.evidence_db) as db:
        answering = db.execute(
            "select count(distinct p.case_id) from respondents p join sources s on s.id = p.source_id "
            "where s.kind = 'survey'"
        ).fetchone()[0]

    assert answering >= 115


def test_people_read_at_least_400_excerpts_and_wrote_at_least_12_exemplars(demo: Study) -> None:
    with opened(demo.evidence_db) as db:
        read = db.execute(
            "select count(distinct r.excerpt_pk) from readings r join coders c on c.id = r.coder_id "
            "where c.kind = 'person'"
        ).fetchone()[0]

    assert read >= 400
    assert one(demo, "select count(*) from exemplars where state = 'published'") >= 12
    assert rows(demo, "select exemplar_id from citations group by 1 having sum(bearing = 'support') < 2") == []


@pytest.mark.parametrize("asked", ["kids move between tables", "station rotation"])
def test_a_teachers_words_and_the_fields_words_both_find_station_rotation(site: Site, asked: str) -> None:
    found = site.page("/?q=" + asked.replace(" ", "+"))

    assert found.links("/practice/")[0] == "/practice/station-rotation"
    assert "/exemplar/reading-spots-grade-2" in found.links("/exemplar/")
    assert len(found.quotes) >= 5
    assert re.search(r"(?i)\bmove|\bstation|\btable|\brotat", found.quotes[0])
    assert sum(bool(re.search(r"(?i)\bmove|\bstation|\btable|\brotat|\bspot", q)) for q in found.quotes) >= 5


def test_the_first_quote_for_a_teachers_words_has_these_words(site: Site) -> None:
    assert "Kids move between tables" in site.page("/?q=kids+move+between+tables").quotes[0]


def test_every_exemplar_shows_its_quotes_with_their_source(demo: Study, site: Site) -> None:
    cited = rows(
        demo,
        "select x.id, c.quote, e.id, s.title, e.text from exemplars x join citations c on c.exemplar_id = x.id "
        "join excerpts e on e.pk = c.excerpt_pk join sources s on s.id = e.source_id where x.state = 'published'",
    )
    shown = {key: site.page(f"/exemplar/{key}") for key, *_ in cited}

    assert len(shown) >= 12
    for key, quote, excerpt, source, text in cited:
        assert quote in text
        assert any(" ".join(quote.split()) in " ".join(said.split()) for said in shown[key].quotes), (key, quote)
        assert source in shown[key].words
        assert f"/excerpt/{excerpt}" in [address.partition("#")[0] for address in shown[key].addresses]


def test_a_quote_leads_back_to_its_row_and_column(demo: Study, site: Site) -> None:
    text, key, place = rows(
        demo,
        "select text, id, place from excerpts where text like '%Kids move between tables%' "
        "and source_id = 'district-survey-spring-2025'",
    )[0]

    assert f"Row {place.removeprefix('row ')}" in site.page(f"/excerpt/{key}").words
    row, column = re.fullmatch(r"row (\d+), column (\w+)", place).groups()  # type: ignore[union-attr]
    table = delivered(demo.corpus / "surveys/district_survey_spring_2025.csv", 0)
    assert text in table[int(row) - 1][table[0].index(column)]


def test_every_page_says_that_the_words_are_invented(pages: dict[str, Page], site: Site) -> None:
    more = [site.get(a) for a in ("/nowhere", "/?q=zebra", "/catalog", "/catalog/excerpts", "/catalog/coded_excerpts")]

    assert len(pages) > 100
    assert [address for address, page in pages.items() if "A demonstration." not in page.words] == []
    assert all("A demonstration." in answer.text for answer in more)
    assert '"synthetic": true' in site.get("/exemplar/reading-spots-grade-2.json").text
    for form in ("md", "bib", "ris"):
        assert "Demonstration with invented words." in site.get(f"/exemplar/reading-spots-grade-2.{form}").text


def test_every_page_has_language_title_description_one_heading_and_landmarks(
    pages: dict[str, Page], site: Site
) -> None:
    once = ('<html lang="en"', "<title>", "<h1", "<main", '<meta name="description" content="', '<meta name="viewport"')
    faults = []
    for address in pages:
        text = site.get(address).text
        faults += [f"{address}: {text.count(part)} of {part}" for part in once if text.count(part) != 1]
        faults += [f"{address}: no {part}" for part in ("<header", "<nav", "<footer") if part not in text]
        faults += [f"{address}: an empty description" for _ in range('name="description" content=""' in text)]

    assert faults == []


def test_every_link_of_the_site_resolves(pages: dict[str, Page], site: Site) -> None:
    searches = {address: site.page(address) for address in ("/?q=station+rotation", "/?stance=past")}
    named = {address.partition("#")[0] for page in (pages | searches).values() for address in page.addresses} - {""}
    theirs = {address for address in site.page("/catalog").addresses if address.startswith("/")}

    unseen = sorted((named | theirs) - pages.keys())
    elsewhere = {address for address in named if not address.startswith("/")}
    cited = [research for research in _research() if research.get("link")]
    assert elsewhere == {research["link"] for research in cited}  # nothing but where outside research was published
    unseen = [address for address in unseen if address not in elsewhere]
    assert 20 < len(unseen) < ENOUGH
    assert [address for address in unseen if site.get(address).status_code not in (200, 410)] == []


def _research() -> Iterator[dict[str, str]]:
    """What the demo's exemplars say of outside research."""
    for path in sorted((ROOT / "corpus" / "exemplars").glob("*.md")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1]).get("research") or ()


def test_every_place_within_a_page_exists(pages: dict[str, Page]) -> None:
    broken = [
        f"{address} to {link}"
        for address, page in pages.items()
        for link in page.addresses
        if "#" in link
        and (target := pages.get(link.partition("#")[0] or address)) is not None
        and link.partition("#")[2] not in target.ids
    ]

    assert broken == []


def test_words_for_research_or_internal_use_alone_are_nowhere(demo: Study) -> None:
    manifest = yaml.safe_load((demo.corpus / "sources.yaml").read_text(encoding="utf-8"))
    closed = [entry["id"] for entry in manifest["sources"] if entry.get("consent", "public") != "public"]
    with opened(demo.evidence_db) as db:
        texts = [
            row[0]
            for source in closed
            for row in db.execute(
                "select e.text from excerpts e join responses r on r.pk = e.response_pk where r.source_id = ?",
                (source,),
            )
        ]
    everything = words_of(demo.catalog_db)

    assert len(texts) > 30
    assert [text for text in texts if len(text.split()) > 4 and text in everything] == []
    assert [source for source in closed if source in everything] == []


def test_the_databases_are_sound(demo: Study) -> None:
    assert [soundness(path) for path in (demo.private_db, demo.evidence_db, demo.catalog_db)] == [[], [], []]
