"""``houseband doctor``: what is installed, which soundfont, which database, what is missing and how to get it."""

from __future__ import annotations

import click

from bot import console

_MARKS = {"ok": ("✓", "good"), "missing": ("✗", "bad"), "optional": ("–", "dim")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is installed, what is missing and how to get it. Exit code 1 when `compose` can't work."""
    from bot.examination import examine
    from bot.replies import one_line_of_json

    findings = examine()
    works = all(finding.state != "missing" for finding in findings)
    if as_json:
        rows = [{"what": each.what, "state": each.state, "found": each.found, "advice": each.advice} for each in findings]
        console.say(one_line_of_json({"ok": works, "findings": list(rows)}))
    else:
        width = max(len(each.what) for each in findings)
        for each in findings:
            mark, style = _MARKS[each.state]
            advice = f"\n{' ' * (width + 4)}→ {each.advice}" if each.advice else ""
            console.say(f"{console.styled(mark, style)} {each.what.ljust(width)}  {each.found}{advice}")
        console.say("compose can work" if works else "compose can't work yet: see what is marked ✗")
    context.exit(0 if works else 1)
