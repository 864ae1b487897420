"""Tests of how items are made."""
