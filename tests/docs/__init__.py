"""Documentation pages, tried out: the commands that they show are run as they are printed."""
