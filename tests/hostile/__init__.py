"""What a stranger, a full disk or a power cut could do, tried out with a seed."""
