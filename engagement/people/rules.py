"""The laws of people: which passwords are refused, how long an invitation holds, who may invite whom."""

import re
from datetime import date, timedelta
from itertools import pairwise

from engagement.kernel.actor import Role
from engagement.kernel.refusals import N_, Refusal

PASSWORD_LEAST, PASSWORD_MOST = 12, 128
DISTINCT_LEAST = 5
SHIFT = timedelta(hours=12)  # how long a sign-in lasts without the password (ASVS 5.0 §7.3.2)
FRESH = timedelta(minutes=30)  # since the password was given, for what matters most
LONGEST_STAND_IN = timedelta(days=120)
DELEGATED = frozenset(
    {Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO}
)  # others are given, never delegated
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)
RECOVERY_CODES = 8

TOO_SHORT = N_("Use at least %(n)s characters. Three or four words are good.")
TOO_LONG = N_("Use at most %(n)s characters.")
TOO_COMMON = N_("Too many people use this password. Choose words that only you would put together.")
TOO_NEAR = N_("Leave your name and your e-mail address out of your password.")

ROLE_WORDS = {
    Role.OFFICER: N_("Officer"),
    Role.COMMANDER: N_("Commander"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.PRO: N_("Public relations officer"),
    Role.OVERSIGHT: N_("Oversight"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

# The sealed lanes, into which a posting is let; the rooms above say what is in them.
SEALED = {
    "complaint": N_("Complaint about police"),
    "threat": N_("Threat to life"),
    "tip": N_("Tip about a crime"),
    "women": N_("Women's desk"),
    "children": N_("Children under 18, beside the women's desk"),
}
WOMENS_DESK, CHILDREN = "women", "children"
TRAINED = frozenset({WOMENS_DESK, CHILDREN})  # open only while a training in gender sensitivity holds
TRAINING_HOLDS = timedelta(days=730)
LONGEST_TRAINING = timedelta(days=1096)

# Whom a holder of a post brings in, and moves, in the offices under that post.
BRINGS_IN = {
    Role.COMMANDER: frozenset({Role.OFFICER}),
    Role.SUPERVISOR: frozenset({Role.OFFICER, Role.COMMANDER, Role.PRO}),
    Role.ADMINISTRATOR: frozenset(Role),
}

# The stems that lead the lists of leaked passwords here and elsewhere. What remains of a password without digits and
# signs is measured against them, so "Pakistan@12345" is as common as "pakistan".
COMMON_STEMS = frozenset(
    """
    password passwordpassword passw passwort parola fjalekalimi lozinka qwerty qwertyuiop qwertyqwerty asdfgh
    asdfghjkl zxcvbnm qazwsx qazwsxedc abc abcd abcdef abcdefgh abcdefghijkl letmein welcome iloveyou monkey dragon
    football cricket superman batman sunshine princess master shadow michael jordan trustno admin administrator
    adminadmin root login guest test testtest demo secret changeme default temp hello helloworld whatever freedom
    computer internet samsung google facebook whatsapp android liverpool chelsea barcelona
    pakistan pakistanzindabad zindabad islamabad lahore karachi peshawar mardan swat quetta khyber pakhtunkhwa
    allah allahuakbar bismillah muhammad mashallah inshallah khan pathan jan janjan janu
    police polis chowk station thana sho dpo kppolice kosovo prishtina kosova shqiperia albania
    """.split()  # noqa: SIM905 - read as a text
)


def password_fault(password: str, *, name: str = "", email: str = "") -> tuple[str, dict[str, int]] | None:
    """Return why a password is refused, with the numbers of the sentence, or None (ASVS 5.0 §6.2).

    Any characters serve; length counts; nothing is asked of letters, digits or signs; it never grows old.
    """
    if len(password) < PASSWORD_LEAST:
        return TOO_SHORT, {"n": PASSWORD_LEAST}
    if len(password) > PASSWORD_MOST:
        return TOO_LONG, {"n": PASSWORD_MOST}
    plain = password.casefold()
    near = [
        part
        for part in re.split(r"[\W_]+", f"{name} {email.split('@', maxsplit=1)[0]}".casefold())
        if len(part) > 3
    ]
    rest = plain
    for part in near:
        rest = rest.replace(part, "")
    if len(rest) < PASSWORD_LEAST - 4 and rest != plain:
        return TOO_NEAR, {}
    stem = "".join(c for c in plain if c.isalpha())
    if len(set(plain)) < DISTINCT_LEAST or stem in COMMON_STEMS or _repeats(plain) or _runs(plain):
        return TOO_COMMON, {}
    return None


def _repeats(text: str) -> bool:
    """Whether it is one short piece over and over: "abcabcabcabc"."""
    return any(text == (text[:n] * (len(text) // n + 1))[: len(text)] for n in range(1, 5))


def _runs(text: str) -> bool:
    """Whether it only counts up or down: "123456789012", "abcdefghijkl"."""
    steps = {
        (ord(b) - ord(a)) % 10 if a.isdigit() and b.isdigit() else ord(b) - ord(a) for a, b in pairwise(text)
    }
    return len(steps) == 1


# The first that stands in what a browser says of itself; Edge and Opera say Chrome too, and all say Safari.
BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def device_of(agent: str) -> str:
    """Return "Firefox, Android" of what a browser says of itself, so that its person knows it again; no more is kept."""
    names = [next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names))


def brings_in(role: Role) -> frozenset[Role]:
    """Return the roles that a holder of `role` invites, moves and lets go."""
    return BRINGS_IN.get(role, frozenset())


def is_trained(on: date | None, until: date | None, today: date) -> bool:
    """Whether a training in gender sensitivity holds on a day; both its days count."""
    return on is not None and until is not None and on <= today <= until


def lanes_open(lanes: str, *, on_roster: bool, trained: bool) -> frozenset[str]:
    """Return which of the lanes that a posting was let into are open to its holder today.

    The women's desk asks for a woman officer on its roster and a training that holds; the lane beside it, of children,
    for the training.
    """
    shut = frozenset() if trained else TRAINED
    return frozenset(lanes.split()) - shut - (frozenset() if on_roster else {WOMENS_DESK})


def check_stand_in(until: date, today: date, ends_on: date | None) -> None:
    """Refuse a last day of standing in that has passed, that is later than the post's own, or too far ahead."""
    if until < today:
        raise Refusal(N_("That date has passed."), field="until")
    if ends_on is not None and until > ends_on:
        raise Refusal(N_("The posting itself ends before that day."), field="until")
    if until - today > LONGEST_STAND_IN:
        raise Refusal(
            N_("Somebody stands in for at most %(n)s days."), field="until", n=LONGEST_STAND_IN.days
        )
