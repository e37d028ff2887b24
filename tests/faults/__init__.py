"""The fault matrix: every call the project makes, under everything that can befall a call."""
