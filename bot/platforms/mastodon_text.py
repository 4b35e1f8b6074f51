"""From the HTML that Mastodon's servers send to the text a person wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = {"p": "\n\n", "br": "\n", "li": "\n", "blockquote": "\n\n", "pre": "\n\n", "ul": "\n", "ol": "\n"}
_SILENT = {"script", "style"}
_VOID = {"br", "hr", "img", "wbr"}
_QUOTE_CLASS = "quote-inline"
"""A paragraph ``RE: address`` that servers add to a quoting post for readers that know no quotes."""


class _Reader(HTMLParser):
    """Collects what is shown; of anything else than a line's or a paragraph's end the markup is dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin a line or something that nobody sees."""
        if self._unseen:
            if tag not in _VOID:
                self._unseen.append(tag)
        elif tag in _SILENT or _QUOTE_CLASS in (dict(attributes).get("class") or "").split():
            self._unseen.append(tag)
        else:
            self.shown.append(_BLOCKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """End what nobody sees, whatever was left open inside it."""
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._unseen:
            self.shown.append(data)


def plain_text(markup: str) -> str:
    """The text of a post: paragraphs an empty line apart, lines as they were written, links as their whole address."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.shown).replace("\r", "")).strip()
