"""Titles for tunes: two or three words that fit the genre and the mood, drawn by the seed."""

from __future__ import annotations

import numpy as np

from generators.moods import Mood

_COLOURS = {
    "bright": ("Golden", "Sunday", "Silver", "Morning", "Easy", "Lucky", "Paper", "Second", "Open", "Summer", "Painted", "Copper"),
    "dark": ("Blue", "Midnight", "Late", "Hollow", "Winter", "Lonesome", "Grey", "Distant", "Empty", "Last", "Velvet", "November"),
}
_THINGS = {
    "jazz": ("Lantern", "Avenue", "Umbrella", "Taxi", "Corner", "Window", "Telephone", "Staircase", "Postcard", "Overcoat", "Matinee", "Elevator"),
    "blues": ("Railroad Blues", "Kitchen Blues", "Raincoat Blues", "Levee Blues", "Doorbell Blues", "Ferry Blues", "Pocket Blues", "Gravel Blues"),
    "folk": ("Miller's Gate", "Ferryman", "Piper's Cottage", "Road to the Shore", "Hare in the Barley", "Widow's Kettle", "Blacksmith", "Turf Fire"),
    "bluegrass": ("Creek", "Holler", "Fencepost", "Mule in the Corn", "Cumberland Ridge", "Cabin Door", "Turnpike", "Sawmill"),
    "ragtime": ("Parlor Rag", "Penny Rag", "Sycamore Rag", "Trolley Rag", "Lemonade Rag", "Button Rag", "Veranda Rag", "Peacock Rag"),
    "rock": ("Engine", "Circuit", "Static", "Furnace", "Horizon", "Overdrive", "Signal", "Wire"),
}
_FORMS = {
    "chorale": ("Chorale",),
    "classical": ("Sonatina", "Rondo", "Bagatelle", "Divertimento", "Andante"),
    "baroque": ("Invention", "Praeludium", "Courante", "Bourrée", "Sinfonia"),
}


def title_for(genre: str, key_name: str, is_dark: bool, mood: Mood | None, rng: np.random.Generator) -> str:
    """A title: ``Blue Lantern`` for a band tune, ``Sonatina in G major`` for the written genres."""
    if genre in _FORMS:
        form = str(rng.choice(np.array(_FORMS[genre])))
        return f"{form} in {key_name}"
    colours = _COLOURS["dark" if is_dark or (mood is not None and mood.mode == "minor") else "bright"]
    things = _THINGS.get(genre, _THINGS["jazz"])
    return f"{rng.choice(np.array(colours))} {rng.choice(np.array(things))}"
