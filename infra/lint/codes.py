"""The checks by their codes, and a finding of one of them. docs/lint.md has a section for each."""

from __future__ import annotations

from typing import Literal, NamedTuple

from infra.config.yaml_reader import Span

Severity = Literal["error", "warning"]

ERRORS = {
    "yaml": "the file is not YAML that Pulumi can read",
    "duplicate-key": "a key is written twice",
    "namespace": "a key belongs to nobody, or to nobody but a misspelt project",
    "unknown-key": "a key that nothing reads",
    "missing-key": "something required is missing",
    "value": "a value that is not allowed",
    "repeated": "two entries that would be the same thing in Pulumi or Sentry",
    "unknown-rule": "a check guards a rule that is not declared",
    "unknown-monitor": "a rule names a monitor that is not declared",
    "secret": "the file contains a token",
}
"""What makes the config wrong: Pulumi, the program or Sentry refuses it."""

WARNINGS = {
    "unquoted-date": "YAML makes a date of it, and Pulumi another text",
    "lost-comment": "the rest of a value is a comment to YAML",
    "implicit-namespace": "a key without the project's name before it",
    "no-filter": "every event of the project counts",
    "never-fires": "no event, or no realistic number of events, can fulfil it",
    "wrong-monitor": "the linked monitor has no such issue",
    "no-event": "the trigger has no event that the filter could look at",
    "constant-filter": "it holds for every event, or for none",
    "trigger-match": "Sentry refuses it in a new alert",
    "every-event": "`everyEvent` beside other conditions, or a count in the filter's place",
    "seer-action": "an action that Sentry does not take with `seerActivity`",
    "raw": "a raw part that has a key of its own",
    "short-frequency": "the same events are reported more than once",
    "flood": "each event notifies",
    "overlap": "two rules tell the same people about the same events",
    "told-twice": "one rule reaches the same people twice",
    "nobody": "nobody may be notified",
    "disabled": "the rule or monitor is kept silent",
    "idle-check": "a check behind a disabled rule",
    "runbook": "the person on call has no page to follow",
    "same-name": "nothing tells the alerts of two rules, or two monitors, apart",
    "rival-stacks": "two stacks would manage one alert or monitor",
    "no-rule": "no rule notifies anybody of the monitor's issues",
    "other-environment": "the rule's environment is not the monitor's",
    "never-due": "the schedule hardly ever comes",
    "late-notice": "a run that fails is noticed only after the next one is due",
    "slow-check": "the timeout is as long as the interval",
    "unreachable": "Sentry cannot reach the URL",
    "looks-secret": "a text that everybody who may read the monitor sees",
    "thresholds": "raw thresholds that contradict each other",
}
"""What works as written, and is probably not meant."""

DOCS = "docs/lint.md"


class Finding(NamedTuple):
    """One thing that a check found.

    Attributes:
        file: the stack file's name.
        span: where in it.
        check: the check's code.
        path: the place in the config's own words; empty for the file as a whole.
        text: what is wrong, and what is allowed or to be done.
        source: the line of the file that `span` is a part of.
    """

    file: str
    span: Span
    check: str
    path: str
    text: str
    source: str

    @property
    def severity(self) -> Severity:
        """`error` or `warning`."""
        return "error" if self.check in ERRORS else "warning"

    @property
    def message(self) -> str:
        """The sentence that a person is told."""
        return f"{self.path}: {self.text}" if self.path else self.text
