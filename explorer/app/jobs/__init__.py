"""Jobs: what a stranger's address or file may make dear, computed aside and within limits."""
