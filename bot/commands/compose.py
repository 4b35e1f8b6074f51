"""``compose``: a piece in a genre, as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import click
from click.shell_completion import CompletionItem

from bot import console
from bot.controls import COUNT_RANGE, bounded_whole
from bot.messages import Order, Played
from bot.settings import Settings, read_settings
from corpora.config import config_names

NOT_REMEMBERED = 2
"""Exit code where the pieces are written but the history did not take them: something for the person to mend."""
FORMATS_HELP = "Such as midi,wav,mp3,mp4,musicxml,svg,pdf,png; of a text txt,png.  [default: midi,mp3,png; txt]"


class Flags(TypedDict):
    """What click hands over: every flag as it was typed."""

    genre: str | None
    key: str | None
    tempo: str | None
    bars: str | None
    seconds: str | None
    meter: str | None
    mood: str | None
    instruments: str | None
    seed: str | None
    continued: str | None
    generator: str | None
    temperature: str | None
    top_p: str | None
    candidates: str | None
    words: str | None
    length: str | None
    theme: str | None
    lyrics: str | None
    count: str
    formats: str | None
    out: str | None
    as_json: bool
    quiet: bool


def _complete_genre(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in config_names("genres") if name.startswith(incomplete)]


def _complete_mood(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from generators.moods import MOODS

    return [CompletionItem(name) for name in MOODS if name.startswith(incomplete)]


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option(
    "--genre", "-g", metavar="GENRE", shell_complete=_complete_genre, help="What to play or to write; `houseband genres` lists them.  [default: jazz]"
)
@click.option("--key", metavar="KEY", help="Such as 'D minor', Bb, 'F# dorian', or a mode alone: minor.")
@click.option("--tempo", metavar="BPM", help="Beats a minute, 20 to 400, or a word: andante.")
@click.option("--bars", metavar="N", help="Whole bars of the finished piece, 1 to 512; with --continue the new ones.")
@click.option("--seconds", metavar="S", help="Length, 1 to 1200 seconds; 1:30 works too.")
@click.option("--meter", metavar="N/D", help="Such as 4/4, 3/4, 6/8.")
@click.option("--mood", metavar="MOOD", shell_complete=_complete_mood, help="Such as calm, bright, dark, wild.")
@click.option("--instruments", metavar="LIST", help="Exactly who plays: 'tenor sax, piano, bass, drums'.")
@click.option("--seed", metavar="N", help="The same request with the same seed is the same piece. Drawn and printed where left out.")
@click.option("--continue", "continued", metavar="FILE", help="Keep the notes of this MIDI, MusicXML or ABC file exactly and go on from them.")
@click.option("--prompt", "words", metavar="WORDS", help="What a text begins with, to the letter; at most 1,000 characters.")
@click.option("--length", metavar="LENGTH", help="Of a text: '120 words', '280 characters', '12 lines'; 30 is 30 words.")
@click.option("--theme", metavar="WORDS", help="What a text or a song is about: 'rain', 'a ship at sea'.")
@click.option("--lyrics", metavar="FILE", help="A song sings the words of this text file, a line a phrase.")
@click.option("--generator", metavar="NAME", help="A trained generator; each genre has its default.")
@click.option("--temperature", metavar="T", help="0.05 (safe) to 2.0 (adventurous).")
@click.option("--top-p", metavar="P", help="Draw from the likeliest notes or words that make up this share, 0.05 to 1.")
@click.option("--candidates", metavar="N", help="How many candidates to draw and choose from, 1 to 64.")
@click.option("--count", metavar="N", default="1", help="How many pieces; their seeds follow one another.")
@click.option("--format", "formats", metavar="LIST", help=FORMATS_HELP)
@click.option("--out", "-o", metavar="FOLDER", help="Where the files go.  [default: out]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a piece, on one line.")
@click.option("--quiet", "-q", is_flag=True, help="Print only the paths of the files.")
def compose(**flags: Unpack[Flags]) -> None:
    """Compose a piece of music or of words in a genre and write it to files.

    \b
    compose --genre jazz
    compose --genre jazz --key "D minor" --tempo 90 --bars 32 --instruments "tenor sax, piano, bass, drums"
    compose --genre chorale --seconds 45 --seed 7 --format midi,mp3,musicxml --out out/
    compose --genre folk --continue tune.mid --bars 16
    compose --genre limerick --prompt "There was a young band"
    compose --genre song --theme rain
    """  # noqa: D301 (click reads the backspace as: leave the lines as they are)
    # Imported here: `compose --help` needs none of it.
    from bot.bootstrap import real_band
    from bot.service import answer

    settings = read_settings()
    band = real_band(settings)
    all_remembered = True
    for index, order in enumerate(_orders(flags, settings)):
        with console.working_on(f"playing {order.request.genre} (seed {order.request.seed})", flags["quiet"]):
            played = answer(order, band)
        if index and not flags["as_json"] and not flags["quiet"]:
            console.say("")
        _report(played, as_json=flags["as_json"], quiet=flags["quiet"])
        all_remembered &= played.not_remembered is None
    if not all_remembered:
        click.get_current_context().exit(NOT_REMEMBERED)


def _orders(flags: Flags, settings: Settings) -> Iterator[Order]:
    """One order a piece."""
    from bot.kinds import formats_for, kind_of_genre
    from bot.phrases import read_lyrics
    from bot.prompts import read_prompt, score_of
    from bot.requests import Asked, understood, with_seed

    genre = settings.compose.genre if flags["genre"] is None else flags["genre"]
    formats = formats_for(flags["formats"], kind_of_genre(genre), settings.compose)
    count = bounded_whole(flags["count"], "number of pieces", *COUNT_RANGE, flag="--count")
    prompt = None if flags["continued"] is None else read_prompt(Path(flags["continued"]))
    asked = Asked(
        genre=genre,
        key=flags["key"],
        tempo=flags["tempo"],
        bars=flags["bars"],
        seconds=flags["seconds"],
        meter=flags["meter"],
        mood=flags["mood"],
        instruments=flags["instruments"],
        seed=flags["seed"],
        generator=flags["generator"],
        temperature=flags["temperature"],
        top_p=flags["top_p"],
        candidates=flags["candidates"],
        words=flags["words"],
        length=flags["length"],
        theme=flags["theme"],
        lyrics=None if flags["lyrics"] is None else read_lyrics(Path(flags["lyrics"])),
    )
    request = understood(asked, None if prompt is None else score_of(prompt))
    folder = Path(settings.compose.out if flags["out"] is None else flags["out"]).expanduser()
    for index in range(count):
        yield Order(with_seed(request, index), formats, folder, prompt)


def _report(played: Played, *, as_json: bool, quiet: bool) -> None:
    from bot.replies import in_one_line, in_words, one_line_of_json, piece_as_json, set_plainly, shown_path

    if as_json:
        console.say(one_line_of_json(piece_as_json(played.piece, played.timing_ms)))
    elif quiet:
        console.say(shown_path(file.path) for file in played.piece.files)
    elif played.piece.kind == "text":
        console.say(set_plainly(played.piece.text or "", console.reading_width()))
        console.note(in_one_line(played), "dim")
    else:
        console.say(in_words(played, console.styled))
    if played.not_remembered is not None:
        console.note(f"compose: the piece is written but not remembered: {played.not_remembered}")
