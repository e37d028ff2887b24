"""The programs that are measured: the real stack's config, and what stands beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.sandbox import read_sandbox

ROOT = Path(__file__).parents[2]
FURTHER_FILES = ("rules.json", "do_nothing.py", "first.txt")
"""What a program has beside the files that every project has."""

_PROJECT = """\
name: raxx-nothing
runtime: {name: python, options: {toolchain: pip, virtualenv: .venv}}
options: {refresh: always}
config:
  count: {type: string}
  seconds: {type: string}
"""
_NOTHING = """\
import time
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider
from pulumi.dynamic import UpdateResult
class Nothing(ResourceProvider):
    serialize_as_secret_always = False
    def configure(self, req): self.seconds = float(req.config.get("seconds"))
    def create(self, props):
        time.sleep(self.seconds)
        return CreateResult("x", props)
    def read(self, id_, props): return ReadResult(id_, props, props)
    def update(self, id_, olds, news): return UpdateResult(news)
    def diff(self, id_, olds, news): return DiffResult(changes=olds["said"] != news["said"])
    def delete(self, id_, props): pass
class DoNothing(Resource, module="bench", name="DoNothing"):
    def __init__(self, name, said): super().__init__(Nothing(), name, {"said": said})
"""
_PROGRAM = """\
import pathlib
import pulumi
count = int(pulumi.Config().require("count"))
if count:
    from do_nothing import DoNothing
    DoNothing("n0", pathlib.Path("first.txt").read_text())
    for number in range(1, count): DoNothing(f"n{number}", "nothing")
"""


def rules(count: int, projects: list[str]) -> list[dict[str, Any]]:
    """Return entries of `alertRules` that differ, spread over the projects."""
    return [
        {
            "key": f"rule_{number:04}",
            "name": f"rule {number:04} — silent failure",
            "filter": {"message": {"contains": f"failure_{number:04}"}},
            "condition": {"atLeast": 1, "within": "5m"},
            "action": {"email": "ops@raxx.app"},
            "frequency": "60 min",
            "created": "2026-05-30",
            "issue": f"#{number}",
            "project": projects[number % len(projects)],
        }
        for number in range(count)
    ]


def monitors(count: int, projects: list[str]) -> list[dict[str, Any]]:
    """Return entries of `monitors` that differ, each in the project of the rule of its number."""
    return [
        {
            "key": f"job_{number:04}",
            "name": f"job {number:04}",
            "cron": {"schedule": "0 3 * * *", "grace": "5 min", "slug": f"job-{number:04}"},
            "project": projects[number % len(projects)],
        }
        for number in range(count)
    ]


def lay_real(
    folder: Path, count: int, projects: list[str], urls: dict[str, str], watched: int = 0
) -> Path:
    """Write the real stack, its entries in a file, and return its stack file.

    Args:
        folder: where it is written.
        count: how many resources it has beside its check.
        projects: their slugs.
        urls: of the services.
        watched: how many of the resources are monitors, each of which a rule names.
    """
    folder.mkdir(parents=True)
    for name in ("__main__.py", "infra", "Pulumi.yaml", "Pulumi.README.md", "requirements.txt"):
        (folder / name).symlink_to(ROOT / name)
    document = read_sandbox()
    (check,) = document["config"]["raxx-alerts:configVarChecks"]
    changes = {
        "sentryUrl": urls["SENTRY_URL"],
        "herokuApiUrl": urls["HEROKU_API_URL"],
        "postmarkApiUrl": urls["POSTMARK_API_URL"],
        "alertRules": [],
        "ruleFiles": ["rules.json"],
        "configVarChecks": [check | {"guards": "rule_0000"}],
    }
    document["config"] |= {f"raxx-alerts:{key}": value for key, value in changes.items()}
    entries = rules(count - watched, projects)
    for rule, monitor in zip(entries, jobs := monitors(watched, projects), strict=False):
        rule["monitors"] = [monitor["key"]]
    write_entries(folder, {"alertRules": entries, "monitors": jobs} if watched else entries)
    return _stack_file(folder, document["config"])


def change_first(folder: Path) -> None:
    """Change the first rule of the real stack, or the first of the resources that do nothing.

    The next call changes it back.
    """
    rules_file, first = folder / "rules.json", folder / "first.txt"
    if rules_file.exists():
        entries = json.loads(rules_file.read_text(encoding="utf-8"))
        first_rule = (entries if isinstance(entries, list) else entries["alertRules"])[0]
        first_rule["frequency"] = "60 min" if first_rule["frequency"] == "30 min" else "30 min"
        write_entries(folder, entries)
    else:
        said = first.read_text(encoding="utf-8")
        first.write_text("nothing" if said == "changed" else "changed", encoding="utf-8")


def write_entries(folder: Path, entries: Any) -> None:
    """Write the file of rules, or of rules and monitors, where the project's folder has it."""
    (folder / "rules.json").write_text(json.dumps(entries, indent=1), encoding="utf-8")


def lay_nothing(folder: Path, count: int, seconds: float = 0) -> Path:
    """Write a program of resources that do nothing, and wait so long for each create."""
    folder.mkdir(parents=True)
    texts = {"Pulumi.yaml": _PROJECT, "__main__.py": _PROGRAM, "do_nothing.py": _NOTHING}
    texts |= {"first.txt": "nothing"} if count else {}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "requirements.txt").write_text("pulumi\n", encoding="utf-8")
    config = {"raxx-nothing:count": str(count), "raxx-nothing:seconds": str(seconds)}
    return _stack_file(folder, config)


def _stack_file(folder: Path, config: dict[str, Any]) -> Path:
    path = folder / "Pulumi.sandbox.yaml"
    path.write_text(yaml.safe_dump({"config": config}, allow_unicode=True), encoding="utf-8")
    return path


def terraform(monitors: list[str], changed: bool) -> str:
    """Return a rule for each of the monitors, for Terraform's Sentry provider.

    It spares the provider all look-ups, of the monitors and of the member. `value` is 1 and not 0,
    which its schema refuses.
    """
    minutes = "count.index == 0 ? 30 : 60" if changed else "60"
    return f"""\
terraform {{
  required_providers {{
    sentry = {{ source = "jianyuan/sentry" }}
  }}
}}
provider "sentry" {{}}
locals {{
  monitors = {json.dumps(monitors)}
}}
resource "sentry_alert" "rule" {{
  count              = {len(monitors)}
  organization       = "moosequest"
  name               = format("rule %04d", count.index)
  monitor_ids        = [local.monitors[count.index]]
  frequency_minutes  = {minutes}
  trigger_conditions = []
  action_filters = [{{
    logic_type = "all"
    conditions = [
      {{ event_frequency_count = {{ interval = "5m", value = 1 }} }},
      {{ event_attribute = {{
        attribute = "message", match = "co", value = format("failure_%04d", count.index)
      }} }},
    ]
    actions = [{{ email = {{ target_type = "user", target_id = "3001" }} }}]
  }}]
}}
"""
