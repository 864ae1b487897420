"""Tests of the item-writing rules and of the independent check."""
