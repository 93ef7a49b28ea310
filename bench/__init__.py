"""Benchmarks: each prints a ratio to a ceiling measured in the same run, on the same server, with the same load."""
