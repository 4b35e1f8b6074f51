"""What people call genres beside our own names and aliases, in four languages; forms that say more than a genre; and genres we don't play."""

from __future__ import annotations

NAMES = {
    "jazz": "jass, jazzy, lounge, dixieland, trad jazz, latin jazz, smooth jazz, free jazz, hot jazz, ragtime jazz, swing jazz, gypsy jazz, "
    "hard bop, "
    "bop, swing it, swinging, miles davis, coltrane, john coltrane, duke ellington, ellington, charlie parker, thelonious monk, billie holiday, "
    "ella fitzgerald, chet baker, louis armstrong",
    "blues": "bluesy, delta blues, chicago blues, 12 bar, twelve bar, bb king, muddy waters, robert johnson, r&b, rnb, boogie woogies",
    "bluegrass": "blue grass, old timey, hillbilly, americana, earl scruggs, hoe down, square dance",
    "rock": "rocky, rock n roll, rock and roll, rock'n'roll, rock & roll, rocknroll, hardrock, grunge, punk rock, indie rock, prog rock, prog, "
    "alt rock, surf rock, headbanging, video game, chiptunes, game music, video game music, ac dc, led zeppelin, power ballad, rock ballad",
    "folk": "folky, folk tune, folk song, folk music, traditional tune, ceilidh, shanty, sea shanty, volksmusik, volkslied, folclore, folklore, "
    "folklorique, irisch, irlandes, irlandais, ireland, gaelic",
    "classical": "classical music, klassik, klassisch, klassische, klassisches, clasica, clasico, musica clasica, classique, musique classique, "
    "sonate, "
    "chopin, beethoven, schubert, nocturne, rondo, menuet, menuett, minueto, etude, orchestral, viennese",
    "baroque": "barock, barocco, barroco, barroca, handel, haendel, vivaldi, toccata, bachs, j s bach, js bach, allemande, courante, sarabande",
    "chorale": "choral, corale, coral, hymne, himno, church music, four part, four voices, a cappella, acappella, carol",
    "ragtime": "ragtimes, rag time, scott joplin, maple leaf, saloon music",
    "song": "lullaby, chanson, cancion, canzone, liedchen, tonada, love songs, pop, popsong, musical number, show tune",
    "limerick": "limeriks, limericks, limerique, limericke",
    "poem": "gedicht, gedichte, poema, poeme, poesie, poesia, rhyme, rhymes, verses, vers, ode, elegy, rhyming poem, poems, emily dickinson",
    "free verse": "freie verse, verso libre, walt whitman, whitman, unrhymed poem",
    "proverb": "sprichwort, proverbio, proverbe, refran, words of wisdom, wise words, wisdom, old saying, dicho, dicton, weisheit",
    "definition": "define, definicion, definieren, definiere, define the word, what does it mean, dictionary entry, ambrose bierce",
    "recipe": "rezept, receta, recette, kochrezept, cook me, mrs beeton",
    "tale": "bedtime story, fairytale, geschichte, maerchen, marchen, cuento, historia, conte, histoire, storytime, fable, legend, erzahlung",
    "speech": "rede, discurso, discours, inaugural address, inaugural speech, presidential speech, pep talk, ansprache",
    "drama": "a play, stage play, theater, theatre, theaterstuck, dialog, teatro, soliloquy, dialogue, tragedy, shakespearean, a scene, sketch",
    "lyric": "the lyrics, songtext, songtexte, liedtext, letra, letras, paroles, words for a song, words of a song, words to a song, "
    "lyrics for a song, "
    "lyrics of a song, lyrics to a song, lyrics for, song words, rap lyrics",
}
"""Genre -> more of its names, without accents."""

NOT_A_NAME = frozenset(
    {"play", "scene", "piano", "solo piano", "choir", "fiddle", "harpsichord", "romantic", "game", "address", "dish", "cooking", "nonsense",
    "country",
     "prose", "suite", "bossa", "bach", "verse", "vocal", "ballad", "sung", "saying", "hymn", "dictionary", "minuet", "gigue", "jig",
     "hornpipe", "reel",
     "waltz", "stride", "story", "shuffle", "shakespeare", "satb", "12 bar blues", "twelve bar blues"}
)  # fmt: skip
"""Aliases that are other things too in a sentence; :data:`FORMS` and :data:`HINTS` say when they are meant."""

FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "jig": (("genre", "folk"), ("meter", "6/8")),
    "slip jig": (("genre", "folk"), ("meter", "9/8")),
    "reel": (("genre", "folk"),),
    "hornpipe": (("genre", "folk"),),
    "polka": (("genre", "folk"), ("meter", "2/4")),
    "gigue": (("genre", "baroque"), ("meter", "6/8")),
    "minuet": (("genre", "classical"), ("meter", "3/4")),
    "menuett": (("genre", "classical"), ("meter", "3/4")),
    "waltz": (("hint", "classical"), ("meter", "3/4")),
    "waltzes": (("hint", "classical"), ("meter", "3/4")),
    "valse": (("hint", "classical"), ("meter", "3/4")),
    "vals": (("hint", "classical"), ("meter", "3/4")),
    "walzer": (("hint", "classical"), ("meter", "3/4")),
    "mazurka": (("hint", "classical"), ("meter", "3/4")),
    "march": (("hint", "classical"), ("meter", "4/4")),
    "jazz waltz": (("genre", "jazz"), ("meter", "3/4")),
    "bossa": (("genre", "jazz"),),
    "bach": (("genre", "baroque"),),
    "bach chorale": (("genre", "chorale"),),
    "bach style chorale": (("genre", "chorale"),),
    "hymn": (("genre", "chorale"),),
    "satb": (("hint", "chorale"), ("ensemble", "satb")),
    "stride": (("genre", "ragtime"),),
    "suite": (("genre", "baroque"),),
    "country": (("genre", "bluegrass"),),
    "shuffle": (("hint", "blues"),),
    "12 bar blues": (("genre", "blues"),),
    "twelve bar blues": (("genre", "blues"),),
    "ballad": (("hint", "poem"),),
    "jazz ballad": (("genre", "jazz"), ("tempo", "slow")),
    "nonsense": (("hint", "limerick"),),
    "shakespeare": (("hint", "drama"),),
    "story": (("genre", "tale"),),
    "stories": (("genre", "tale"),),
    "verse": (("genre", "poem"),),
    "vocal": (("hint", "song"),),
    "sing": (("hint", "song"),),
    "singing": (("hint", "song"),),
    "canta": (("hint", "song"),),
    "chante": (("hint", "song"),),
    "sung": (("hint", "song"),),
    "love song": (("genre", "song"), ("mood", "romantic")),
    "love songs": (("genre", "song"), ("mood", "romantic")),
    "love poem": (("genre", "poem"), ("theme", "love")),
    "lullaby": (("genre", "song"), ("mood", "calm")),
    "short play": (("genre", "drama"), ("span", "short")),
    "short story": (("genre", "tale"), ("span", "short")),
    "saying": (("genre", "proverb"),),
    "romantic era": (("genre", "classical"),),
    "nocturne": (("genre", "classical"),),
    "dish": (("hint", "recipe"),),
    "cooking": (("hint", "recipe"),),
    "prose": (("genre", "tale"),),
    "pub song": (("genre", "folk"),),
    "drinking song": (("genre", "folk"),),
    "sonatina": (("genre", "classical"),),
}
"""Phrase -> everything it says; ``hint`` is a genre only where none is named."""

STRANGERS: dict[str, str] = {
    "reggae": "song", "ska": "rock", "techno": "rock", "house music": "rock", "edm": "rock", "electronic": "rock", "electro": "rock",
    "dubstep": "rock", "trance": "rock", "drum and bass": "rock", "dnb": "rock", "synthwave": "rock", "vaporwave": "rock", "disco": "rock",
    "hip hop": "blues", "hiphop": "blues", "rap": "lyric", "trap": "blues", "lofi": "jazz", "lo fi": "jazz", "funk": "blues", "soul": "blues",
    "gospel": "chorale", "k pop": "song", "kpop": "song", "j pop": "song", "jpop": "song", "salsa": "jazz", "samba": "jazz", "tango": "classical",
    "mariachi": "folk", "flamenco": "folk", "cumbia": "folk", "reggaeton": "rock", "klezmer": "folk", "fado": "song", "afrobeat": "jazz",
    "opera": "song", "aria": "song", "symphony": "classical", "concerto": "classical", "gamelan": "classical", "raga": "folk",
    "bollywood": "song", "yodel": "folk", "yodeling": "folk", "schlager": "song", "polska": "folk", "bhangra": "folk", "mambo": "jazz",
    "haiku": "poem", "sonnet": "poem", "villanelle": "poem", "tanka": "poem", "joke": "limerick", "riddle": "proverb", "novel": "tale",
    "essay": "speech", "screenplay": "drama", "monologue": "drama", "horoscope": "proverb", "musique concrete": "classical",
    "krautrock": "rock", "dub": "rock", "drill": "rock", "phonk": "rock", "hyperpop": "rock", "death metal": "rock", "black metal": "rock",
}  # fmt: skip
"""What we don't play -> the nearest we do."""
