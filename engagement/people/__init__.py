"""Persons, postings, sign-in, contacts."""
