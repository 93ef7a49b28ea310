"""Numbers typed from a paper tally: what they add up to, what nobody said, which offices were there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from engagement.events.rules import AgeBand, Disability, Sex, Side
from engagement.kernel.refusals import N_, Refusal

FACETS: dict[str, tuple[str, ...]] = {
    "side": tuple(Side),
    "sex": tuple(Sex),
    "age": tuple(AgeBand),
    "disability": tuple(Disability),
}
COLUMNS = tuple(f"{facet}_{value}" for facet, values in FACETS.items() for value in values)
MOST_PEOPLE = 20_000
MOST_OFFICES = 200
LONGEST_OFFICE = 120


@dataclass(frozen=True, slots=True)
class Present:
    """An office that took part, and how many came from it, where that was counted."""

    words: str
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper tally as typed, made whole: each facet adds up to everybody."""

    people: int
    counts: Mapping[str, int]
    offices: int
    named: tuple[Present, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was counted at all."""
        return not self.people and not self.offices


def added_up(
    typed: Mapping[str, int | None], *, people: int | None, offices: int | None, named: tuple[Present, ...]
) -> Paper:
    """Return a paper tally made whole: whoever a facet does not tell is "not said", and of the sides a resident.

    Everybody together is as typed, else the largest sum. Refuses a facet that counts more people than there were, and
    sides that do not make up everybody; twenty offices without anybody's name are a tally too (004.4).
    """
    sums = {facet: sum(typed.get(f"{facet}_{v}") or 0 for v in values) for facet, values in FACETS.items()}
    sent = sum(each.people or 0 for each in named)
    everybody = max(*sums.values(), sent) if people is None else people
    for facet, total in sums.items():
        if total > everybody:
            raise Refusal(
                N_("Here it is %(n)s people, but %(all)s together. Put one of them right."),
                field=f"{facet}_{FACETS[facet][0]}",
                n=total,
                all=everybody,
            )
    counts = {column: typed.get(column) or 0 for column in COLUMNS}
    for facet in ("sex", "age", "disability"):
        counts[f"{facet}_unknown"] += everybody - sums[facet]
    rest = everybody - sums["side"]
    if rest and typed.get("side_resident") is not None:
        raise Refusal(
            N_("Residents, police and partners make %(n)s, but it is %(all)s together."),
            field="side_resident",
            n=sums["side"],
            all=everybody,
        )
    counts["side_resident"] += rest
    return Paper(everybody, counts, max(offices or 0, len(named)), named)


def offices_in(text: str) -> tuple[Present, ...]:
    """Return the offices written one a line, `Water office | 3` or the name alone.

    Refuses more than 200, names of more than 120 characters, and head-counts that are no number from 1 to 20,000.
    """
    found: list[Present] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        words, bar, number = (part.strip() for part in line.rpartition("|"))
        if not bar:
            words, number = line.strip(), ""
        nth = len(found) + 1
        if not words or len(words) > LONGEST_OFFICE:
            raise Refusal(N_("Line %(n)s: write 1 to 120 characters."), field="named", n=nth)
        if number and not (
            number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= MOST_PEOPLE
        ):
            raise Refusal(
                N_("Line %(n)s: write the office, then | and how many came from it."), field="named", n=nth
            )
        found.append(Present(words, int(number) if number else None))
    if len(found) > MOST_OFFICES:
        raise Refusal(N_("Write at most %(n)s offices."), field="named", n=MOST_OFFICES)
    return tuple(found)
