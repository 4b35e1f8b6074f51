"""What a mention is for, where that is not a piece: help, stop, start again, or a remark that asks for nothing."""

from __future__ import annotations

import re
from typing import Literal

Intent = Literal["help", "stop", "resume"]

_POLITE = (
    r"(?:please|pls|plz|now|bot|band|houseband|ok|okay|hey|hi|yo|dude|man|omg|ffs|just|thanks|thank you|bitte|por favor|"
    r"s'il (?:te|vous) plait|already|it|this|that|!|\.|,|\?)"
)
_STOP_ALONE = re.compile(
    rf"^(?:{_POLITE} )*(?:stop|stopp|halt|quit|unsubscribe|unfollow|opt out|optout|shut up|stfu|shush|go away|get lost|piss off|fuck off|f off|"
    rf"bugger off|"
    rf"no more|enough|cease|be quiet|silence|mute|block|para|basta|callate|arrete|arretez|tais toi|stop it|hor auf|aufhoren|sei still|sei ruhig|"
    rf"ruhe|schluss|"
    rf"deja de|dejalo|no mas|ca suffit|stop stop(?: stop)*|end|exit|kill yourself)(?: (?:forever|for ever|for good|immediately|me|at once|you|"
    rf"stupid|dumb|spam|spammer|{_POLITE}))*$"
)
_STOP_CLEAR = re.compile(
    r"\b(?:leave (?:me|us) (?:alone|be|out)|unsubscribe|opt (?:me )?out|go away|do not (?:ever )?(?:reply|respond|answer|contact|message|"
    r"mention|tag|talk|write|tweet|bother|@)|"
    r"don't (?:ever )?(?:reply|respond|answer|contact|message|mention|tag|talk|tweet|bother|@)|dont (?:ever )?(?:reply|respond|answer|contact|"
    r"message|mention|tag|talk|tweet|bother)|"
    r"stop (?:replying|responding|answering|contacting|messaging|mentioning|tagging|tweeting|bothering|spamming|harassing|following|talking|"
    r"posting|sending|this|it|that|me|with)|"
    r"never (?:reply|respond|answer|contact|message|mention|tag|write|tweet|talk)|take me off|remove me|forget me|block me|quit (?:replying|"
    r"spamming|tagging)|shut up|get out of my|"
    r"no more (?:replies|messages|tweets|posts|mentions)|lass(?:t)? mich (?:in ruhe|zufrieden)|hor auf|dejame (?:en paz|tranquilo|tranquila)|"
    r"no me (?:respondas|contestes|escribas|menciones)|"
    r"deja de (?:responder|contestar|molestar|escribir)|laisse moi (?:tranquille|en paix)|laissez moi|ne me (?:reponds|repondez|parle|"
    r"parlez) (?:plus|pas)|antworte mir nicht|"
    r"schreib mir nicht|stop bot|bad bot stop)\b"
)
_RESUME = re.compile(
    rf"^(?:{_POLITE} )*(?:(?:you (?:can|may) )?(?:start|begin) again|resume|unstop|unmute(?: me)?|unblock(?: me)?|opt (?:me )?(?:back )?in|"
    rf"(?:re)?subscribe(?: me)?(?: again)?|"
    rf"come back(?: .{{0,20}})?|restart|(?:i )?(?:miss|missed) you(?: .{{0,20}})?|(?:you (?:can|may) )?(?:reply|talk|answer|respond|write|"
    rf"speak)(?: to me)? again|"
    rf"(?:you're|you are) (?:welcome back|forgiven|allowed again)|i want (?:you|it) back|start replying(?: .{{0,20}})?|fang wieder an|"
    rf"weitermachen|mach weiter|"
    rf"vuelve|reanudar|recommence|reprends|reprendre|reanuda)(?: {_POLITE})*$"
)
_HELP = re.compile(
    rf"^(?:{_POLITE} )*(?:\?+|(?:i need |need |some )?help(?: me)?(?: out)?|hilfe|ayuda|aide|aidez moi|ayudame|hilf mir|commands?|usage|info|"
    rf"manual|instructions|menu|faq|about|readme|"
    rf"how|what|huh|options|man)(?: {_POLITE})*$"
    r"|\b(?:what (?:can|do|could|will|kind|kinds|sort|sorts|style|styles|genre|genres|type|types|instruments|else can)(?: \w+){0,3} (?:you|u|"
    r"ya)\b|what (?:genres|styles|instruments|moods|keys|options)\b|"
    r"how (?:do|does|can|should|to|would) (?:(?:i|you|we|one|this|it|the|u)\b ?){1,2}(?:bot |thing |band |houseband )?(?:work|works|use|ask|"
    r"request|get|order|talk|play with|do this)|how to use|who (?:are|r) (?:you|u)|what (?:are|r) (?:you|u)|what is this|what's this|"
    r"whats this|who (?:made|built|runs) (?:you|this)|which (?:genres|styles|instruments|kinds)|list (?:of )?(?:genres|styles|commands|instruments)|"
    r"(?:do|can) (?:you|u|i) (?:do|take|accept|make|play) (?:a )?requests?|was kannst du|wie (?:funktioniert|geht)|wer bist du|que puedes|"
    r"que sabes|como funciona|quien eres|comment (?:ca marche|ca fonctionne)|"
    r"que peux tu|que sais tu|qui es tu|"
    r"is this (?:an? )?(?:ai|bot|real|robot|automated)|are you (?:a bot|real|human|an ai|a robot|ai))\b"
)
_REMARK = re.compile(
    r"^(?:(?:wow|omg|oh|ah|haha|hahaha|lol|lmao|well|ok|okay|hmm|hm|yes|yeah|yep|no|nope|damn|man|dude|awesome|nice|cool|great|this|that|it|the|"
    r"these|so|and|thank|thanks|ty|thx|"
    r"bravo|amazing|beautiful|lovely|good|love|loved|like|i|we|sounds|really|very|super|brilliant|perfect|danke|gracias|merci|not|meh|bad|my|"
    r"best|what|how|gorgeous|terrible|awful)\b ?[,.!]* ?)+"
)
_PRAISE = re.compile(
    r"^(?:this|that|your|the|my) \w+ (?:is|was|sounds|sounded)\b|"
    r"\b(?:your|ur|ya) (?:music|band|stuff|songs?|tunes?|poems?|account|bot|work) (?:is|are|was|were|rocks?|rules?|sucks?|made|makes?|slaps?)\b|"
    r"\bi (?:also |used to |can )?(?:play|played|teach|study|own|have) (?:the |a |an |some )?(?:\w+)\b(?: too| as well| myself)?$|"
    r"\b(?:that|this|it|these|those|they) (?:was|is|were|are|sounds|sounded|made|makes|really|actually|slaps|rocks|sucks|rules|bangs|goes)\b|"
    r"\b(?:that's|this's|it's|thats|its) (?:so|really|very|pretty|quite|"
    r"too|a|an|the|my|great|good|nice|beautiful|lovely|amazing|awesome|bad|terrible|not)\b|\b(?:i|we) (?:really |absolutely |totally |kinda |"
    r"just )?(?:love|loved|like|liked|hate|hated|enjoyed|adore) (?:this|that|it|the|how|your|you)\b|"
    r"\b(?:so|how|very|really|absolutely|simply|just) (?:beautiful|good|nice|cool|great|lovely|amazing|sad|funny|pretty|relaxing|calming|"
    r"soothing|haunting|moving|bad)\b|"
    r"\b(?:well done|good job|great job|nice work|good bot|bad bot|nice one|great stuff|good stuff|not bad|you rock|you guys rock|keep it up)\b"
)
_ASKS = re.compile(
    r"\b(?:can|could|would|will|please|pls|plz|play|make|write|do|try|give|gimme|want|wanna|need|let's|lets|how about|what about|now|but|"
    r"instead|another|again|more|once more|bitte|por favor|"
    r"sing|compose|next|encore|add|drop|remove|lose|use|put|change|switch|transpose|turn|as a|different|tell|get|hear|request|without|with)\b"
)
_REQUESTS = re.compile(
    r"\b(?:play|make|give|gimme|want|wanna|(?:i|we) need|(?<!can't )(?<!cannot )hear|please|pls|plz|compose|write|sing|can (?:you|u|ya|we|i)|"
    r"could|would|will you|how about|"
    r"what about|let's|lets|some|got any|any|request|do (?:me|us|a|one|it|you have|you know)|tell me|get (?:me|us)|in the mood for|show me|"
    r"i'd (?:like|love)|bitte|spiel\w*|kannst|konnt ihr|mochte|hatte gern|por favor|toca\w*|puedes|quiero|dame|hazme|joue\w*|peux|pouvez|"
    r"je veux|je voudrais|donne|s'il)\b"
)
_DONT_STOP = re.compile(
    r"\b(?:don't|dont|do not|never|won't|can't|non|not|no|nicht|pas|no te)(?: \w+)? (?:stop|stopping|quit|stoppen|aufhoren)\b|\bstop (?:time|"
    r"motion)\b"
)


