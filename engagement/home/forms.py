"""The one button of the outbox."""

from engagement.kernel.form_base import Form


class AgainForm(Form):
    """Send a message again: nothing but the press."""
