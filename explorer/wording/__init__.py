"""Wording: every sentence about a result, in both languages."""
