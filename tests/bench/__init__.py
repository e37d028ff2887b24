"""Measures what a stack of many rules costs, beside what else could do the same."""
