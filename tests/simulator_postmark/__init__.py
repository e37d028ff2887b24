"""Tests of the simulator of Postmark."""
