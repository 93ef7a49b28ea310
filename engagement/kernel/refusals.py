"""What actions may say no to: named refusals whose words are marked here and translated when shown. Pure."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's extractor knows
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return message


class Refusal(Exception):
    """A named no. `message` is an English sentence marked with `N_`; `values` fill its %(name)s places.

    `field` names the form field it stands beside; None puts it at the head of the form.
    """

    status = 422

    def __init__(self, message: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.values = values


class Stale(Refusal):
    """Somebody else saved first: both texts are kept and shown."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody else changed this while you wrote. Your text is below; theirs stands beside it.")
        )


class Busy(Refusal):
    """The database could not take the write in time; nothing was changed."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Too many people at once. Nothing was saved. Please press the button again."))
