"""The law of passwords, and who brings in whom."""

import pytest

from engagement.kernel.actor import Role
from engagement.people import rules


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short words", rules.TOO_SHORT),
        ("x y " * 33, rules.TOO_LONG),
        ("password12345678", rules.TOO_COMMON),
        ("Pakistan@123456", rules.TOO_COMMON),
        ("abcabcabcabcabc", rules.TOO_COMMON),
        ("123456789012345", rules.TOO_COMMON),
        ("abcdefghijklmnop", rules.TOO_COMMON),
        ("aaaaaaaaaaaaaaaaaaa", rules.TOO_COMMON),
        ("gulrukh.khattak1", rules.TOO_NEAR),
        ("four quiet green rivers", None),
        ("چار خاموش سبز دریا", None),
        ("           x y z w", None),
    ],
)
def test_length_counts_and_common_ones_are_refused(password, why):
    fault = rules.password_fault(password, name="Gulrukh Khattak", email="gulrukh@example.org")
    assert (fault and fault[0]) == why


def test_each_role_brings_in_those_beneath_it():
    assert {role: set(rules.brings_in(role)) for role in Role} == {
        Role.OFFICER: set(),
        Role.PRO: set(),
        Role.OVERSIGHT: set(),
        Role.COMMANDER: {Role.OFFICER},
        Role.SUPERVISOR: {Role.OFFICER, Role.COMMANDER, Role.PRO},
        Role.ADMINISTRATOR: set(Role),
    }
