"""Words for tempo, mood, meter, length and instruments beside those that scores and tables have, in four languages, without accents."""

from __future__ import annotations

TEMPOS = {
    "slow": "slow, slowly, slowish, langsam, langsame, langsamen, langsamer blues, langsames, lenta, lentos, lent, lente, ralenti, downtempo, "
    "laid back, "
    "leisurely, despacio, lentement, lento, gemachlich",
    "medium": "medium, mid tempo, midtempo, medium tempo, moderate, mittel, mittelschnell, medio, modere, moderee, walking pace, medium swing",
    "fast": "fast, quick, quickly, rapid, speedy, uptempo, up tempo, schnell, schnelle, schnellen, schnelles, schneller, rapido, rapida, "
    "rapide, vite, "
    "brisk, fast paced, driving, flott, flotte, flotten, flottes, veloz",
    "very fast": "breakneck, lightning fast, blazing, frantic, as fast as you can, super fast, superfast, turbo, full speed",
    "very slow": "glacial, dirge, funereal, as slow as you can, super slow, snail pace, at a snail's pace",
}
VERY = frozenset(
    {"very", "really", "super", "extremely", "sehr", "muy", "tres", "molto", "insanely", "crazy", "ultra", "mega", "hella", "damn", "ridiculously"}
)

MOODS = {
    "calm": "relaxing, chilled, chillout, mellow, sleepy, soothing, serene, tranquil, laidback, easygoing, lazy, zen, ruhig, ruhige, ruhigen, "
    "ruhiges, tranquilo, "
    "tranquila, calme, sanft, suave, doux, douce, softly, quietly, gentle, meditative, cozy, cosy",
    "sad": "sadness, unhappy, depressing, depressed, heartbroken, heartbreaking, mournful, tragic, mopey, tearful, traurig, traurige, traurigen, "
    "trauriges, trauriger, triste, tristes, feeling down, tearjerker, miserable, lonely",
    "melancholic": "melancholy, melancholia, bittersweet, melancholisch, melancholische, melancolico, melancolica, melancolique, moody, "
    "pensive, yearning",
    "romantic": "romantisch, romantische, romantischen, romantico, romantica, romantique, sensual, sexy, affectionate, sultry",
    "dreamy": "ethereal, floating, vertraumt, vertraumte, sonador, sonadora, reveur, reveuse, hazy, dreamlike, spacey",
    "happy": "cheery, joyous, jolly, merry, upbeat, sunny, feel good, feelgood, positive, glad, frohlich, frohliche, frohlichen, frohliches, "
    "froehlich, froehliche, heiter, heitere, alegre, alegres, feliz, joyeux, joyeuse, gai, gaie, lustig",
    "playful": "silly, goofy, quirky, whimsical, cheeky, humorous, hilarious, bouncy, verspielt, verspielte, jugueton, juguetona, lustige, "
    "lustigen, lustiges, "
    "divertido, divertida, drole, amusant",
    "energetic": "energy, high energy, hype, groovy, danceable, dancey, party, vigorous, fiery, crazy, energisch, energische, energico, "
    "energica, energique, "
    "pumped, banging, rowdy, raucous, rocking",
    "triumphant": "victorious, majestic, glorious, heroisch, epico, epica, epique, triumphal, uplifting, proud, anthemic, festive",
    "dark": "sinister, evil, menacing, brooding, gothic, bleak, duster, dustere, dusteren, dusteres, oscuro, oscura, sombre, scary, grim",
    "tense": "dramatic, nervous, anxious, suspenseful, aggressive, furious, intense, wutend, wutende, angespannt, enojado, enfadado, tendu, thriller",
    "mysterious": "creepy, eerie, haunting, haunted, weird, halloween, geheimnisvoll, geheimnisvolle, unheimlich, unheimliche, misterioso, "
    "misteriosa, "
    "mysterieux, mysterieuse, enigmatic, magical",
}
MOOD_COMPARISONS = {
    "sad": "sadder, trauriger, mas triste, plus triste, more sad",
    "happy": "happier, cheerier, merrier, frohlicher, mas alegre, plus joyeux, more happy, more cheerful, more upbeat, cheer it up, cheer up",
    "calm": "calmer, softer, quieter, gentler, mellower, more relaxed, more chill, ruhiger, mas tranquilo, plus calme, chiller",
    "dark": "darker, scarier, dusterer, mas oscuro, plus sombre, more evil",
    "energetic": "wilder, livelier, crazier, more energetic, more energy, more lively, mas energia, groovier",
    "mysterious": "spookier, creepier, weirder, more mysterious",
    "romantic": "more romantic, sweeter", "playful": "funnier, sillier, more playful", "triumphant": "more epic, grander", "tense": "angrier, "
    "more dramatic",
    "dreamy": "dreamier", "melancholic": "more melancholic, moodier",
}  # fmt: skip
"""Mood -> what asks a piece to lean that way; also understood without a piece before."""
GREETINGS = (
    "happy birthday, happy new year, happy christmas, merry christmas, happy easter, happy halloween, happy holidays, happy monday, happy friday, "
    "happy anniversary, happy to, happy for, happy that, happy hour, feliz cumpleanos, feliz navidad, joyeux anniversaire, joyeux noel, "
    "frohe weihnachten, long time, as long as, so long, how long, no longer, in short, long ago, right away, fast food, quick question, "
    "short of, hot dog, sweet dreams, sweet tooth, grand piano competition, the dark web, cold war, good piece of advice, breaking news, "
    "funny thing, funny how, quiet please, sorry, sound of silence, piece of cake, piece of advice, phone number, number one, fast forward, "
    "next week, next year, next time, next month, next door, once upon a time, more or less, more than, at rest, all night long, all day long, "
    "long day, "
    "long week, long drive, long road, long distance, loving the, loving it, loving your, sweet of"
)
"""Phrases whose words mean something else than they do alone."""
NO_MOODS = frozenset({"blue", "love", "excited", "tender"})
"""Aliases of moods that are mostly something else in a sentence."""

