"""The dynamic provider of monitors: what the engine calls, beside those of `infra.providers`.

The state of every stack names this class by module and name, so neither is ever renamed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult

from infra.base.errors import (
    ForbiddenError,
    RuleError,
    SecretError,
    ServiceError,
    UnavailableError,
    UnexpectedReplyError,
)
from infra.monitors.canonical import TYPES
from infra.provider import diagnostics, monitor_notices
from infra.provider.claims import CLAIM, another
from infra.provider.configured import ConfiguredProvider
from infra.provider.failures_last import CALLS
from infra.provider.monitor_planning import (
    body_of,
    expect_monitor,
    plan_monitor,
    read_monitor,
)
from infra.provider.monitor_state import (
    Properties,
    changed_fields,
    pack,
    unpack,
)
from infra.provider.ownership import settle_owner
from infra.provider.unplanned import (
    PROBLEM,
    advise_on_refresh,
    refuse_unplanned,
    with_problem,
)

if TYPE_CHECKING:
    from infra.sentry.monitor_inventory import MonitorInventory
    from infra.sentry.replies import LiveMonitor


class SentryMonitorProvider(ConfiguredProvider):
    """A monitor of Sentry, kept as one entry of `monitors` declares it."""

    @CALLS.call()
    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Plan the monitor: what is sent, and which live one it takes over.

        One that cannot be planned stops no other: the preview warns, and `create` or `update` of
        this monitor alone fails.
        """
        olds, declared = unpack(_olds), unpack(news)
        organization = declared["organization"]
        monitors = self.services.monitors(organization)
        try:
            sentry = self.services.sentry(organization)
            plan = plan_monitor(declared, sentry, monitors, olds, lambda: self.monitor_claims)
        except RuleError as error:
            return CheckResult(pack(with_problem("monitor", declared, olds, error)), [])
        inputs = plan.kept | {"document": plan.document}
        monitor_notices.show_plan(plan, olds, inputs, self._read, monitors.url)
        return CheckResult(pack(inputs), [])

    @CALLS.call()
    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare what is live with what is declared; what the server adds does not count.

        Sentry changes no monitor's project or type: such a monitor is made again. A cron monitor
        is deleted first, as no two have one slug.
        """
        olds, news = unpack(_olds), unpack(_news)
        if PROBLEM in news:
            return DiffResult(changes=True)
        if news.get(CLAIM, _id) != _id:
            error = another("monitor", news["key"], news, _id)
            diagnostics.warn(f"monitor {news['key']} cannot be applied: {error}")
            return DiffResult(changes=True)
        changed = changed_fields(olds, news)
        fixed = [key for key in ("organization", "project", "type") if key in changed]
        if not (fixed and self._is_elsewhere(_id, olds, news)):
            return DiffResult(changes=bool(changed), replaces=[])
        has_slug = olds.get("type") == TYPES["cron"]
        return DiffResult(changes=True, replaces=[*fixed], delete_before_replace=has_slug)

    @CALLS.defer_failure()
    def create(self, props: Properties) -> CreateResult:
        """Create the monitor, or take over the one of its name; never make a second one."""
        declared = unpack(props)
        refuse_unplanned(declared)
        monitors = self.services.monitors(declared["organization"])
        project, claims = declared["project"], self.monitor_claims
        live = self._there(declared, monitors)
        own = live is None
        body = body_of(declared, self.services.secret_at)
        try:
            if live is None:
                live, own = monitors.create(project, body, claims)
            elif changed_fields(self._read(live, declared), declared):
                live = monitors.update(live["id"], body)
        except (UnavailableError, UnexpectedReplyError) as error:
            live = monitors.made_after_all(project, body, error, claims)
        if own and not body["enabled"]:
            live = monitors.disable(live)
        monitors.writer.take(live["id"], declared["key"])
        kept = self._expect_kept(live, settle_owner(declared, live["id"], own), monitors)
        return CreateResult(live["id"], pack(kept))

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read the live monitor; one that is gone leaves the state and is created again."""
        kept = unpack(props)
        try:
            monitors = self.services.monitors(kept["organization"])
            live = monitors.monitor(id_, kept["project"])
        except ForbiddenError as error:  # of this project; the other monitors may be seen
            diagnostics.warn(
                f"monitor {id_} ({kept['name']!r}) cannot be read and stays in the state as it "
                f"was: {error}"
            )
            return ReadResult(id_, props, props)
        except (ServiceError, SecretError) as error:
            advise_on_refresh(error)
            raise
        if live is None:
            return ReadResult("", {})
        found = pack(self._read(live, kept))
        return ReadResult(id_, found, found)

    @CALLS.defer_failure()
    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Bring the monitor to what is declared; its ID and slug stay."""
        declared = unpack(_news)
        refuse_unplanned(declared)
        if declared.get(CLAIM, _id) != _id:
            raise another("monitor", declared["key"], declared, _id)
        monitors = self.services.monitors(declared["organization"])
        written = monitors.update(_id, body_of(declared, self.services.secret_at))
        return UpdateResult(pack(self._expect_kept(written, declared, monitors)))

    def delete(self, _id: str, _props: Properties) -> None:
        """Delete the monitor, unless it is to be kept; a missing one counts as deleted."""
        kept = unpack(_props)
        monitors = self.services.monitors(kept["organization"])
        if monitors.writer.is_taken_from(_id, kept["key"]):
            # The entry got another key: the resource of the new one has adopted the monitor.
            return
        said = f"monitor {_id} ({kept['name']!r})"
        if kept.get("on_remove") == "keep":
            diagnostics.note(f"{said} is left in Sentry, no longer managed")
            return
        live = monitors.monitor(_id, kept["project"])
        if live is not None:
            monitors.api.delete(live)
        diagnostics.note(f"{said} is deleted in Sentry")

    def _there(self, declared: Properties, monitors: MonitorInventory) -> LiveMonitor | None:
        """Return the monitor that a create takes over: there already, or made since the plan."""
        if CLAIM in declared:
            return expect_monitor(declared[CLAIM], declared, monitors)
        project, kind, name = declared["project"], declared["type"], declared["name"]
        return monitors.namesake(project, kind, name, self.monitor_claims)

    def _read(self, live: LiveMonitor, kept: Properties) -> Properties:
        return read_monitor(live, kept, self.services.secret_at)

    def _is_elsewhere(self, id_: str, olds: Properties, news: Properties) -> bool:
        """Tell whether a monitor is not where it is declared; a slug can be renamed."""
        if olds.get("type") != news.get("type"):
            return True
        try:
            monitors = self.services.monitors(news["organization"])
            return id_ not in monitors.of_project(news["project"])
        except ServiceError:
            return True

    def _expect_kept(
        self, live: LiveMonitor, declared: Properties, monitors: MonitorInventory
    ) -> Properties:
        """Return what is kept of a monitor that was just written.

        A monitor that Sentry has disabled for want of a seat is kept so, and the next preview
        shows it as a change.

        Raises:
            RuleError: Sentry kept something else than it was sent.
        """
        kept = self._read(live, declared)
        monitor_notices.expect_kept(kept, declared, monitors.url(live["id"]))
        return kept
