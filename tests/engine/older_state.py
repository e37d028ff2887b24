"""A stack as an older commit left it: its rules, its exported state, and the alerts in Sentry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_DATA = Path(__file__).parent / "data"


class OlderState(NamedTuple):
    """What `data/state_COMMIT` has of a stack.

    Attributes:
        commit: of this project, whose program made the last update.
    """

    commit: str

    def rules(self) -> list[dict[str, Any]]:
        """Return `alertRules` of the stack file."""
        found: list[dict[str, Any]] = yaml.safe_load(self._text("rules.yaml"))
        return found

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts as the simulator of Sentry keeps them."""
        found: list[dict[str, Any]] = json.loads(self._text("alerts.json"))
        return found

    def state(self, **urls: str) -> dict[str, Any]:
        """Return what `pulumi stack export` gave.

        Args:
            urls: where `sentry`, `heroku` and `postmark` are now.
        """
        text = self._text("state.json")
        for service, url in urls.items():
            text = text.replace(f"{service.upper()}_URL", url)
        found: dict[str, Any] = json.loads(text)
        return found

    def _text(self, name: str) -> str:
        return (_DATA / f"state_{self.commit}" / name).read_text(encoding="utf-8")


OLDER_STATES = (OlderState("24acc9e"), OlderState("aee6694"))
"""One for each shape that the state of a rule has had."""
