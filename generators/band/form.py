"""The form of a performance, planned in bars and then laid out as one long lead sheet."""

from __future__ import annotations

from generators.band.assemble import assemble
from generators.band.plan import Form, FormSection, plan_form

__all__ = ["Form", "FormSection", "assemble", "plan_form"]
