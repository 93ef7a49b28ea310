"""Rows for tests, without surprises: each function adds and flushes one row with plain defaults that can be named."""
