"""Tests of training sessions."""
