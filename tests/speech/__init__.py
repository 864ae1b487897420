"""Tests of the room that reads speeches."""
