"""How words leave: the outbox, delivery, transports."""
