"""Errors of the generators floor. Those a person can cause are :class:`corpora.errors.AskerError`."""

from __future__ import annotations

from corpora.errors import AskerError, DamagedCheckpointError


class NoUsableCandidateError(AskerError):
    """Every candidate drawn was degenerate; a different seed or more candidates may help."""


class UnsupportedAbilityError(AskerError):
    """The generator's family cannot do what was asked; the message names families that can."""


__all__ = ["AskerError", "DamagedCheckpointError", "NoUsableCandidateError", "UnsupportedAbilityError"]
