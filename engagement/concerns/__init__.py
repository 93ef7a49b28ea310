"""What people bring, by lane, and who owns it."""
