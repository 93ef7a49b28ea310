"""Who gets what answer at which door: one row a route, in a file that a person can read and a review can question.

`UPDATE_GOLDEN=1 script/test tests/house` writes the file anew: read the difference before you commit it.
"""

import os
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import HTTPException

from engagement.kernel import access
from engagement.kernel.access import Guard
from engagement.kernel.actor import Actor
from tests.house import subjects

GOLDEN = Path(__file__).parent / "access_table.txt"
WIDTH = 12
HEAD = f"""\
Who may pass which door. Every subject belongs to one station; `elsewhere` is an officer of the next station, `admin other`
an administrator of another force. The first name is the permission; a state in brackets is the subject's.
yes = may pass, in = sent to sign in first, 403 = may know of it but not do it, 404 = may not know that it is there.

{"".join(name.ljust(WIDTH) for name in subjects.ACTORS)}
"""


def answer(guard: Guard, who: Actor, subject: object) -> str:
    """Say what the door answers, by the code that judges each request."""
    permission = guard.permission
    if not permission.anyone and not who.signed_in:
        return "in"
    if guard.find is None:
        return "yes" if permission.allows(who) else "403"
    try:
        access._judge(permission, who, subject)
    except HTTPException as refusal:
        return str(refusal.code)
    return "yes"


def answers(guard: Guard, subject: object) -> str:
    return "".join(answer(guard, who, subject).ljust(WIDTH) for who in subjects.ACTORS.values()).rstrip()


def lines_of(guard: Guard) -> list[str]:
    """Return the answers of one door; one line for each group of states that get the same answers."""
    if guard.find is None:
        return [answers(guard, None)]
    groups: dict[str, list[tuple[str, str]]] = {}
    for cls in subjects.classes_found_by(guard):
        for state, subject in subjects.samples(cls):
            groups.setdefault(answers(guard, subject), []).append(state)
    if len(groups) == 1:
        return list(groups)
    return [f"{line}   [{told(states, groups)}]" for line, states in groups.items()]


def told(states: list[tuple[str, str]], groups: dict[str, list[tuple[str, str]]]) -> str:
    """Name the states of one group; the wording only where another group has the same state."""
    every = {state: [s for group in groups.values() for s in group if s[0] == state] for state, _ in states}
    whole = [state for state in every if set(every[state]) <= set(states)]
    worded = {words for _, words in states}
    if not whole and all((state, words) in states for state in every for words in worded):
        return f"{', '.join(filter(None, every))} {' or '.join(sorted(worded))}".strip()
    return ", ".join(dict.fromkeys(s if s in whole else f"{s} {words}" for s, words in states))


def table(app: Flask) -> str:
    doors = []
    rules = (rule for rule in app.url_map.iter_rules() if not rule.build_only)
    for rule in sorted(rules, key=lambda rule: (rule.rule, rule.endpoint)):
        guard = access.guard_of(app.view_functions.get(rule.endpoint))
        assert guard is not None, rule.endpoint
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        doors.append("\n".join([f"{rule.rule}  {methods}  {guard.permission.name}", *lines_of(guard)]))
    return HEAD + "\n" + "\n\n".join(doors) + "\n"


def test_the_access_table_is_the_one_that_was_reviewed(built: Flask):
    now = table(built)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(now)
    assert now == GOLDEN.read_text(), "Run UPDATE_GOLDEN=1 script/test tests/house, and read what changed"


def test_each_door_says_what_its_find_returns(built: Flask):
    # Without it the table cannot show a subject.
    silent = sorted(
        {
            f"{guard.find.__module__}.{guard.find.__name__}"
            for view in built.view_functions.values()
            if (guard := access.guard_of(view)) is not None
            and guard.find is not None
            and not subjects.classes_found_by(guard)
        }
    )
    assert silent == [], f"Give these functions a return type such as `Event | None`: {silent}"


def test_each_door_opens_to_somebody(built: Flask):
    # A door that is shut to every actor says that the stand-ins lack the row for which it opens.
    shut = {
        rule.rule
        for rule in built.url_map.iter_rules()
        if not rule.build_only
        and "yes" not in " ".join(lines_of(access.guard_of(built.view_functions[rule.endpoint])))
    }
    assert shut == set(), f"Give tests/house/subjects.py a row for which these open: {shut}"
