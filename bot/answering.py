"""What each step of answering a mention does; :func:`bot.service.answer_mention` says in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bot.conversation import Attached, Composed, Heard, Published, Rendered, Topic, Verdict
from bot.crew import Crew
from bot.kept_pieces import piece_as_text, piece_from_text
from bot.messages import FileRecord, NoLongerWantedError, NotYetError, Order, OutgoingReply, PieceRecord, Played
from bot.own_requests import is_own
from bot.placing import file_records, place_files, staging, stem_of
from bot.platforms.base import DuplicateError, Limits, Mention, RefusedError, Span, Upload
from bot.requests import request_from_json, understood
from bot.service import piece_of
from bot.wording import ReplyText
from corpora.errors import AskerError

MEDIA_TYPES = {"mp4": "video/mp4", "mp3": "audio/mpeg", "png": "image/png"}
"""What a network is given, by format."""
MOST_ATTEMPTS = 4
"""A reply that the network calls a duplicate, and that can't be found after so many attempts, is given up."""
LOOK_AGAIN_SECONDS = 20.0
"""A network's search may lag behind what it was just given."""


MEDIA_KEPT_SECONDS = 12 * 3600.0
"""Networks let files go that nobody published within a day."""


class Answering:
    """The steps of answering one mention."""

    def __init__(self, name: str, mention: Mention, crew: Crew) -> None:
        self._name = name
        self._mention = mention
        self._crew = crew

    def understand(self) -> Heard:
        """Read what the mention asks for, and which piece of ours it answers."""
        crew, mention = self._crew, self._mention
        answered = None if mention.reply_to is None else crew.outbox.piece_of_reply(mention.platform, mention.reply_to)
        previous = None if answered is None else crew.library.find(answered)
        return crew.understanding(mention, crew.platform.me().handle, previous, crew.platform.limits)

    def judge(self, heard: Heard) -> Verdict:
        """Ask whether it may be answered."""
        return self._crew.guards.judge(self._mention, heard)

    def compose(self, heard: Heard, verdict: Verdict) -> Composed:
        """Compose what was asked for, if anything was."""
        if heard.asked is None or verdict.kind == "busy":
            return Composed()
        try:
            request = understood(heard.asked)
            composition = self._crew.band.compose(request)
        except AskerError as error:
            return Composed(refusal=str(error))
        piece = piece_of(composition, Order(request, (), self._crew.pieces), self._crew.band, _moment(self._crew.clock()))
        return Composed(piece_as_text(piece))

    def render(self, heard: Heard, verdict: Verdict, composed: Composed) -> Rendered:
        """Find the words of the reply, and render the piece if a network can show it."""
        words = self._words(heard, verdict, composed)
        if not composed.piece:
            return Rendered(words.text, words.alt_text)
        piece = piece_from_text(composed.piece)
        return Rendered(words.text, words.alt_text, self._files(piece, self._formats(piece, words)))

    def upload(self, composed: Composed, rendered: Rendered) -> Attached:
        """Bring the files to the network."""
        if rendered.files and not all(self._is_here(file) for file in rendered.files):
            self._files(piece_from_text(composed.piece), tuple(file.format for file in rendered.files))
        uploads = (Upload(Path(file.path), MEDIA_TYPES[file.format], rendered.alt_text) for file in rendered.files)
        return Attached(tuple(self._crew.platform.upload(upload) for upload in uploads))

    def publish(self, heard: Heard, verdict: Verdict, composed: Composed, rendered: Rendered, attached: Attached) -> Published:
        """Publish the reply once, however often this is called, and by however many workers.

        Why no two calls for one reply are under way at once: an attempt is a lease. Who counts one has it until it ends or ``call_seconds`` are over;
        right before the call it begins anew, in a transaction that fails where somebody has counted another since. From there to the end of the
        call it is less than ``call_seconds``: a gate that lets nobody through who was held up, and the network's own time limit. So whoever
        counts the next attempt does it after that call has ended, and looks for its reply before making one of their own. A worker that is only
        slow and was taken for dead makes no call, for its heir has counted an attempt; until then the heir makes none.

        What is left: a process that stands still, whole, for longer than the lease in the instant between the gate and the call; and a network
        that does not show a post of ours for longer than that. There the network's key, or its refusal of the same text, is what keeps it to one.
        """
        crew, mention = self._crew, self._mention
        piece_id = piece_from_text(composed.piece).id if composed.piece else None
        key = hashlib.sha256(self._name.encode()).hexdigest()[:32]
        reply = crew.outbox.write(OutgoingReply(self._name, mention.platform, rendered.text, attached.media, key, piece_id))
        if reply.reply_id is not None:
            return Published(reply.reply_id)
        if reply.media and crew.clock() - reply.written_at > MEDIA_KEPT_SECONDS:
            reply = replace(reply, media=self.upload(composed, rendered).media)
            crew.outbox.reattach(self._name, reply.media)
        attempt = crew.outbox.count_attempt(self._name, crew.call_seconds)
        if attempt is None:
            raise NotYetError("another worker may be publishing this", _moment(crew.outbox.free_at(self._name, crew.call_seconds)))
        try:
            if attempt > 1:
                reply = crew.outbox.write(reply)  # read again: an attempt that has just ended left its words, its moment, perhaps its success
            found = self._found(reply, attempt)
            if found is None:
                found = self._published(reply, attempt, lambda: self._words(heard, verdict, composed, attempt).text)
        except NotYetError as error:
            crew.outbox.attempt_ended(self._name, attempt, called=error.__cause__ is not None)
            raise
        except NoLongerWantedError as error:
            crew.outbox.attempt_ended(self._name, attempt, called=False)
            return Published("", withheld=str(error))
        except Exception:
            crew.outbox.attempt_ended(self._name, attempt)
            raise
        crew.outbox.sent(self._name, found)
        return Published(found)

    def _found(self, reply: OutgoingReply, attempt: int) -> str | None:
        """Our reply, if an attempt before this one published it."""
        if reply.reply_id is not None or attempt == 1:
            return reply.reply_id
        return self._crew.platform.find_reply(self._mention, reply.key, self._last_call(reply))

    def _published(self, reply: OutgoingReply, attempt: int, other_words: Callable[[], str]) -> str:
        crew, mention = self._crew, self._mention
        if not crew.outbox.renew_attempt(self._name, attempt):
            raise self._not_yet("this worker was held up for too long: another one has taken over")
        try:
            return crew.platform.publish(mention, reply.text, reply.media, reply.key)
        except RefusedError:  # perhaps because it was answered already, by an attempt whose post was listed late
            found = self._found_since_written(reply) if attempt > 1 else None
            if found is None:
                raise
            return found
        except DuplicateError as error:
            found = self._found_since_written(reply)
            if found is not None:
                return found
            if is_own(mention) and attempt > 1:
                return ""  # an attempt whose answer got lost: nobody else says these words, and what is no reply can't be looked for
            if attempt >= MOST_ATTEMPTS:
                raise RefusedError(f"called a duplicate, and no reply of ours is there: {error}") from error
            crew.outbox.reword(self._name, other_words())  # somebody else was told the same
            raise self._not_yet(str(error)) from error

    def _found_since_written(self, reply: OutgoingReply) -> str | None:
        return self._crew.platform.find_reply(self._mention, reply.key, Span(_moment(reply.written_at), _moment(self._crew.clock())))

    def _last_call(self, reply: OutgoingReply) -> Span | None:
        """When the reply was published if it was: by the last call. What earlier ones did was looked for before that one was made.

        None where the clock was set back since, so that it says nothing any more.
        """
        began = reply.called_at or reply.written_at
        return Span(_moment(began), _moment(began + self._crew.call_seconds)) if began <= self._crew.clock() else None

    def remember(self, composed: Composed, rendered: Rendered) -> str:
        """Keep the piece in the history, once; its identifier, empty where nothing was played."""
        if not composed.piece:
            return ""
        piece = replace(piece_from_text(composed.piece), files=rendered.files)
        if self._crew.library.find(piece.id) is None:
            self._crew.library.remember(piece)
        return piece.id

    def _words(self, heard: Heard, verdict: Verdict, composed: Composed, attempt: int = 0) -> ReplyText:
        """The words of the reply: the same ones whenever a step is repeated, other ones for another attempt."""
        rng = np.random.default_rng([attempt, int.from_bytes(hashlib.sha256(self._name.encode()).digest()[:8], "big")])
        if not composed.piece:
            return self._crew.wording.about_itself(_topic(heard, verdict, composed), heard, composed.refusal, self._limits, rng)
        return self._crew.wording.about_piece(Played(piece_from_text(composed.piece), {}), heard, self._mention, self._limits, rng)

    def _formats(self, piece: PieceRecord, words: ReplyText) -> tuple[str, ...]:
        """The one format a network shows a piece in; none where the words of the reply are the whole text."""
        if piece.kind == "text":
            return ("png",) if words.on_card else ()
        wanted = {media_type: name for name, media_type in MEDIA_TYPES.items()}
        return next(((wanted[media_type],) for media_type in self._limits.media_types if media_type in wanted), ())

    def _files(self, piece: PieceRecord, formats: tuple[str, ...]) -> tuple[FileRecord, ...]:
        """Render a piece into its folder; composed anew, which the same request and seed make the same piece."""
        if not formats:
            return ()
        folder = self._crew.pieces / piece.id
        composition = self._crew.band.compose(request_from_json(piece.asked, None))
        with staging(folder) as stage:
            placed = place_files(self._crew.band.render(composition, formats, stage, stem_of(composition)), folder)
        for path in placed.values():
            self._crew.storage.keep(path)
        return file_records(placed)

    def _is_here(self, file: FileRecord) -> bool:
        path = Path(file.path)
        return path.is_file() or self._crew.storage.fetch(path)

    @property
    def _limits(self) -> Limits:
        return self._crew.platform.limits

    def _not_yet(self, reason: str) -> NotYetError:
        return NotYetError(reason, _moment(self._crew.clock() + LOOK_AGAIN_SECONDS))


def _moment(seconds: float) -> datetime:
    """Of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _topic(heard: Heard, verdict: Verdict, composed: Composed) -> Topic:
    """What a reply without a piece is about."""
    if composed.refusal:
        return "refused"
    if verdict.kind == "busy":
        return "busy"
    return "nothing" if heard.kind == "piece" or heard.kind == "again" else heard.kind
