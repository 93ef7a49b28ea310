"""The chain: any change, gap or insertion shows; an entry that came late does not."""

import pytest

from engagement.audit import rules

KEY = b"k" * 32


def chained(order):
    """Seal entries in `order` and return them by id."""
    head, found = rules.FIRST, []
    for number in order:
        facts = {"id": number, "verb": "events.plan"}
        head = rules.seal_of(KEY, head, facts)
        found.append(rules.Sealed(number, facts, head))
    return sorted(found, key=lambda each: each.id)


def broken_at(entries, key=KEY):
    return rules.verify(key, entries).broken_at


def test_a_whole_chain_is_whole():
    assert rules.verify(KEY, chained(range(1, 8))) == rules.Verdict(7, None)
    assert rules.verify(KEY, []) == rules.Verdict(0, None)


@pytest.mark.parametrize("number", [1, 4, 7])
def test_an_altered_entry_is_named(number):
    entries = [
        rules.Sealed(e.id, {**e.facts, "verb": "events.cancel"}, e.seal) if e.id == number else e
        for e in chained(range(1, 8))
    ]
    assert broken_at(entries) == number


@pytest.mark.parametrize("number", [1, 4, 6])
def test_a_missing_entry_shows_at_the_next(number):
    assert broken_at([e for e in chained(range(1, 8)) if e.id != number]) == number + 1


def test_an_invented_entry_shows():
    forged = rules.Sealed(4, {"id": 4, "verb": "x"}, "f" * 64)
    assert broken_at(sorted([*chained([1, 2, 3, 5, 6]), forged], key=lambda e: e.id)) == 4


def test_an_entry_that_came_late_is_found_where_it_was_sealed():
    assert broken_at(chained([1, 2, 4, 5, 3, 6])) is None
    assert broken_at(chained([2, 4, 1, 3, 5])) is None


def test_who_has_the_database_but_not_the_key_cannot_make_the_chain_anew():
    assert broken_at(chained(range(1, 8)), key=b"other") == 1


def test_the_order_of_facts_does_not_matter():
    assert rules.canonical({"b": 1, "a": "ü"}) == rules.canonical({"a": "ü", "b": 1}) == '{"a":"ü","b":1}'
