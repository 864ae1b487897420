"""Tests of archives and statistics."""
