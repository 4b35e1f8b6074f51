from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.base import Author
from bot.platforms.x_posts import Cursor, handles_of, made_at, mention_of, oldest_first

OLD = {
    "id": "1578516295611748353", "author_id": "7", "text": "@houseband rock &amp; roll", "created_at": "2022-10-07T22:40:10.000Z",
    "conversation_id": "1578516000000000000", "referenced_tweets": [{"type": "quoted", "id": "1"}, {"type": "replied_to", "id": "2"}],
    "note_tweet": {"text": "@houseband rock &amp; roll, &lt;loud&gt;"},
}  # fmt: skip
NEW = {{"referenced_tweets": "referenced_posts", "note_tweet": "note_post"}.get(name, name): value for name, value in OLD.items()}


@pytest.mark.parametrize("post", [OLD, NEW], ids=["old names", "new names"])
def test_a_post_becomes_a_mention_in_either_spelling(post: dict[str, object]) -> None:
    mention = mention_of(post, {"7": "Ann"})
    assert mention.author == Author("7", "Ann")
    assert mention.text == "@houseband rock & roll, <loud>"
    assert (mention.reply_to, mention.conversation) == ("2", "1578516000000000000")
    assert mention.created_at == datetime(2022, 10, 7, 22, 40, 10, tzinfo=UTC)


def test_what_x_leaves_out_is_done_without() -> None:
    mention = mention_of({"id": "1578516295611748353"}, {})
    assert (mention.text, mention.reply_to, mention.conversation, mention.author.handle) == ("", None, None, "")
    assert mention.created_at.date().isoformat() == "2022-10-07"


def test_an_identifier_tells_when_it_was_given() -> None:
    assert made_at("1578516295611748353").isoformat(timespec="minutes") == "2022-10-07T22:43+00:00"


def test_handles_come_along_or_not() -> None:
    assert handles_of({}) == {}
    assert handles_of({"includes": {"users": [{"id": "7", "username": "Ann"}, {"id": "8"}]}}) == {"7": "Ann"}


@given(st.lists(st.integers(1, 10**18), max_size=20))
def test_mentions_come_oldest_first_and_once(numbers: list[int]) -> None:
    sorted_mentions = oldest_first(mention_of({"id": str(number)}, {}) for number in numbers)
    assert [int(mention.post_id) for mention in sorted_mentions] == sorted(set(numbers))


@given(st.integers(1, 2**62), st.integers(1, 2**62), st.integers(0, 99), st.lists(st.integers(1, 2**62), max_size=5))
def test_a_cursor_survives_being_written_and_changes_with_what_is_heard(newest: int, floor: int, late: int, heard: list[int]) -> None:
    cursor = Cursor(newest, floor, late)
    assert Cursor.parse(str(cursor)) == cursor
    assert (cursor.after(heard) == cursor) == (not heard)
    assert cursor.begin(made_at(str(newest)), 3000) >= floor
    assert cursor.begin(made_at(str(newest)) + timedelta(minutes=1), 3000) == newest


def test_a_lone_identifier_is_a_cursor_without_overlap() -> None:
    identifier = "1578516295611748353"
    assert Cursor.parse(identifier).begin(made_at(identifier), 3000) == int(identifier)
