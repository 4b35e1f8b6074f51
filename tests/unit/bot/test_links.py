import pytest

from bot.links import first_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.com/a now", "https://example.com/a"),
        ("go to example.com, please", "example.com"),
        ("EXAMPLE.COM", "EXAMPLE.COM"),
        ("www.example", "www.example"),
        ("münchen.de and пример.рф", "münchen.de"),
        ("пример.рф", "пример.рф"),
        ("over the sea.It was", "sea.It"),
        ("(a-b.example.org)", "a-b.example.org"),
        ("ftp://x", "ftp://x"),
        ("first a.io then https://b.io", "a.io"),
    ],
)
def test_what_a_network_may_link(text: str, link: str) -> None:
    assert first_link(text) == link


@pytest.mark.parametrize(
    "text",
    ["", "Slow blues in E, 12 bars (seed 4711).", "Wait...what? -- e.g.", "B.B. King, 7.30 p.m.", "120 bpm. Swing.", "@some.body", "a . b", "🎷.🎺"],
)  # fmt: skip
def test_what_it_never_links(text: str) -> None:
    assert first_link(text) is None


def test_everything_that_x_links_is_found() -> None:
    from simulators.x.weights import links

    hosts = ("a.io", "x.co.uk", "sea.It", "ä.de", "http://a.museum")
    texts = [f"{before}{host}{after}" for host in hosts for before in ("", "(", "at ") for after in ("", "!", "/p")]
    assert [text for text in texts if links(text) and first_link(text) is None] == []
