"""The band's turns of phrase on a network: enough of each that two replies hardly ever read alike (networks refuse what was said before)."""

from __future__ import annotations

MUSIC_OPENINGS = (
    "Here you go:", "This one's for you:", "One, two, three, four:", "Fresh off the stand:", "Coming right up:", "Just for you:", "We gave it a go:",
    "The band's been busy:", "Hot off the music stand:", "As requested:", "Your tune, played just now:", "Lights down, please:",
    "We had fun with this one:",
    "From all of us in the band:", "Written a minute ago:", "Straight from the rehearsal room:", "Pull up a chair:", "Brand new, "
    "never played before:",
    "Ink still wet:", "We counted it in and off it went:", "A first performance:", "With pleasure:", "Here's what we came up with:",
    "Tuned up and ready:",
    "Your request, and our pleasure:", "Off the top of our heads:", "Gather round:", "For you, played once and only once:", "Good choice, "
    "here it is:",
    "Happy to oblige:", "The ink is dry, the reeds are wet:", "New on our stands today:", "And now, by request:", "Hope you like this one:",
)  # fmt: skip
TEXT_OPENINGS = (
    "Here you go:", "As requested:", "Written just now:", "Pen down, here it is:", "Fresh from the inkwell:", "This one's for you:", "With pleasure:",
    "Our wordsmith obliges:", "Hot off the page:", "We put the horns down and wrote:", "Brand new:", "Just for you:", "By request:",
    "Happy to oblige:",
    "A moment's thought, and then:", "From our notebook:", "The singer wrote this one:", "Ink still wet:", "Ahem:", "We cleared our throats:",
    "Here's what came to us:", "Good choice, here it is:", "Scribbled between two numbers:", "Hope you like it:",
)  # fmt: skip
AGAIN_OPENINGS = (
    "Once more:", "From the top:", "Take two:", "Same tune, new coat:", "Here it is again:", "We changed what you asked:", "How about this:",
    "Another go:",
    "Back on the stand:", "Second helping:", "The same, only different:", "Round again:", "With your changes:", "Reworked for you:", "Da capo:",
    "We listened, and tried again:", "Better like this?", "Here's the new version:", "Your wish, our downbeat:", "Encore:", "Turned the page back:",
)  # fmt: skip
HELP_OPENINGS = (
    "Hello! We're a band of programs that takes requests.", "Glad you asked! We make up new pieces on request.",
    "We're a house band: name it and we play it.",
    "Happy to help! We compose new music and verse on request.", "We play anything we can make up ourselves.",
    "Hello from the bandstand! We take requests.",
    "Nice to meet you! Every piece we play is newly made by a program.", "Welcome! Tell us what you'd like to hear.", "We're an automatic band, "
    "and we take requests.",
    "Here's how it works: you ask, we make it up.", "Ask us for a piece and we'll write you a new one.", "That's easy: say a genre, "
    "and anything else you care about.",
)  # fmt: skip
HELP_EXAMPLES = (
    "slow jazz in D minor with a clarinet", "a limerick about rain", "blues in E, 90 bpm", "a song about the sea, in 6/8", "happy ragtime, "
    "20 seconds", "a reel in A mixolydian",
    "a poem about autumn", "a chorale in G minor", "fast bluegrass with no banjo", "rock in 7/8", "a recipe for plum cake",
    "a waltz for string quartet",
    "spooky baroque in C minor", "a proverb about patience", "a short tale about a fox", "classical, andante, solo piano", "define friendship",
    "a speech about tea",
)  # fmt: skip
HELP_CLOSINGS = (
    "Reply \"again, but faster\" to change a piece, \"stop\" and we leave you alone.",
    "Answer one of our pieces with \"slower\" or \"in F\" to change it. \"stop\" ends it for good.",
    "Changes welcome: \"longer\", \"without drums\". Say \"stop\" and you won't hear from us.", "Or just \"surprise me\". \"stop\" means stop.",
    "To change a piece, reply to it: \"same in F\". To be left alone: \"stop\".",
)  # fmt: skip
BUSY = (
    "The band is busy right now.", "Every chair on the stand is taken at the moment.", "We have more requests than hands just now.",
    "Full house tonight!",
    "So many requests, so few trumpets.", "We're playing as fast as we can and still behind.", "The queue goes round the block.",
    "We're out of breath.",
    "All booked up for the moment.", "The stand is piled high with requests.", "Our fingers are sore, the band is busy.",
    "There's quite a line in front of you.",
)  # fmt: skip
LATER = (
    "Please ask again in a while.", "Ask us again a little later?", "Try us again later, please.", "Later we'd love to play for you.",
    "Do come back in an hour or so.",
    "Please ask once more when it's quieter.", "Give us a while and ask again.", "Ask again later and we'll play.", "Would you try again in a bit?",
    "A little later there will be room.", "Come back soon, please.", "We'd be glad if you asked again later.",
)  # fmt: skip
STOPPED = (
    "Stopped.", "Understood, we'll leave you be.", "Done: no more replies.", "Instruments down.", "All quiet from here on.", "Right, "
    "not another note.",
    "Got it, goodbye and all the best.", "We won't reply to you again.", "Lights out, then.", "Very well, silence.",
    "We've packed up our instruments.", "Of course, we've stopped.",
)  # fmt: skip
HOW_TO_RESUME = (
    "Write \"resume\" to hear us again.", "If you ever miss us, write \"resume\".", "\"resume\" brings us back.",
    "Say \"resume\" if you want us back.",
    "\"resume\" starts us again.", "Should you change your mind: \"resume\".", "To hear us again, write \"resume\".", "One word, \"resume\", "
    "and we're back.",
)  # fmt: skip
RESUMED = (
    "We're back!", "Good to hear from you again.", "Tuned up again and listening.", "Back on the stand.", "Welcome back!",
    "The band's together again.", "Here we are again.",
    "Glad to be back.", "Unpacked and in tune.", "We missed you.", "Lights up again!", "Reeds wet, strings tuned.",
)  # fmt: skip
WHAT_NOW = (
    "What would you like to hear?", "What shall we play?", "Name a genre.", "Any requests?", "Ask away.", "What'll it be?", "A tune, or a verse?",
    "What can we play for you?", "Your wish?", "What's first?", "Jazz, blues, a limerick?", "We take requests.",
)  # fmt: skip
UNSURE = (
    "We'd love to play, but couldn't make out a request.", "Sorry, we couldn't find a request in that.", "We're listening, "
    "only we didn't catch what to play.",
    "We're not sure what you'd like to hear.", "That one went over our heads.", "Our fault, surely: we didn't understand.",
    "Hello! We couldn't tell what to play.",
    "We heard you, but not a request.", "Hm, no request that we could read.",
)  # fmt: skip
HEARD = (
    "Thanks for listening.", "The band takes a bow.", "Thank you for saying so.", "We'll pass it on to the rhythm section.", "Noted, with a nod.",
    "A drum roll for you.", "Thanks, from all of us.", "The drummer says thanks.", "We read every word. Thanks.", "Good to know. We play on.",
    "Thank you, it's good to have listeners.", "Heard and appreciated.",
)  # fmt: skip
WHICH = (
    "Which piece do you mean? Reply to one of ours, and we'll change it.",
    "We don't see which of our pieces that is about. Reply to it directly, please.",
    "Happy to, but which piece? Answer the one you mean.", "Reply to the piece itself, and we'll know which one to change.",
    "We can't tell which piece that was. Please reply to the one you'd like changed.",
)  # fmt: skip
NOT_THAT = (
    "We'd rather not play to those words. Anything else, gladly.", "Not with those words, sorry. Try us with others.",
    "We'll pass on that one. Ask us for something else?",
    "Those words we leave out. What else can we play?", "That's not for our stage. Another request is welcome.", "We won't use words like that, "
    "but we'd gladly play something else.",
)  # fmt: skip
REFUSALS = (
    "Sorry, that didn't work out:", "We tried, but:", "So close, but:", "No luck with that one:", "We'd have loved to, but:", "Our apologies:",
    "Alas:", "Not this time:",
    "That one beat us:", "Nearly:",
)  # fmt: skip
IDEAS = (
    "Something new, perhaps:", "You could ask for", "Always on the menu:", "Or try", "What we'd play at once:", "We'd also play",
)  # fmt: skip
IDEAS_FOR_LATER = (
    "Next time, perhaps:", "For next time:", "You could ask for", "One for later:", "An idea or two:", "For another day:",
)  # fmt: skip
DAILY_OPENINGS = (
    "Tune of the day:", "Today's piece:", "On the stand today:", "Played for nobody in particular:", "Today we felt like this:",
    "A piece for today:", "Daily number:",
    "Today's first performance:", "The band's pick for today:", "For anyone who's listening today:", "New today:", "Today from the rehearsal room:",
)  # fmt: skip
CARD_HINTS = (
    "The whole of it is on the card.",
    "Read it on the card.",
    "It's all on the card.",
    "The rest is on the card.",
    "You'll find it on the card.",
)
