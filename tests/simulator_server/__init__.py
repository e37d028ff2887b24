"""Tests of what all simulators have in common, and of the command that starts them."""
