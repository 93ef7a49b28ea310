"""The worker by itself, for installations on more than one machine."""

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("worker")
@click.option("--threads", default=3, show_default=True, help="How many pieces of work run side by side.")
@with_appcontext
def worker(threads: int) -> None:
    """Run queued work and the clock until stopped; `script/server` does this by itself."""
    current_app.extensions["jobs"].huey.create_consumer(workers=threads, worker_type="thread").run()
