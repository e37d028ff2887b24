"""What `python -m infra lint` says about the stack files; it asks no service.

`codes` lists the checks, `files` reads the stack files, `keys`, `advice`, `cannot_fire` and
`overlap` judge them, and `report` shows the findings.
"""
