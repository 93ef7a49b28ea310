"""What can be done with a meeting: plan it, come to it, keep its record. One public verb per use case."""
