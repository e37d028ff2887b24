"""What `python -m infra lint` says about the stack files; it asks no service.

`codes` lists the checks, `files` reads the stack files, and `report` shows the findings. `keys`,
`advice`, `cannot_fire` and `overlap` judge rules, `monitor_advice` and `monitor_links` monitors.
"""
