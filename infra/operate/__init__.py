"""What the night commands decide and do, between the clients and the command line."""
