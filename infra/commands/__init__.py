"""The commands of `python -m infra`, one module each; they join clients, decisions and output."""
