"""Tests of the courseware itself."""
