"""What concerns of a force are about: changed and added by its administrator."""

from collections.abc import Mapping
from datetime import datetime

from engagement.audit import actions as audit
from engagement.concerns import taxonomy
from engagement.concerns.rules import Category, Sensitivity
from engagement.concerns.taxonomy import CategoryRow
from engagement.kernel import codes
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force

MOST = 40


def change(
    *,
    actor: Actor,
    now: datetime,
    force: Force,
    key: str,
    names: Mapping[str, str],
    sensitivity: Sensitivity,
    agency: Mapping[str, str],
    offered: bool,
    version: int | None,
) -> CategoryRow:
    """Change a category of a force, or add one where `key` is empty. What was raised before keeps its readers.

    Refuses a key that the force does not know, a new one without a name, a forty-first, what somebody else changed
    meanwhile, hiding "Something else", and a weaker guard for what every force guards.
    """
    names, agency = _written(names), _written(agency)
    known = taxonomy.kinds_of(force.id)
    if key and key not in known:
        raise Refusal(N_("This kind is not known here."))
    if not key:
        if not names:
            raise Refusal(N_("Please write a name in at least one language."), field="name_en")
        if len(known) >= MOST:
            raise Refusal(N_("Forty kinds are the most. Nobody finds theirs among more."))
    _guarded(key, sensitivity, offered=offered)
    row = taxonomy.row_of(force.id, key) if key else None
    if row is None:
        if version:
            raise Refusal(N_("This kind is not known here."))
        row = CategoryRow(force_id=force.id, key=key or f"own_{codes.reference().lower()}", version=1)
        db.session.add(row)
    else:
        row.edited(version)
    row.names, row.agency, row.sensitivity, row.offered = names, agency, sensitivity, offered
    db.session.flush()
    audit.record(
        actor=actor,
        now=now,
        verb="concerns.change_category",
        subject=row,
        offered=offered,
        sensitivity=sensitivity,
    )
    bump(taxonomy.TOPIC)
    return row


def _guarded(key: str, sensitivity: Sensitivity, *, offered: bool) -> None:
    begun = taxonomy.BEGUN.get(key)
    if key == Category.OTHER and (not offered or sensitivity is not Sensitivity.ORDINARY):
        raise Refusal(N_("“Something else” stays: it is where people go who find nothing that fits."))
    if begun is None or begun.sensitivity is Sensitivity.ORDINARY:
        return
    if sensitivity is Sensitivity.ORDINARY:
        raise Refusal(
            N_("This stays guarded: people would be in danger if the whole station read it."),
            field="sensitivity",
        )


def _written(names: Mapping[str, str]) -> dict[str, str]:
    return {code: words.strip() for code, words in names.items() if words.strip()}
