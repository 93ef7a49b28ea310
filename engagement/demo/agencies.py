"""Who does what is no police matter: the water company and the town of the first force."""

from datetime import datetime

from engagement.concerns.actions import categories
from engagement.concerns.rules import Category, Sensitivity
from engagement.demo.cast import Cast

WATER = {"en": "Water and Sanitation Services Peshawar", "ur": "واٹر اینڈ سینیٹیشن سروسز پشاور"}
TOWN = {"en": "Town administration, Peshawar", "ur": "ٹاؤن انتظامیہ پشاور"}
DONE_BY = {
    Category.WATER: WATER,
    Category.RUBBISH: WATER,
    Category.STREET_LIGHT: TOWN,
    Category.MUNICIPAL: TOWN,
}


def name(cast: Cast, now: datetime) -> None:
    """Let the administrator of a force name who does what; inside a unit."""
    for key, agency in DONE_BY.items():
        categories.change(
            actor=cast.act(cast.administrator),
            now=now,
            force=cast.force,
            key=key,
            names={},
            sensitivity=Sensitivity.ORDINARY,
            agency=agency,
            offered=True,
            version=0,
        )
