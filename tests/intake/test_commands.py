"""The numbers that people text, set from the command line."""

from flask import Flask

from engagement.intake.queries import texts as queries
from tests.factories import organisation


def test_a_number_is_led_to_an_office_and_stands_with_its_force(app: Flask) -> None:
    office = organisation.office(slug="mardan")
    said = app.test_cli_runner().invoke(args=["texts", "number", "8486", "mardan"])
    assert said.exit_code == 0, said.output
    found = queries.number_of("8486")
    assert found is not None
    assert found.office_id == office.id
    assert "8486" in found.force.short_codes


def test_an_office_that_is_not_there_and_words_for_a_number_are_refused(app: Flask) -> None:
    organisation.office(slug="mardan")
    run = app.test_cli_runner().invoke
    assert run(args=["texts", "number", "8486", "nowhere"]).exit_code == 1
    assert "digits" in run(args=["texts", "number", "words", "mardan"]).output
