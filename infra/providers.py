"""The dynamic providers: what the engine calls, joined from clients and pure functions.

The state of every stack names these classes by module and name: renaming or moving one breaks
the refresh, update and destroy of what is deployed. They keep no state of their own that would be
written there. What configures them is in `infra.provider.configured`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult
from pulumi.dynamic.dynamic import PROVIDER_KEY

from infra.base.errors import (
    CheckError,
    ForbiddenError,
    RuleError,
    SecretError,
    ServiceError,
    UnavailableError,
    UnexpectedReplyError,
)
from infra.heroku import config_var_status
from infra.provider import diagnostics, notices
from infra.provider.claims import CLAIM, another
from infra.provider.configured import ConfiguredProvider
from infra.provider.failures_last import CALLS
from infra.provider.linking import monitors_of, place_of
from infra.provider.live_alert import expect_alert
from infra.provider.ownership import settle_owner
from infra.provider.planning import Entries, plan_rule
from infra.provider.read_back import expect_kept, says
from infra.provider.state import (
    KEPT,
    LINKS,
    Properties,
    changed_fields,
    inputs_of,
    links_of_state,
    outputs_of,
    pack,
    payload_of,
    unpack,
)
from infra.provider.unplanned import (
    PROBLEM,
    advise_on_refresh,
    refuse_unplanned,
    with_problem,
)
from infra.rules.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Collection

    from infra.sentry.inventory import Inventory
    from infra.sentry.replies import Alert


class SentryAlertRuleProvider(ConfiguredProvider):
    """An alert of Sentry, kept as one entry of `alertRules` declares it."""

    @CALLS.call()
    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Plan the alert: whom it reaches, what is sent, and which live alert it takes over.

        A rule that cannot be planned stops no other one: the preview warns, and `create` or
        `update` of this rule alone fails.
        """
        olds, declared = unpack(_olds), unpack(news)
        try:
            sentry = self.services.sentry(declared["organization"])
            plan = plan_rule(declared, sentry, olds, self._entries_of_stack)
        except RuleError as error:
            return CheckResult(pack(with_problem("rule", declared, olds, error)), [])
        place = links_of_state(declared | plan.kept)["place"]
        inputs = inputs_of(plan.document, plan.names, declared["organization"], place) | plan.kept
        notices.show_plan(plan, olds, inputs, sentry.url)
        return CheckResult(pack(inputs), [])

    @CALLS.call()
    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare what is live with what is declared; what the server adds does not count."""
        olds, news = unpack(_olds), unpack(_news)
        if PROBLEM in news:
            return DiffResult(changes=True)
        if news.get(CLAIM, _id) != _id:
            error = another("alert", f"rule {news['key']}", news, _id)
            diagnostics.warn(f"rule {news['key']} cannot be applied: {error}")
            return DiffResult(changes=True)
        changed = changed_fields(olds, news)
        # Sentry knows an organization by its slug and its number, and a slug can be renamed: only
        # where the alert is not found under the new one is it another organization.
        moved = "organization" in changed and not self.services.sentry(news["organization"]).alert(
            _id
        )
        return DiffResult(changes=bool(changed), replaces=["organization"] if moved else [])

    @CALLS.defer_failure()
    def create(self, props: Properties) -> CreateResult:
        """Create the alert, or take over the one of its name; never make a second one."""
        declared = unpack(props)
        refuse_unplanned(declared)
        sentry = self.services.sentry(declared["organization"])
        monitors, name = monitors_of(declared, sentry), declared["name"]
        live = self._there(declared, monitors, sentry)
        own = live is None
        try:
            if live is None:
                live, own = sentry.create(monitors, payload_of(declared))
            elif not says(live, declared):
                live = sentry.update(live["id"], payload_of(declared))
        except (UnavailableError, UnexpectedReplyError) as error:
            live = sentry.made_after_all(monitors, name, error, lambda: self.claims)
        sentry.writer.take(live["id"], declared["key"])
        expect_kept(live, declared, sentry.url(live["id"]))
        settled = settle_owner(declared, live["id"], own)
        return CreateResult(live["id"], pack(outputs_of(settled)))

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read the live alert; one that is gone leaves the state and is created again."""
        kept = outputs_of(unpack(props))
        organization = kept["organization"]
        try:
            sentry = self.services.sentry(organization)
            alert = sentry.alert(id_)
            try:
                monitors = monitors_of(kept, sentry)
            except (ForbiddenError, RuleError):  # the rule must be removable all the same
                monitors = frozenset()
        except (ServiceError, SecretError) as error:
            advise_on_refresh(error)
            raise
        if alert is None:
            return ReadResult("", {})
        document = canonical(alert, owned=kept.get("owned", False))
        place = place_of(document, kept, monitors, sentry)
        inputs = inputs_of(document, kept["recipients"], organization, place)
        inputs |= {key: kept[key] for key in KEPT if key in kept}
        if place != kept["project"]:
            inputs[LINKS] = links_of_state(kept)
        for double in sentry.doubles(monitors, document, id_, lambda: self.rule_names):
            page = sentry.url(double["id"])
            diagnostics.warn(notices.double(double, document["name"], page))
        return ReadResult(id_, pack(outputs_of(inputs)), pack(inputs))

    @CALLS.defer_failure()
    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Bring the alert to what is declared; its ID stays."""
        declared = unpack(_news)
        refuse_unplanned(declared)
        if declared.get(CLAIM, _id) != _id:
            raise another("alert", f"rule {declared['key']}", declared, _id)
        sentry = self.services.sentry(declared["organization"])
        written = sentry.update(_id, payload_of(declared))
        expect_kept(written, declared, sentry.url(_id))
        return UpdateResult(pack(outputs_of(declared)))

    def delete(self, _id: str, _props: Properties) -> None:
        """Delete the alert, unless it is to be kept; a missing one counts as deleted."""
        kept = outputs_of(unpack(_props))
        sentry = self.services.sentry(kept["organization"])
        if sentry.writer.is_taken_from(_id, kept["key"]):
            # The entry got another key: the resource of the new one has adopted the alert.
            return
        if kept.get("on_remove") == "keep":
            diagnostics.note(f"alert {_id} ({kept['name']!r}) is left in Sentry, no longer managed")
            return
        with sentry.linking(kept["monitors"]):
            sentry.api.delete(_id)
        diagnostics.note(f"alert {_id} ({kept['name']!r}) is deleted in Sentry")

    @property
    def _entries_of_stack(self) -> Entries:
        return Entries(lambda: self.rule_names, lambda: self.claims)

    def _there(
        self, declared: Properties, monitors: Collection[int], sentry: Inventory
    ) -> Alert | None:
        """Return the alert that a create takes over: there already, and planned or made since."""
        if CLAIM in declared:
            return expect_alert(declared[CLAIM], sentry)
        return sentry.namesake(monitors, declared["name"], lambda: self.claims)


class HerokuConfigVarCheckProvider(ConfiguredProvider):
    """A look at one config var of a Heroku app; it writes nothing to Heroku."""

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Look at once where nothing is in the state yet, so that a preview already warns."""
        if not _olds:
            self._look(news)
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Propose an update where the declaration changed, or a strict check is not fulfilled."""
        declared = [key for key in _news if key != PROVIDER_KEY and _olds.get(key) != _news[key]]
        unfulfilled = _news["strict"] and _olds.get("status") in config_var_status.WRONG
        return DiffResult(changes=bool(declared) or unfulfilled)

    def create(self, props: Properties) -> CreateResult:
        """Record what a look finds."""
        return CreateResult(f"{props['app']}/{props['config_var']}", self._record(props))

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Look afresh; it never fails, so that an outage of Heroku keeps no rule from its care."""
        return ReadResult(id_, props | self._look(props))

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Record what a look finds."""
        return UpdateResult(self._record(_news))

    def _record(self, props: Properties) -> Properties:
        """Return the outputs of a look.

        Raises:
            CheckError: the check is strict and the value is wrong.
        """
        seen = self._look(props)
        if props["strict"] and seen["status"] in config_var_status.WRONG:
            raise CheckError(
                f"config var {props['config_var']} of Heroku app {props['app']} is "
                f"{seen['status']}, and its check is strict",
                f"heroku config:edit {props['config_var']} --app {props['app']}, then run the same "
                "command again; the alert rules are in place",
            )
        return props | seen

    def _look(self, props: Properties) -> Properties:
        """Look at the config var, warn of what is wrong with it, and return what was found."""
        app, config_var = props["app"], props["config_var"]
        minimum_length, validator = int(props["minimum_length"]), props["validator"]
        finding = self.services.look(app, config_var, minimum_length, validator)
        if text := config_var_status.sentence(app, config_var, finding, props["guards"]):
            diagnostics.warn(text)
        server = finding.server
        return {
            "status": finding.status,
            "server": server.name if server else "",
            "server_id": server.id if server else "",
        }
