"""Strict simulators of the vendors, over real sockets on loopback."""
