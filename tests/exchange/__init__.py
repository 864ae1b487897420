"""Formats in and out, with readers that we did not write."""
