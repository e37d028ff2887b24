"""Promises kept with Sentry's and Heroku's own command lines, run on the simulators.

Here belongs what only a vendor's tool can show: that a simulator answers it as the vendor does,
and that the program takes what a person made with it. `make .node/installed` installs the tools.
"""
