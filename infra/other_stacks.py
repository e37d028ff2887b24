"""What the project's other stack files declare: no two stacks may keep the same alert.

An alert is found by its name within a Sentry project, so two stacks that declare one name there
would take the alert from each other at every update. The files are read leniently: what is wrong
with another stack is told when that stack is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from infra.entries import did_you_mean
