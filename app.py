"""Entry point for `flask --app app` and for web servers."""

from engagement.factory import create_app

app = create_app()
