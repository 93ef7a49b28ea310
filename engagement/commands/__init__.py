"""Commands about the whole installation: doctor, keys, backup and restore, privacy, the worker by itself."""

from flask import Flask

from engagement.commands import backup, doctor, keys, privacy, worker


def start(app: Flask) -> None:
    """Mount the commands; called by the factory after every room."""
    for command in (doctor.doctor, keys.cli, backup.backup, backup.restore, privacy.cli, worker.worker):
        app.cli.add_command(command)
