"""What people type about meetings, as clean values."""