_STOPS_ELSE = re.compile(
    r"\b(?:bus|train|tram|pit|full|next|tube|last|one|first) stop\b|\bstop (?:by|sign|motion|time|watch|in the name)\b|"
    r"\b(?:he|she|they|it|we) .*stop"
)
_MOST_WORDS_TO_STOP = 10
"""So short a post that says "stop" anywhere, and names no piece, means it: rather once too often than never."""


_STOP_TO_US = re.compile(
    r"\b(?:stop (?:replying|sending|tagging|mentioning|messaging|spamming|bothering|posting|responding|answering|tweeting)|unsubscribe|"
    r"leave (?:me|us) alone|(?:don't|dont|do not|never) (?:ever )?(?:reply|respond|answer|contact|message|mention|tag))\b"
)
"""Said to us whatever else is said."""


def intent_of(said: str, *, names_a_piece: bool, is_about: bool = False) -> Intent | None:
    """What a mention is for besides a piece.

    Args:
        said: its words in small letters without accents, single spaces between words and signs.
        names_a_piece: whether a genre or a theme is named, so that stopping or helping may be part of it.
        is_about: whether a theme or a beginning is named, which may be any words.
    """
    if _STOP_ALONE.match(said):
        return "stop"
    if _RESUME.match(said):
        return "resume"
    if not is_about and _STOP_TO_US.search(said) and not _DONT_STOP.search(said):
        return "stop"
    if not names_a_piece and _STOP_CLEAR.search(said) and not _DONT_STOP.search(said):
        return "stop"
    few = len(re.findall(r"\w+", said)) <= _MOST_WORDS_TO_STOP
    if few and not names_a_piece and re.search(r"\bstop(?:ped)?\b", said) and not _DONT_STOP.search(said) and not _STOPS_ELSE.search(said):
        return "stop"
    if _HELP.search(said) and not names_a_piece:
        return "help"
    return None


def is_asking(said: str, most_words: int, *, answering: bool) -> bool:
    """Whether the words ask for something, or are so few that they can only be a request.

    Args:
        said: as for :func:`intent_of`.
        most_words: what "so few" is.
        answering: whether they answer a piece of ours, so that "with a flute" asks too.
    """
    return bool(_REQUESTS.search(said) or (answering and _ASKS.search(said))) or len(re.findall(r"\w+", said)) <= most_words


def is_a_remark(said: str) -> bool:
    """Whether somebody says what they think of a piece and asks for nothing."""
    return bool(_PRAISE.search(said)) and not _ASKS.search(_PRAISE.sub(" ", said))


def is_only_small_talk(said: str) -> bool:
    """Whether nothing is left when thanks, praise and laughter are taken away."""
    return not re.sub(r"[^\w]+", "", _REMARK.sub("", said + " "))
