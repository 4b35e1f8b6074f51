"""X's refusals, word for word where they are on record: tweepy's cassettes, X's documentation, issues of other clients (2021 to 2026)."""

from __future__ import annotations

from typing import Any

INVALID = "https://api.twitter.com/2/problems/invalid-request"
NOT_ENGAGED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged "
    "by the author of the post you are replying to."
)


class ProblemError(Exception):
    """An answer that refuses."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body)
        self.status = status
        self.body = body


def plain(status: int, title: str, detail: str | None = None, kind: str = "about:blank") -> ProblemError:
    return ProblemError(status, {"title": title, "detail": detail or title, "type": kind, "status": status})


def invalid(message: str, **parameters: str) -> ProblemError:
    errors: list[dict[str, Any]] = [{"parameters": {name.replace("__", "."): [value] for name, value in parameters.items()}, "message": message}]
    return ProblemError(
        400, {"errors": errors, "title": "Invalid Request", "detail": "One or more parameters to your request was invalid.", "type": INVALID}
    )


def unauthorized() -> ProblemError:
    return plain(401, "Unauthorized")


def forbidden(detail: str) -> ProblemError:
    return plain(403, "Forbidden", detail)


def duplicate() -> ProblemError:
    return forbidden("You are not allowed to create a Tweet with duplicate content.")


def read_only() -> ProblemError:
    detail = "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
    return plain(403, "Forbidden", detail, "https://api.twitter.com/2/problems/oauth1-permissions")


def too_many() -> ProblemError:
    return plain(429, "Too Many Requests")


def no_credits() -> ProblemError:
    return plain(
        402, "CreditsDepleted", "Your enrolled account does not have any credits to fulfill this request.", "https://api.x.com/2/problems/credits"
    )
