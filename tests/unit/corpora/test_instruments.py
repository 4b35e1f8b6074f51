import pytest

from corpora.errors import AskerError
from corpora.instruments import ENSEMBLES, INSTRUMENTS, ROLES, by_program, instrument, parse_instruments


def names(text: str) -> list[str]:
    return [each.name for each in parse_instruments(text)]


def test_every_program_is_reachable_and_every_value_is_in_range():
    assert [by_program(program).program for program in range(128)] == list(range(128))
    for name, each in INSTRUMENTS.items():
        assert name == each.name == name.casefold()
        assert 0 <= each.low < each.high <= 127
        assert -1 <= each.pan <= 1
        assert each.roles
        assert each.roles <= set(ROLES)


def test_no_alias_names_two_instruments():
    spellings = [alias for each in INSTRUMENTS.values() for alias in (each.name, *each.aliases)]
    assert len(spellings) == len(set(spellings))
    for each in INSTRUMENTS.values():
        assert all(instrument(alias) == each for alias in (each.name, *each.aliases))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sax", "tenor sax"),
        ("Tenor Saxophone", "tenor sax"),
        ("tenor-sax", "tenor sax"),
        ("  ALTO_SAXOPHONES ", "alto sax"),
        ("double bass", "acoustic bass"),
        ("upright-bass", "acoustic bass"),
        ("bass", "acoustic bass"),
        ("basses", "acoustic bass"),
        ("bass guitar", "electric bass"),
        ("drum kit", "drums"),
        ("Drums", "drums"),
        ("vibes", "vibraphone"),
        ("fiddles", "fiddle"),
        ("celli", "cello"),
        ("strings", "strings"),
        ("brass", "brass"),
        ("pianos", "piano"),
        ("cor anglais", "english horn"),
        ("honky-tonk", "honky tonk piano"),
        ("soprano", "soprano voice"),
        ("Acoustic Guitar (nylon)", "classical guitar"),
    ],
)
def test_people_say_it_their_own_way(said, meant):
    assert instrument(said).name == meant


def test_a_second_player_keeps_the_instrument_and_has_an_own_name():
    second = instrument("violin 2")
    assert (second.name, second.program) == ("violin 2", 40)
    assert instrument("violin 1") is instrument("violin")
    assert instrument("synth bass 2").program == 39  # a General MIDI name, not a second player


@pytest.mark.parametrize("said", ["kazooo", "tenor sacks of potatoes", "", "piano 99"])
def test_unknown_instruments_are_refused_in_one_line(said):
    with pytest.raises(AskerError, match="--instruments") as refusal:
        instrument(said)
    assert "\n" not in str(refusal.value)


def test_a_misspelling_is_offered_its_neighbour():
    with pytest.raises(AskerError, match="trumpet"):
        instrument("trumpett blue")


def test_line_ups():
    assert names("tenor sax, piano, bass & drums") == ["tenor sax", "piano", "acoustic bass", "drums"]
    assert names("flute and harp") == ["flute", "harp"]
    assert names("two violins, viola and cello") == names("string quartet") == ["violin", "violin 2", "viola", "cello"]
    assert names("2 violins, 1 violin") == ["violin", "violin 2", "violin 3"]
    assert names("violin 2, violin 2") == ["violin 2", "violin 3"]
    assert names("a piano") == ["piano"]


def test_bass_is_a_voice_only_among_voices():
    assert names("soprano, alto, tenor, bass") == names("SATB") == ["soprano voice", "alto voice", "tenor voice", "bass voice"]
    assert names("voice, bass, drums")[1] == "acoustic bass"


@pytest.mark.parametrize(
    "text", ["", " , & ", "16 violins", "17 flutes", "0 pianos", "9999 pianos", f"{'9' * 5000} pianos", ",".join(["piano"] * 17)]
)
def test_impossible_line_ups_are_refused(text):
    with pytest.raises(AskerError):
        parse_instruments(text)


def test_fifteen_and_drums_is_a_full_stage():
    stage = parse_instruments("15 violins, drums")
    assert len({each.name for each in stage}) == 16


def test_every_ensemble_names_known_instruments():
    for members in ENSEMBLES.values():
        assert all(member in INSTRUMENTS for member in members)


@pytest.mark.parametrize("program", [-1, 128])
def test_programs_outside_general_midi_are_refused(program):
    with pytest.raises(AskerError):
        by_program(program)
