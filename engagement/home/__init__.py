"""Pages that mix rooms: front page, desk, outbox, help."""