METERS = {
    "3/4": "waltz time, three four, three quarter time, three quarters, three four time, dreivierteltakt, waltz feel, triple time, walzertakt, "
    "in three, 3 4 time, "
    "tres por cuatro, trois temps",
    "4/4": "four four, common time, four four time, viervierteltakt, four on the floor, cuatro por cuatro",
    "6/8": "six eight, six eight time, sechsachteltakt, seis por ocho, six eighths",
    "2/4": "two four, two four time, polka time",
    "2/2": "cut time, alla breve",
    "5/4": "five four, five four time, in five",
    "7/8": "seven eight, seven eight time", "12/8": "twelve eight", "9/8": "nine eight, slip jig time", "7/4": "seven four",
}  # fmt: skip

SHORT = "short, shortish, brief, quick little, tiny, mini, kurz, kurze, kurzen, kurzes, corto, corta, breve, court, courte, little ditty, "
"snippet, miniature"
LONG = "long, longish, lengthy, extended, lang, lange, langen, langes, larga, longue, epic length"

INSTRUMENTS = {
    "clarinet": "klarinette, clarinete, clarinette, clarinets", "piano": "klavier, keys, keyboard, pianoforte", "drums": "schlagzeug, bateria, "
    "batterie, percusion",
    "acoustic guitar": "gitarre, guitarra, guitare, guitars", "violin": "geige, violine, violon, violins, violines", "flute": "flauta, "
    "querflote, flutes",
    "trumpet": "trompete, trompeta, trompette, trumpets", "tenor sax": "saxophon, saxofon, saxophone, saxo, saxofono, saxes",
    "acoustic bass": "kontrabass, bajo, contrebasse",
    "cello": "violonchelo, violoncelle, cellos", "organ": "orgel, organo, orgue", "harp": "harfe, arpa, harpe", "accordion": "akkordeon, "
    "acordeon, accordeon",
    "harmonica": "mundharmonika, armonica", "trombone": "posaune, trombon", "choir": "chor, coro, choeur", "banjo": "banjos", "voice": "stimme, "
    "voz, voix, vocals",
    "mandolin": "mandoline, mandolina", "whistle": "tin whistles, blockflote", "classical guitar": "nylon guitar, spanish guitar",
    "vibraphone": "vibes, vibraphon",
    "electric guitar": "e gitarre, shredding guitar", "strings": "streicher, cuerdas, cordes",
}  # fmt: skip
NO_INSTRUMENTS = frozenset(
    {"vibes", "rain", "echoes", "crystal", "atmosphere", "brightness", "goblins", "soundtrack", "bottle", "applause", "gunshot", "helicopter",
    "seashore", "fantasia",
     "chorus", "bone", "horn section", "kit", "pipes", "pad", "bells", "voices", "singer", "singers", "singing", "vocal", "keys", "chimes",
     "halo pad", "jug",
     "charang", "sci fi", "keyboard", "synth drum", "tenor", "alto", "soprano", "baritone", "drum", "drummer", "voice",
     "bass lead",
     "telephone ring", "bird tweet", "breath noise", "agogo", "oohs", "orchestra hit", "space voice"}
)  # fmt: skip
"""Names of instruments that are other things too in a sentence; they count after ``with``, ``for``, ``solo`` and ``no`` only."""
STRANGE_INSTRUMENTS = (
    "kazoo, theremin, didgeridoo, cowbell, hurdy gurdy, lute, lyre, triangle, tambourine, maracas, bongos, congas, djembe, tabla, oud, erhu, "
    "guzheng, "
    "balalaika, autoharp, zither, melodica, vuvuzela, otamatone, glass harmonica, jaw harp, washboard, spoons, turntables, moog, 808, serpent, "
    "crumhorn, "
    "sackbut, viola da gamba, pedal steel, dobro, slide guitar, castanets, vocoder voice, siren, beatbox, airhorn, air horn, gong, bodhran, "
    "theorbo, hang drum"
)
LIKELY_GENRES = {
    "banjo": "bluegrass", "fiddle": "folk", "whistle": "folk", "bagpipe": "folk", "accordion": "folk", "mandolin": "bluegrass",
    "harpsichord": "baroque",
    "piano": "classical", "violin": "classical", "viola": "classical", "cello": "classical", "flute": "classical", "oboe": "classical",
    "harp": "classical",
    "organ": "baroque", "choir": "chorale", "electric guitar": "rock", "overdriven guitar": "rock", "distortion guitar": "rock", "harmonica": "blues",
    "tenor sax": "jazz", "alto sax": "jazz", "trumpet": "jazz", "trombone": "jazz", "clarinet": "jazz", "vibraphone": "jazz",
    "hammond organ": "blues",
    "soprano voice": "chorale", "voice": "song", "acoustic guitar": "folk", "classical guitar": "classical", "honky tonk piano": "ragtime",
    "strings": "classical",
    "ukulele": "folk", "tuba": "jazz", "double bass": "jazz", "acoustic bass": "jazz", "drums": "rock", "brass": "jazz", "french horn": "classical",
    "recorder": "baroque", "soprano sax": "jazz", "baritone sax": "jazz",
}  # fmt: skip
"""Lead instrument -> the genre it is at home in, where none is named."""
EMOJI_GENRES = {
    "🎷": "jazz", "🎺": "jazz", "🎸": "rock", "🤘": "rock", "🎹": "classical", "🎻": "classical", "🪕": "bluegrass", "🎤": "song", "⛪": "chorale",
    "☘": "folk", "🍀": "folk", "🎭": "drama", "📜": "poem", "🍳": "recipe", "🤠": "bluegrass",
}  # fmt: skip
EMOJI_MOODS = {"😢": "sad", "💔": "sad", "😔": "sad", "👻": "mysterious", "🎃": "mysterious", "😴": "calm", "💤": "calm"}
