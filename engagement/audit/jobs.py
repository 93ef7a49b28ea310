"""The clock's part in the trail: each minute what is new is sealed."""

from flask import current_app

from engagement.audit import chain
from engagement.kernel.jobs import every
from engagement.settings import Settings

MOST_BATCHES = 20


@every("*")
def seal_trail() -> None:
    """Seal new entries, a batch a unit, so that writers wait for a moment at most; a long tail takes several minutes."""
    settings: Settings = current_app.extensions["settings"]
    for _ in range(MOST_BATCHES):
        if chain.seal_next(settings.data_dir) < chain.BATCH:
            return
