"""The four secrets of an account on X, and where they come from: the environment, nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.platforms.base import CredentialsError

CONSUMER_KEY = "HOUSEBAND_X_CONSUMER_KEY"
CONSUMER_SECRET = "HOUSEBAND_X_CONSUMER_SECRET"  # noqa: S105 (the name of a variable)
ACCESS_TOKEN = "HOUSEBAND_X_ACCESS_TOKEN"  # noqa: S105 (the name of a variable)
ACCESS_SECRET = "HOUSEBAND_X_ACCESS_TOKEN_SECRET"  # noqa: S105 (the name of a variable)
VARIABLES = (CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_SECRET)


@dataclass(frozen=True, slots=True)
class XCredentials:
    """OAuth 1.0a: an app (consumer) acting for one account (access token). They don't expire."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_secret: str = field(repr=False)


def credentials_from(environment: Mapping[str, str]) -> XCredentials:
    """Read the four secrets.

    Raises:
        CredentialsError: one is missing, or holds what no secret of X holds (a space, a line break, quotes); it is named, never shown.
    """
    missing = [name for name in VARIABLES if not environment.get(name, "").strip()]
    if missing:
        raise CredentialsError(
            f"X needs {', '.join(VARIABLES)} in the environment (developer console, keys and tokens); missing: {', '.join(missing)}"
        )
    values = [environment[name].strip() for name in VARIABLES]
    broken = [
        name for name, value in zip(VARIABLES, values, strict=True) if not value.replace("-", "").replace("_", "").isalnum() or not value.isascii()
    ]
    if broken:
        raise CredentialsError(f"{', '.join(broken)}: X's keys hold only letters, digits, - and _; copy the value again, without quotes or spaces")
    return XCredentials(*values)
