"""What the lines of a recipe tell, and whether its method uses its ingredients."""

from __future__ import annotations

import re

import pytest

from generators.words.recipe import PARTS, reused

TELLING = {
    "Time:": ("Time: About 1-1/2 hour.", "Time: 20 minutes to bake the cakes.", "Time: 3 days."),
    "Average cost:": ("Average cost: 1s. 6d.", "Average cost: 4d. per pint."),
    "Sufficient for": ("Sufficient for 6 or 7 persons.", "Sufficient for a small dish.", "Sufficient for 1 quart of stock."),
    "Seasonable": ("Seasonable at any time.", "Seasonable from May to July.", "Seasonable all the year."),
}
BESIDE_THE_POINT = ("Time: 1/2 pint of milk.", "Average cost: a little salt.", "Sufficient for the butter.", "Seasonable with pepper.")


@pytest.mark.parametrize(("head", "line"), [(head, line) for head, lines in TELLING.items() for line in lines])
def test_a_line_that_tells_what_its_head_promises(head: str, line: str) -> None:
    part = next(part for part in PARTS if part.head == head)
    assert re.search(part.tells, line)


@pytest.mark.parametrize("line", BESIDE_THE_POINT)
def test_a_line_beside_the_point(line: str) -> None:
    part = next(part for part in PARTS if part.head and line.startswith(part.head))
    assert not re.search(part.tells, line)


def test_a_method_is_measured_by_the_ingredients_it_names() -> None:
    before = ("Apple Pudding", "Ingredients: 6 apples, 1/2 lb. of sugar, 3 eggs, a little nutmeg.")
    assert reused(before, "Method: Pare the apples, beat the eggs with the sugar and grate the nutmeg over it.") == 1.0
    assert reused(before, "Method: Boil the apple in water with sugar.") == 0.5
    assert reused(before, "Method: Boil it.") == 0.0
