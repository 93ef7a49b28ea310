"""Messages about meetings: moved, called off, and what each RSVP is told."""
