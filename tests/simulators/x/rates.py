"""Fixed windows per endpoint, as X counts them, and the headers that tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .settings import Settings


@dataclass
class Rates:
    """For each endpoint: when its window ends, and how many calls it had."""

    windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def count(self, endpoint: str, settings: Settings) -> tuple[bool, dict[str, str]]:
        """Count a call; whether it is within the limit, and the headers of its answer."""
        now, limit = settings.now(), settings.limits[endpoint]
        end, calls = self.windows.get(endpoint, (0.0, 0))
        if now >= end:
            end, calls = now + settings.window_s, 0
        self.windows[endpoint] = (end, calls + 1)
        headers = {
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(max(0, limit - calls - 1)),
            "x-rate-limit-reset": str(int(end) + 1),
        }
        return calls < limit, headers
