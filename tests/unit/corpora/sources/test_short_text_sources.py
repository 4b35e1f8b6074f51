"""The readers of definitions, recipes and proverbs, on texts written here in the layout of theirs."""

from __future__ import annotations

import json
from pathlib import Path

from corpora.corpus import CorpusPiece, Skipped
from corpora.sources import cc0_lists, devils_dictionary, recipes

DICTIONARY = """AUTHOR'S PREFACE

This book was begun in a weekly paper.

A



ADAGE, n.  Boned wisdom for
weak teeth.

ADVICE, n.  The smallest _current_ coin.

  "The man was in such deep distress,"
      Said Tom, "that I could do no less."

Jebel Jocordy

ACADEMY, n.  [from ACADEME]   A modern school [sic] where football is
taught.

AIM, n.

  The task we set our wishes to.
                                                    J.H. Bumbleshook

BEG, v.  To ask for something.

  Bread for the needy, dear father?

                                                 Um--toast.

CUI BONO?  [Latin]  What good would that do _me_?

EAT, v.i.  To masticate.

"I was in the drawing-room," said Brillat-
Savarin, beginning an anecdote.

G.J.

REASON, n.  Propensitate of prejudice.

REASON, v.i.  To weigh probabilities.

W

W (double U) has, of all the letters in our alphabet, the only cumbrous
name.

WALL STREET, n.  A symbol of sin.
"""


def test_an_entry_is_a_line_with_its_verses_below():
    assert list(devils_dictionary.entries(DICTIONARY.split("\n"))) == [
        ("ADAGE", "ADAGE, n. Boned wisdom for weak teeth."),
        ("ADVICE", 'ADVICE, n. The smallest current coin.\n"The man was in such deep distress,"\nSaid Tom, "that I could do no less."'),
        ("ACADEMY", "ACADEMY, n. A modern school where football is taught."),
        ("AIM", "AIM, n.\nThe task we set our wishes to."),
        ("BEG", "BEG, v. To ask for something.\nBread for the needy, dear father?\nUm--toast."),
        ("CUI BONO", "CUI BONO. What good would that do me?"),
        (
            "EAT",
            'EAT, v.i. To masticate.\n"I was in the drawing-room," said Brillat-Savarin, beginning an anecdote.',
        ),
        ("REASON", "REASON, n. Propensitate of prejudice."),
        ("REASON", "REASON, v.i. To weigh probabilities."),
        ("WALL STREET", "WALL STREET, n. A symbol of sin."),
    ]


def test_two_entries_of_a_word_are_one_group_and_a_story_is_left_out(tmp_path: Path):
    (tmp_path / "devils_dictionary").mkdir()
    story = "STORY, n.  A narrative.\n\n" + "It went on and on. " * 200
    (tmp_path / "devils_dictionary/972.txt").write_text(DICTIONARY + "\n" + story, encoding="utf-8")
    skipped: list[Skipped] = []
    pieces = list(devils_dictionary.read(tmp_path, skipped))
    reasons = [piece for piece in pieces if piece.title == "REASON"]
    assert [(piece.id, piece.group) for piece in reasons] == [
        ("devils-dictionary/reason", "devils-dictionary/reason"),
        ("devils-dictionary/reason-2", "devils-dictionary/reason"),
    ]
    assert [one.path for one in skipped] == ["devils-dictionary/story"]


