from datetime import timedelta

import pytest
from guarding import ME, NOON, PRICED, House, house_of, mention

from bot.conversation import Heard
from bot.guards.lists import Lists
from bot.house_rules import BudgetSettings, GuardSettings
from bot.messages import NotYetError
from bot.own_requests import tune_request
from bot.platforms.base import Author, Mention


def kind_of(house: House, asked: Mention, kind: str = "piece") -> str:
    return house.guards.may_answer(asked, house.clock.moment, kind).kind


@pytest.fixture
def house() -> House:
    return house_of()


def test_a_fan_is_answered(house: House) -> None:
    assert kind_of(house, mention(1)) == "answer"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Mention("paper", "1", ME, "jazz", NOON), "our own"),
        (Mention("paper", "1", Author("9", "HouseBand"), "jazz", NOON), "our own"),
        (mention(1, "jukebot"), "bot"),
        (mention(1, at=NOON - timedelta(minutes=5)), "before the bot was started"),
    ],
    ids=["us by identifier", "us by handle", "a bot", "before the first start"],
)
def test_what_is_never_answered(house: House, asked: Mention, why: str) -> None:
    judgement = house.guards.may_answer(asked, NOON)
    assert judgement.kind == "ignore"
    assert why in judgement.reason


def test_an_old_post_is_not_answered(house: House) -> None:
    house.clock.now += 13 * 3600
    assert kind_of(house, mention(1)) == "ignore"
    assert kind_of(house, mention(2, at=house.clock.moment - timedelta(hours=11))) == "answer"


def test_the_first_start_is_remembered_through_later_ones(house: House) -> None:
    house.clock.now += 3600
    house.guards.begin()
    assert kind_of(house, mention(1, at=NOON + timedelta(minutes=30))) == "answer"


def test_the_same_mention_is_judged_the_same_way_however_often(house: House) -> None:
    house = house_of(GuardSettings(most_an_hour_for_one_author=1))
    assert [kind_of(house, mention(1)) for _ in range(3)] == ["answer"] * 3
    house.clock.now += 100_000
    assert kind_of(house, mention(1)) == "answer"


def test_one_author_gets_so_many_answers_an_hour_then_one_excuse_then_nothing() -> None:
    house = house_of(GuardSettings(most_an_hour_for_one_author=3))
    assert [kind_of(house, mention(post)) for post in range(6)] == ["answer"] * 3 + ["busy_once", "ignore", "ignore"]
    assert kind_of(house, mention(7, "another")) == "answer"
    house.clock.now += 3601
    assert kind_of(house, mention(8)) == "answer"


def test_a_thread_comes_to_an_end_whoever_writes_in_it() -> None:
    house = house_of(GuardSettings(most_an_hour_in_one_thread=3))
    loop = [kind_of(house, mention(post, f"fan{post % 2}", conversation="root", reply_to=str(post))) for post in range(1, 6)]
    assert loop == ["answer"] * 3 + ["ignore"] * 2
    house.clock.now += 3601
    assert kind_of(house, mention(9, conversation="root")) == "answer"


def test_talk_in_a_thread_is_not_answered_but_a_lost_question_is(house: House) -> None:
    assert kind_of(house, mention(1, text="thanks!", reply_to="0"), "nothing") == "ignore"
    assert kind_of(house, mention(2, text="hello"), "nothing") == "answer"


def test_stop_is_confirmed_once_and_holds_until_they_take_it_back(house: House) -> None:
    assert kind_of(house, mention(1), "stop") == "answer"
    assert kind_of(house, mention(1), "stop") == "answer", "the same mention again"
    assert kind_of(house, mention(2)) == "ignore"
    assert kind_of(house, mention(3), "stop") == "ignore"
    assert kind_of(house, mention(4), "help") == "ignore"
    house.clock.now += 365 * 86_400
    year_later = house.clock.moment
    assert kind_of(house, mention(5, at=year_later)) == "ignore"
    assert kind_of(house, mention(6, "another", at=year_later)) == "answer"
    assert kind_of(house, mention(7, at=year_later), "resume") == "answer"
    assert kind_of(house, mention(8, at=year_later)) == "answer"


def test_stop_counts_even_where_its_confirmation_does_not_go_out() -> None:
    house = house_of(GuardSettings(most_an_hour_in_one_thread=1))
    assert kind_of(house, mention(1, conversation="root")) == "answer"
    assert kind_of(house, mention(2, conversation="root"), "stop") == "ignore"
    assert kind_of(house, mention(3)) == "ignore"


