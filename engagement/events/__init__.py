"""Meetings people come to, and the promises made at them."""
