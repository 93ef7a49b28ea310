"""The drawn signs: each page carries the symbols it uses, once, at the end of its body."""

from typing import Final

from flask import Flask, g, has_app_context
from markupsafe import Markup

from engagement.kernel.dates import leaf_words

# 24 x 24 grid, round stroke of 2 in the colour of the words beside it; the lights are filled.
_SYMBOLS: Final[dict[str, str]] = {
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>',
    "camera": '<path d="M3.5 8h4l1.5-2.5h6L16.5 8h4v11.5h-17z"/><circle cx="12" cy="13.5" r="3.3"/>',
    "car": '<path d="M4 16.5v-4l2-5h12l2 5v4zM4 12.5h16M7 16.5v2.5M17 16.5v2.5"/>',
    "chat": '<path d="M4 5h16v11h-8.5L7 20v-4H4z"/>',
    "child": (
        '<circle cx="12" cy="9.5" r="2.8"/><path d="M7.5 20.5c0-3.5 1.8-5.5 4.5-5.5s4.5 2 4.5 5.5M9 4l3 '
        '1.5L15 4"/>'
    ),
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.2V12l3.4 2.2"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "dot": '<circle cx="12" cy="12" r="4" fill="currentColor"/>',
    "download": '<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M4 19.5h16"/>',
    "exit": '<path d="M10 4H4.5v16H10M9.5 12h11M16.5 8l4 4-4 4"/>',
    "flag": '<path d="M5.5 21V4M5.5 4.5h13l-3 4.2 3 4.3h-13"/>',
    "hand": (
        '<path d="M7 12.5V6.5a1.5 1.5 0 0 1 3 0V11m0-5.5a1.5 1.5 0 0 1 3 0V11m0-4.5a1.5 1.5 0 0 1 3 '
        "0v5m0-2a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6h-1c-2.5 0-4-1.5-5-3.5l-2.5-4c-.8-1.5 1.2-2.700 "
        '2.2-1.400z"/>'
    ),
    "home": '<path d="M4 11.5 12 4l8 7.5M6.5 9.5V20h11V9.5M10.5 20v-5.5h3V20"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5 19.5 4M16 7.5l3 3M13.5 10l2 2"/>',
    "lamp": '<path d="M9 20.5h6M12 20.5V12M8 12h8l-1.5-6h-5zM12 3v3M4.5 15l1.5-1M19.5 15 18 14"/>',
    "leafy": '<path d="M5 19C5 10 10 5 19.5 4.5 20 14 15 19 8 18M4.5 20.5 13 11.5"/>',
    "lightblue": (
        '<path d="M12 1.5 22.5 12 12 22.5 1.5 12z" stroke="none"/><path d="M12 7v5.3h3.5" fill="none" '
        'stroke-width="2.4"/>'
    ),
    "lightgreen": (
        '<circle cx="12" cy="12" r="10" stroke="none"/><path d="m7.5 12.3 3.2 3.2 6-6.7" fill="none" '
        'stroke-width="2.6"/>'
    ),
    "lightred": (
        '<path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z" stroke="none"/><path d="M12 6.5v6.5M12 '
        '17v.2" fill="none" stroke-width="2.8"/>'
    ),
    "links": '<path d="M10.5 15.5H7a3.5 3.5 0 0 1 0-7h3.5M13.5 8.5H17a3.5 3.5 0 0 1 0 7h-3.5M8.5 12h7"/>',
    "lock": '<path d="M5.5 11h13v9.5h-13zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17zM3.5 7l8.5 6.5L20.5 7"/>',
    "man": '<circle cx="12" cy="7" r="3.4"/><path d="M5 20.5c0-5 3-7.5 7-7.5s7 2.5 7 7.5"/>',
    "mic": (
        '<path d="M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5a2.8 2.8 0 0 1-5.6 0v-5A2.8 2.8 0 0 1 12 3.5zM6 11.5a6 '
        '6 0 0 0 12 0M12 17.5v3.5"/>'
    ),
    "next": '<path d="M4 12h15M13.5 6.5 19 12l-5.5 5.5"/>',
    "nosignal": '<path d="M3 3l18 18M6 18v2M10.5 14v6M15 10.5V12M15 16v4M19.5 5v9"/>',
    "pen": '<path d="M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/>',
    "people": (
        '<circle cx="8.5" cy="8" r="3"/><circle cx="16.5" cy="9" r="2.5"/><path d="M2.5 19.5c0-4 2.6-6 '
        '6-6s6 2 6 6M16.8 14.2c2.9.2 4.7 2 4.7 5.3"/>'
    ),
    "phone": (
        '<path d="M6 3.5h3.4l1.5 4.2-2 1.5a12 12 0 0 0 5.9 5.9l1.5-2 4.2 1.5V18a2.5 2.5 0 0 1-2.5 '
        '2.5A14.5 14.5 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5z"/>'
    ),
    "pin": (
        '<path d="M12 21.5s7-6.6 7-11.7a7 7 0 0 0-14 0c0 5.1 7 11.7 7 11.7z"/><circle cx="12" cy="9.8" '
        'r="2.3"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "shield": '<path d="M12 3.5 19 6v6c0 4.5-3 7.3-7 8.8C8 19.3 5 16.5 5 12V6z"/>',
    "speak": '<path d="M4 9.5v5h3.5L13 19V5L7.5 9.5zM16.5 9a4.5 4.5 0 0 1 0 6"/>',
    "tick": '<path d="m4.5 12.5 5 5 10-11"/>',
    "undo": '<path d="M9 5 4.5 9.5 9 14M5 9.5h9a5 5 0 0 1 0 10h-3"/>',
    "wheel": (
        '<circle cx="10.5" cy="15.5" r="5"/><circle cx="9.5" cy="4.3" r="1.6"/><path d="M9.5 '
        '8.5v5h5.5l2.5 5h2M9.7 10.7H14"/>'
    ),
    "woman": (
        '<path d="M12 3c-3 0-4.3 2.2-4.3 5 0 2.4-1 3.6-2.2 5h13c-1.2-1.4-2.2-2.6-2.2-5 '
        '0-2.8-1.3-5-4.3-5zM5 20.5c.4-3 1.8-4.6 3.5-5.5M19 20.5c-.4-3-1.8-4.6-3.5-5.5"/><circle cx="12" '
        'cy="8.6" r="2.1"/>'
    ),
}
# Arrows follow the reading direction; clocks, ticks and telephones do not.
_TURNING: Final = frozenset({"exit", "next", "undo"})

_USES: Final = {
    name: Markup(  # noqa: S704 - our own drawings
        f'<svg class="icon{" turns" if name in _TURNING else ""}" aria-hidden="true" '
        f'focusable="false"><use href="#sign-{name}"/></svg>'
    )
    for name in _SYMBOLS
}


def icon(name: str) -> Markup:
    """Return the sign of this name and note that the page needs its symbol; KeyError if unknown."""
    use = _USES[name]
    try:
        g.used_signs.add(name)
    except AttributeError:
        g.used_signs = {name}
    except RuntimeError:  # outside an app, where nobody gathers symbols
        return use
    return use


def used_symbols() -> Markup:
    """Return every symbol this page has used so far; call it last in the body."""
    used = g.pop("used_signs", ()) if has_app_context() else ()
    if not used:
        return Markup()
    symbols = "".join(
        f'<symbol id="sign-{name}" viewBox="0 0 24 24">{_SYMBOLS[name]}</symbol>' for name in sorted(used)
    )
    # The hidden sheet of symbols is made of our own drawings alone.
    return Markup(f'<svg hidden aria-hidden="true">{symbols}</svg>')  # noqa: S704


def drawn(name: str, colour: str = "#0b5b62") -> Markup:
    """Return the sign of this name complete in itself, for paper, where no sheet of symbols is at hand."""
    return Markup(  # noqa: S704 - our own drawings
        f'<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{_SYMBOLS[name].replace("currentColor", colour)}</svg>'
    )


def icon_names() -> frozenset[str]:
    """Return the names of all signs, so that a check may find a misspelt one."""
    return frozenset(_SYMBOLS)


def start(app: Flask) -> None:
    """Let templates draw signs and leaves."""
    app.add_template_global(icon)
    app.add_template_global(used_symbols)
    app.add_template_global(leaf_words)
