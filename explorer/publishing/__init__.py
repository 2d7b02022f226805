"""What leaves the explorer: figures with their receipts, how to cite, and how to verify."""
