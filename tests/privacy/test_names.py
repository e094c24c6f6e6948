"""Names of people, as a table: the text, the names in it. What is not listed must stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.privacy import Detector
from tests.benchmarks.privacy import measure, school_texts

Find = Callable[[Detector, str], list[tuple[str, str]]]

NAMES = [
    # Honorifics and offices.
    ("Ms. Okafor lets them choose seats.", ["Ms. Okafor"]),
    ("ask mrs delgado about the stations", ["mrs delgado"]),
    ("Our principal, Dana Whitaker, bought it.", ["Dana Whitaker"]),
    ("Principal Whitaker bought it.", ["Whitaker"]),
    ("Mr. Park parks his cart in my room.", ["Mr. Park"]),
    ("I miss the stations.", []),
    # Names that are words, by what stands around them.
    ("Grace said she reads more now.", ["Grace"]),
    ("We give every kid a grace period.", []),
    ("My student Will works two grades ahead.", ["Will"]),
    ("Will the district pay for it?", []),
    ("Will had three choices and took none.", ["Will"]),
    ("Hope is not a strategy.", []),
    ("Chase, who left us last June, came back.", ["Chase"]),
    ("April and June are twins.", ["April", "June"]),
    ("In April we test and in June we teach.", []),
    ("I'd like April vacation back.", []),
    ("Bill from the IT department set up the carts.", ["Bill"]),
    ("The bill for licences came in.", []),
    ("Rose to the challenge, every one of them.", []),
    ("Summer school is all playlists.", []),
    # Lower-cased, with initials, possessives, hyphens, suffixes, accents.
    ("I have a boy, tyler, who did nothing", ["tyler"]),
    ("emma liam and noah are my early finishers", ["emma liam", "noah"]),
    ("J. R. finished the unit before Kaylee did.", ["J. R.", "Kaylee"]),
    ("K. Morales wrote the grant.", ["K. Morales"]),
    ("Nguyen's group is the loudest.", ["Nguyen"]),
    ("Ava Prescott-Lowe told us.", ["Ava Prescott-Lowe"]),
    ("Robert Hale Jr. gave us the greenhouse.", ["Robert Hale Jr"]),
    ("Ramón Villaseñor agreed.", ["Ramón Villaseñor"]),
    ("DeAndre and LaToya present first.", ["DeAndre", "LaToya"]),
    # Places that are names, and names that are places.
    ("We moved from Worcester to Springfield.", []),
    ("Teachers in Holyoke and Chicopee share a director.", []),
    ("Brooklyn and Paris swapped groups on Tuesday.", ["Brooklyn", "Paris"]),
    ("We took the eighth grade to Brooklyn for a day.", []),
    ("The bus from Madison to Lawrence takes an hour.", []),
    ("Georgia and Virginia are cousins.", ["Georgia", "Virginia"]),
    ("Monroe, Louisiana sent letters.", []),
    ("The Jordan River unit needs maps.", []),
    ("Families in Marion and Warren asked for buses.", []),
    # Verbs, compounds and what somebody is, for names that are words.
    ("Cliff coaches and teaches civics.", ["Cliff"]),
    ("Chip drives the late bus.", ["Chip"]),
    ("Reed instruments need new reeds.", []),
    ("Dakota tribes wrote treaties.", []),
    ("Wisdom is the best speller we have.", ["Wisdom"]),
    ("Destiny is our library catalog.", []),
    ("Genesis of this idea was a hallway talk.", []),
    ("Will will be late.", ["Will"]),
    ("Our hamster Pickles and Ferdinand the bull came along.", []),
    # Without English words for them, in two syllables, with an apostrophe, in capitals, or an initial.
    ("Htoo and Ngozi help their dad.", ["Htoo", "Ngozi"]),
    ("Hyun-woo beat the teachers at chess.", ["Hyun-woo"]),
    ("De'Shaun got a turn with the drone.", ["De'Shaun"]),
    ("AALIYAH AND TREVON NEED MORE TIME", ["AALIYAH", "TREVON"]),
    ("M. broke down during the test.", ["M."]),
    ("Coach Z says breathe.", ["Z"]),
    ("our bus driver miss pat gives us candy", ["pat"]),
    ("it was isaiahs turn", ["isaiahs"]),
    ("the dean said no phones", []),
    ("Don't give him the answer, she said. Hmmm.", []),
    # Family names that are words, where English wants an article before the word.
    ("I teach next door to Law and we split the list.", ["Law"]),
    ("Without Strong the whole model would fall over.", ["Strong"]),
    ("Fields is out on leave, so Waters has both sections.", ["Fields", "Waters"]),
    ("Price and Park teach the same course.", ["Price", "Park"]),
    ("Lamb's conferencing notes are gold.", ["Lamb"]),
    ("Best practice? Best guess, most days.", []),
    ("Price of the license went up.", []),
    ("In sixth it's Wise, and the kids think that's hilarious.", ["Wise"]),
    # Without a capital and in no list, by what is done with them.
    ("whoever put jaylenn and his cousin dashaun in one pod", ["jaylenn", "dashaun"]),
    ("my cousin fetu goes to another school", ["fetu"]),
    ("mr reyes let javi teach the lesson", ["mr reyes", "javi"]),
    ("all im saying is coach v would never do that", ["v"]),
    ("me and Youa do the peer feedback thing", ["Youa"]),
    ("we use edpuzle and thier videos for individualization", []),
    ("I FEEL LIKE PRZYBYLSKI IS THE ONLY ONE WHO LISTENS", ["PRZYBYLSKI"]),
    ("LAUSD and HACTC promote it.", []),
    # Of whom something is wanted, who is placed somewhere, and how old he is.
    ("I want Georgia to be challenged.", ["Georgia"]),
    ("We placed Carolina in the Spanish course.", ["Carolina"]),
    ("Gita, age 9, asked why we meet so much.", ["Gita"]),
    ("Summer's IEP says extended time.", ["Summer"]),
    ("Summer school in Phoenix is a cold room.", []),
    ("May or June would be too late.", []),
    ("It's Will, it's always Will.", ["Will", "Will"]),
    ("Honolulu gets the pilots. Moloka'i gets a PDF.", []),
    ("English, Español, Tagalog, Ilocano, Chuukese: pick one.", []),
    ("Roosevelt, Kennedy, Obama: the kids voted.", []),
    # What was named in full, and who was, stays so in the rest of the text.
    ("We read about Rosa Parks. Parks sat down.", []),
    ("i want to be like rosa parks", []),
    ("We met Autumn on Monday. Later we gave Autumn a map.", ["Autumn", "Autumn"]),
    # Products, tests, researchers, subjects, peoples, holidays.
    ("Students use Google Classroom, Khan Academy, Lexia and iReady.", []),
    ("We planned with Bloom's taxonomy and the Danielson framework.", []),
    ("Wilson Reading and Orton-Gillingham for the ones who need it.", []),
    ("Hattie says feedback matters and Marzano says goals do.", []),
    ("Portuguese and Haitian Creole speakers read it in both.", []),
    ("Martin Luther King Jr. Day is a service day.", []),
    ("MCAS and MAP scores come back in September.", []),
    # Ordinary words with a capital.
    ("Students learn. Teachers guide. Parents watch.", []),
    ("Flexible Seating, Choice Boards, Genius Hour, Passion Projects.", []),
    ("WE NEED MORE TIME AND FEWER TESTS", []),
    ("Director of Curriculum and Assistant Principal signed off.", []),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_a_name_is_found_and_what_is_none_stays(plain: Detector, found_by: Find, text: str, names: list[str]) -> None:
    assert found_by(plain, text) == [(name, "person") for name in names]


STUDY = [
    ("benedetta said so", [("benedetta", "person")]),
    ("Beneditta said so.", [("Beneditta", "person")]),
    ("We asked Dev about it.", [("Dev", "person")]),
    ("the dev team asked", []),
    ("for example hope ferrante wrote", [("hope ferrante", "person")]),
    ("We hope for more time.", []),
    ("Bracken has two carts.", []),
    ("At Cutler Road Elementary School we rotate.", [("Cutler Road Elementary School", "school")]),
    ("The network at Cutler Road is slow.", [("Cutler Road", "school")]),
    ("at marden middle school", [("marden middle school", "school")]),
    ("Harrow Falls bought carts.", []),
    ("He lives in The Blue  House by the lake.", [("The Blue  House", "marked")]),
    ("Our Tyler Clementi unit is good, says Sunita.", []),
    ("The moderator asked.", []),
]


@pytest.mark.parametrize(("text", "expected"), STUDY)
def test_what_the_study_knows_decides(
    school_study: Detector, found_by: Find, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found_by(school_study, text) == expected


@pytest.mark.parametrize("which", ["tune", "held"])
def test_school_texts_keep_the_promise(plain: Detector, which: str) -> None:
    figures = measure(plain, school_texts(which))

    assert figures.recall("person") >= 0.95
    assert figures.hard_false <= 1.5
    assert all(figures.recall(kind) == 1 for kind in figures.spans if kind != "person")
