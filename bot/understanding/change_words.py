"""Words for a change of a piece: faster, longer, higher, once more, another; in four languages, without accents."""

from __future__ import annotations

PACES = {
    "1.25": "faster, quicker, speed it up, speed up, speed this up, more speed, speedier, pick up the tempo, step on it, schneller, mas rapido, "
    "mas rapida, mas veloz, "
    "plus vite, plus rapide, too slow, zu langsam, more tempo, more up tempo, more uptempo",
    "0.8": "slower, slow it down, slow down, slow this down, slow that down, langsamer, mas lento, mas lenta, mas despacio, plus lent, "
    "plus lente, plus lentement, "
    "too fast, zu schnell, less fast, moins vite, menos rapido",
    "2": "twice as fast, double time, double the tempo, double speed, double the speed, doppelt so schnell, at double speed, twice the speed, "
    "2x speed, 2 x speed, 2x faster",
    "0.5": "half as fast, half time, half the tempo, half speed, half the speed, twice as slow, halb so schnell, at half speed",
}
SIZES = {
    "2": "longer, make it long, twice as long, double the length, extend it, extended version, lengthen, doppelt so lang, langer, laenger, "
    "mas largo, mas larga, "
    "plus long, plus longue, too short, zu kurz, extend",
    "0.5": "shorter, half as long, half the length, make it short, cut it down, kurzer, kuerzer, mas corto, mas corta, plus court, plus courte, "
    "too long, zu lang, shorten it, "
    "shorten",
}
SHIFTS = {
    "2": "higher, a tone higher, a step higher, up a tone, up a step, a whole step up, up a whole step, transpose up, transpose it up, hoher, "
    "mas alto, plus haut, raise the key",
    "-2": "lower, a tone lower, a step lower, down a tone, down a step, a whole step down, down a whole step, transpose down, "
    "transpose it down, tiefer, mas bajo, plus bas, "
    "lower the key",
    "1": "a semitone higher, up a semitone, a half step up, up a half step, half a step up, half step higher, up half a step, raise it a semitone",
    "-1": "a semitone lower, down a semitone, a half step down, down a half step, half a step down, half step lower, down half a step",
    "5": "different key, another key, other key, a different key, change the key, change key, new key, up a fourth, a fourth higher",
    "7": "up a fifth, a fifth higher", "3": "up a minor third", "4": "up a third, a third higher",
    "-3": "down a minor third", "-4": "down a third, a third lower", "-5": "down a fourth, a fourth lower", "-7": "down a fifth, a fifth lower",
}  # fmt: skip
LESS = frozenset({"bit", "little", "slightly", "tad", "touch", "etwas", "poco", "peu", "somewhat", "smidge", "bisschen", "tick"})
MORE = frozenset({"much", "way", "lot", "far", "viel", "mucho", "beaucoup", "lots", "even", "waaay"})

AGAIN = (
    "again, once more, same again, same thing, the same, same, same one, same song, same tune, same piece, repeat, repeat that, repeat it, redo, "
    "redo it, redo that, replay, play it again, do it again, noch einmal, nochmal, nochmals, noch mal, das gleiche, dasselbe, das selbe, "
    "lo mismo, la misma, otra vez, de nuevo, la meme chose, le meme, encore une fois, a nouveau, pareil, da capo, from the top, version, "
    "your last one, the last one, last one, previous one, try again"
)
"""What asks for the piece before."""
THIS = (
    "play it, do it, this but, that but, but, make it, make that, make this, make, it, now, this time, this one, that one, try it, try that, "
    "how about, what about, this, that"
)
"""What points at the piece before, where there is one."""
ANOTHER = (
    "another, another one, one more, one more time with a new tune, more, more please, more of that, more of this, more like this, "
    "more like that, encore, next, next one, "
    "new one, a new one, something similar, similar, different one, something different, a different one, noch eins, noch einer, noch eine, "
    "noch einen, ein anderes, mehr, "
    "mehr davon, otro, otra, otro mas, otra mas, uno mas, una mas, mas, un autre, une autre, encore un, encore une, bis, zugabe, another take, "
    "another version, new version, different words, other words, new words, different lyrics, new lyrics, "
    "different version, roll again, reroll, re roll, keep going, keep em coming, keep them coming, go on, continue"
)
FREE = (
    "surprise me, surprise us, surprise, whatever you like, whatever you want, your choice, you choose, you pick, you decide, up to you, "
    "dealer's choice, dealers choice, something random, anything you like, feeling lucky, i'm feeling lucky, i don't care, i dont care, idc, "
    "roulette, uberrasch mich, uberrasche mich, sorprendeme, lo que sea, lo que quieras, cualquier cosa, surprends moi, n'importe quoi, "
    "ce que tu veux, was du willst, egal was, make some noise, wild card, wildcard, go wild, jukebox, serenade me, serenade, entertain me, "
    "entertain us, perform, play, compose, improvise, spiel, spiele, toca, tocame, joue, jouez, play on, hit it, play it sam, anything but, "
    "play us, play me, write something, something to dance to, music please, musik bitte, musica por favor, gimme a beat, drop a beat"
)
"""What asks for a piece without saying which."""
NOUNS = (
    "something, anything, whatever, random, don't mind, irgendwas, irgendetwas, algo, quelque chose, etwas, noise, some noise, your favourite, "
    "your favorite, your best, best tune, music, musik, musica, musique, tune, tunes, piece, melody, melodie, melodia, track, composition, "
    "number, banger, jam, jams, beat, beats, instrumental, anthem, ditty, ein stuck, stuck, pieza, morceau, un morceau, air, theme tune, "
    "background music, riff, soundscape, stuckchen, vamp, tonada, schreib, schreibe, escribe, ecris, write"
)
"""What does the same where something else in the sentence asks."""
