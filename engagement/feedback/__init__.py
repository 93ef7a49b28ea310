"""What people answer: polls."""
