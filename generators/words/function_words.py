"""The little words that verse may pass over lightly: articles, pronouns, prepositions, auxiliaries, conjunctions."""

from __future__ import annotations

from generators.words.spelling import plain_word

FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each no my your his her its our their thy thine mine
    i me you he him she it we us they them thou thee ye who whom which what whose one
    of to in on at by for from with as into onto upon up off out through till until per than like near o'er 'neath 'mid 'midst amid
    about above across after against along among around before behind below beneath beside between beyond down during over since
    toward towards under within without 'gainst 'mongst 'round round past
    and or but nor if so yet though while when where then there how why because lest ere whilst unless
    am is are was were be been being art wert wast do does did dost doth didst don't didn't doesn't
    have has had hast hath hadst having i've you've we've they've i'd he'd she'd we'd they'd you'd it'd
    can could may might must shall should will would shalt wilt can't couldn't won't wouldn't shan't isn't wasn't aren't weren't ain't
    canst couldst wouldst shouldst mayst i'll he'll she'll we'll they'll you'll it'll 'll i'm you're we're they're he's she's it's that's
    there's here's what's who's 'tis 'twas 'twere 'twill 'twould th' o' o i' 's 'd 'em 'er let's got get let
    not too very such just quite oh ah""".split()  # noqa: SIM905 - a table of words reads best so
)


def is_function_word(word: str) -> bool:
    """True for a word that is weak in a line unless the metre asks for more."""
    return plain_word(word) in FUNCTION_WORDS
