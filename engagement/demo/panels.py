"""What this room shows at the desk: the way to the phones on the screen, where there are any."""

from flask import render_template

from engagement.channels import simulator
from engagement.kernel.slots import fill


@fill("concerns.desk")
def phones() -> str | None:
    """The resident's side of texts."""
    return render_template("demo/panels/phones.html") if simulator.shown() else None
