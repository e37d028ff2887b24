"""What `python -m infra lint` says of the stack files, without asking anybody.

`checks` lists what is looked for, `files` reads the stack files, `keys`, `advice` and
`never` judge them, `report` tells what was found.
"""
