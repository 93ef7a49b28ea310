"""What is done with problems: `working` through the stages, `tasks`, `telling` when it closes."""