BOOK = """TO CHOOSE TURBOT.--See that it is thick, and of a yellowish white.

SOUPS.

GENERAL OBSERVATIONS.

7. LEAN, JUICY BEEF forms the basis of all good soups.

CUCUMBER SOUP (French Recipe).

[Illustration: THE CUCUMBER.]

127. INGREDIENTS.--1 large cucumber, a faggot of herbs, 1-1/2 pint of medium stock
No. 105, salt.

_Mode_.--Pare the cucumber (see Sauces), made by recipe No. 417, and boil.

Serve hot.

_Time_.--1 hour. _Average cost_,1s. 2d. per quart.

_Seasonable_ from June to September.

_Sufficient_ for 4 persons.

_Note_.--Do not burn it.

    THE CUCUMBER.--The antiquity of this fruit is very great. In the
    sacred writings we find it.

SOUP A LA FLAMANDE.

I.

129.--INGREDIENTS.-1 turnip, 3/4 lb.. of peas.

_Mode_.--Boil.

_Average cost_, exclusive of the meat, 9d.

_Sufficient_.--Allow 1 pint for 2 persons.

II.

(_Very Good_.)

130. INGREDIENTS.--5 onions.

_Mode_.--Slice them. A ham weighing 10 lbs., 4 hours.

1392. A MORE SIMPLE SOUP may be made of water.

_Seasonable_.--Make this in May.

TO CARVE A FOWL.

1000. A SHARP KNIFE is needed.

ICES.

131. INGREDIENTS.--Ice.
"""


def read_recipes(folder: Path) -> tuple[list[CorpusPiece], list[Skipped]]:
    (folder / "household_management").mkdir()
    (folder / "household_management/10136.txt").write_text(BOOK, encoding="utf-8")
    skipped: list[Skipped] = []
    return list(recipes.read(folder, skipped)), skipped


def test_a_recipe_is_a_title_and_a_line_for_each_of_its_parts(tmp_path: Path):
    pieces, skipped = read_recipes(tmp_path)
    assert [piece.text.text for piece in pieces] == [
        "Cucumber Soup (French Recipe)\nIngredients: 1 large cucumber, a bunch of herbs, 1-1/2 pint of medium stock, salt.\n"
        "Method: Pare the cucumber, and boil. Serve hot.\nTime: 1 hour.\nAverage cost: 1s. 2d. per quart.\nSufficient for 4 persons.\n"
        "Seasonable from June to September.",
        "Soup a la Flamande\nIngredients: 1 turnip, 3/4 lb. of peas.\nMethod: Boil.\nAverage cost: Exclusive of the meat, 9d.\n"
        "Sufficient: Allow 1 pint for 2 persons.",
        "Soup a la Flamande\nIngredients: 5 onions.\nMethod: Slice them. A ham weighing 10 lbs., 4 hours.\nSeasonable: Make this in May.",
    ]
    assert [(one.path, one.reason) for one in skipped] == [("recipes/131", "no title, ingredients or method")]
    assert [piece.group for piece in pieces] == ["recipes/cucumber-soup", "recipes/soup-a-la-flamande", "recipes/soup-a-la-flamande"]


def test_titles_are_written_small():
    assert recipes.title_of("TO PRESERVE ORANGES.") == "To Preserve Oranges"
    assert recipes.title_of("MAITRE D'HOTEL BUTTER, for putting into Fish") == "Maitre D'Hotel Butter, for putting into Fish"
    assert recipes.title_of("A GOOD SAUCE FOR HASHES, &c.") == "A Good Sauce for Hashes, &c."


def write_lists(folder: Path) -> None:
    contents = {
        "proverbs.json": {
            "proverbs": [{"Haste": ["Haste makes  waste", "More haste, less speed ."]}, {"Fools": ["haste makes waste.", "Haste makes waste!"]}]
        },
        "harvard_sentences.json": {"data": ["The birch canoe slid on the smooth planks."]},
        "hexagrams.json": {"hexagrams": {"111111": {"description": "Heaven above and Heaven below."}}},
        "tarot_interpretations.json": {"tarot_interpretations": [{"fortune_telling": ["Watch for new projects"], "name": "The Fool"}]},
    }
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")


def test_a_proverb_is_one_line_and_told_once(tmp_path: Path):
    write_lists(tmp_path)
    pieces = list(cc0_lists.read(tmp_path, []))
    assert [(piece.genre, piece.text.text) for piece in pieces] == [
        ("proverb", "Haste makes waste."),
        ("proverb", "More haste, less speed."),
        ("other", "The birch canoe slid on the smooth planks."),
        ("other", "Heaven above and Heaven below."),
        ("other", "Watch for new projects."),
    ]
    assert pieces[2].title == "The birch canoe slid on the"
    assert pieces[1].id == "cc0-lists/proverb/more-haste-less-speed"