def test_nothing_composed_meanwhile_is_sent_after_stop_or_a_block(house: House) -> None:
    under_way, stopping = mention(1), mention(2)
    assert house.guards.may_send(under_way)
    assert kind_of(house, stopping, "stop") == "answer"
    assert not house.guards.may_send(under_way)
    assert house.guards.may_send(stopping), "the confirmation itself"
    other = mention(3, "other")
    Lists(house.database).block("@Other", "", 0.0)
    assert not house.guards.may_send(other)


def test_a_stop_heard_during_a_pause_is_confirmed_after_it(house: House) -> None:
    lists = Lists(house.database)
    lists.pause("", house.clock.now)
    assert kind_of(house, mention(1), "stop") == "later"
    lists.resume()
    assert kind_of(house, mention(1), "stop") == "answer"


def test_who_is_blocked_by_handle_stays_blocked_under_another(house: House) -> None:
    lists = Lists(house.database)
    assert lists.block("@Troll", "insults", house.clock.now)
    assert kind_of(house, mention(1, "troll")) == "ignore"
    renamed = Mention("paper", "2", Author("id-troll", "angel"), "jazz", NOON)
    assert kind_of(house, renamed) == "ignore"
    assert lists.unblock("troll")
    assert lists.unblock("id-troll")
    assert kind_of(house, mention(3, "troll")) == "answer"
    assert not lists.unblock("troll")


def test_a_block_on_one_network_says_nothing_about_others(house: House) -> None:
    Lists(house.database).block("fan", "", 0.0, "elsewhere")
    assert kind_of(house, mention(1)) == "answer"


def test_refused_words_are_not_answered() -> None:
    house = house_of(GuardSettings(refused_words=("cowbell",)))
    assert kind_of(house, mention(1, text="more cowbell")) == "ignore"


def test_a_full_queue_is_excused_once_to_each_and_not_to_everybody() -> None:
    house = house_of(GuardSettings(most_waiting=10, most_excuses_per_15_minutes=1))
    house.waiting = 11
    assert kind_of(house, mention(1, "a")) == "busy_once"
    assert kind_of(house, mention(2, "a")) == "ignore"
    assert kind_of(house, mention(3, "b")) == "ignore", "no excuse left"
    assert kind_of(house, mention(4, "c"), "stop") == "answer"
    house.waiting = 10
    assert kind_of(house, mention(5, "d")) == "answer"


def test_what_has_to_wait_is_told_when_to_come_back() -> None:
    house = house_of(limits=PRICED, budget=BudgetSettings(cents_a_day=1.0))
    assert house.gate.take("post", NOON) is None
    judgement = house.guards.may_answer(mention(1), NOON)
    assert judgement.kind == "later"
    assert judgement.at == NOON + timedelta(hours=12)
    with pytest.raises(NotYetError) as waits:
        house.guards.judge(mention(1), Heard("piece"))
    assert waits.value.until == judgement.at
    house.clock.now += 12 * 3600
    assert house.guards.judge(mention(1), Heard("piece")).kind == "answer"


def test_the_port_speaks_the_words_of_the_spine() -> None:
    house = house_of(GuardSettings(most_an_hour_for_one_author=1))
    verdicts = [house.guards.judge(mention(post), Heard("piece")) for post in range(3)]
    assert [verdict.kind for verdict in verdicts] == ["answer", "busy", "ignore"]
    assert all("1 answers" in verdict.reason for verdict in verdicts[1:])


def test_who_got_more_has_a_higher_number(house: House) -> None:
    for post in range(3):
        kind_of(house, mention(post))
    assert house.guards.priority(mention(9)) == 3
    assert house.guards.priority(mention(9, "another")) == 0


def test_what_the_band_asks_of_itself_passes_unless_nothing_may_go_out(house: House) -> None:
    tune = tune_request("paper", NOON.date(), "jazz", house.clock.now)
    assert kind_of(house, tune) == "answer"
    Lists(house.database).pause("", house.clock.now)
    assert kind_of(house, tune) == "later"


def test_judgements_are_forgotten_when_nothing_depends_on_them(house: House) -> None:
    kind_of(house, mention(1))
    assert house.guards.forget() == 0
    house.clock.now += 9 * 86_400
    assert house.guards.forget() == 1
