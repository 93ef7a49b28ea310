"""The words of the organisation: kinds of offices and areas, features of venues."""

from enum import StrEnum

from engagement.kernel.refusals import N_


class OfficeKind(StrEnum):
    """The rungs of a force's tree of offices."""

    FORCE = "force"
    REGION = "region"
    ZONE = "zone"
    DISTRICT = "district"
    CIRCLE = "circle"
    STATION = "station"
    UNMATCHED = "unmatched"  # named by an import, not yet placed in the tree


class AreaKind(StrEnum):
    """The rungs of the tree of administrative areas."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    TEHSIL = "tehsil"
    MUNICIPALITY = "municipality"


class Feature(StrEnum):
    """What a venue offers to those who need it."""

    STEP_FREE = "step_free"
    WOMENS_ENTRANCE = "womens_entrance"
    INTERPRETER = "interpreter"
    CHILDCARE = "childcare"


FEATURE_WORDS = {
    Feature.STEP_FREE: N_("Step-free"),
    Feature.WOMENS_ENTRANCE: N_("Women's entrance"),
    Feature.INTERPRETER: N_("Interpreter"),
    Feature.CHILDCARE: N_("Child care"),
}


def lies_under(path: str, other: str) -> bool:
    """Whether the office at `path` is the one at `other` or lies beneath it."""
    return path.startswith(other)
