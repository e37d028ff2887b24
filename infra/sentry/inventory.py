"""What Sentry holds, asked once per process however many rules want to know.

`preview` and `up` each start a process of their own for the provider, so that what is kept here
is never older than the run it serves.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Iterator

from infra.base.errors import ForbiddenError, RuleError, ServiceError
from infra.base.once_per_key import OncePerKey
from infra.base.urls import alert_url
from infra.rules.canonical import Document, linked_monitors
from infra.rules.recipients import Recipient
from infra.sentry import adoption
from infra.sentry.alert_index import AlertIndex
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, needing
from infra.sentry.directory import Directory
from infra.sentry.members import Members, User
from infra.sentry.monitor_requests import Wanted
from infra.sentry.monitors import Monitors
from infra.sentry.replies import Alert
from infra.sentry.writing import Writer


class Inventory:
    """One organization's alerts, monitors and recipients, each fetched at its first use.

    Args:
        client: of the organization.
        sentry_url: the server, for links to its pages.
        organization: its slug.
        warn: shows the person at the terminal what fails nothing, but should be looked at.
    """

    def __init__(
        self, client: SentryClient, sentry_url: str, organization: str, warn: Callable[[str], None]
    ) -> None:
        self.api = Alerts(client)
        self.members = Members(client)
        self._warn = warn
        self.directory = Directory(client)
        self.server, self.organization = self._place = sentry_url, organization
        self._lock = threading.RLock()
        self._alerts: AlertIndex | None = None
        self.monitors = Monitors(client, sentry_url)
        self.detectors = self.monitors.own
        """A project's own monitors, type to ID."""
        self.user = OncePerKey(self._user)
        """The account that an address belongs to."""
        self._team_id = OncePerKey(self.members.team_id)
        self.writer: Writer[Alert] = Writer(
            "alert", self.api.get, lambda alert: self.api.delete(alert["id"]), self._keep, warn
        )

    def alerts(self) -> dict[str, Alert]:
        """Return all alerts by ID, as they were at the first call plus this process's changes."""
        with self._lock:
            return dict(self._list().by_id)

    def read_whole_lists(self, count: Callable[[int], None]) -> None:
        """Read all alerts, and from now on lists instead of single monitors, members and teams.

        Args:
            count: is called with how many alerts there are so far.
        """
        self.monitors.whole = self.members.whole = True
        with self._lock:
            self._alerts = AlertIndex(self.api.all(count))

    def url(self, alert_id: str) -> str:
        """Return the web page of an alert."""
        return alert_url(*self._place, alert_id)

    def namesake(
        self,
        monitors: Collection[int],
        name: str,
        claimed: Callable[[], Collection[str]] = frozenset,
    ) -> Alert | None:
        """Return the one alert of a name that is linked to any of these monitors.

        Args:
            monitors: those of the rule.
            name: the rule's.
            claimed: gives the IDs of the alerts that entries name, each of which has its rule.

        Raises:
            RuleError: there are several, and nothing tells which one is meant.
        """
        return adoption.only(self.namesakes(monitors, name, claimed), *self._place)

    def namesakes(
        self, monitors: Collection[int], name: str, claimed: Callable[[], Collection[str]]
    ) -> list[Alert]:
        """Return the alerts of a name that are linked to any of these monitors; see `namesake`."""
        found = adoption.namesakes(name, self._of_name(name), monitors)
        taken = claimed() if found else ()
        return [alert for alert in found if alert["id"] not in taken]

    def namesakes_elsewhere(self, monitors: Collection[int], name: str) -> list[Alert]:
        """Return the alerts of that name that are linked to none of these monitors."""
        return adoption.elsewhere(name, self._of_name(name), monitors)

    def _of_name(self, name: str) -> list[Alert]:
        with self._lock:
            return self._list().of_name(name)

    def doubles(
        self,
        monitors: Collection[int],
        document: Document,
        own_id: str,
        declared: Callable[[], Collection[str]],
    ) -> list[Alert]:
        """Return the alerts that send the same mail for the same events as a rule does.

        Sentry is asked for the monitor of all projects only where an alert is alike.

        Args:
            monitors: those of the rule, and of its projects.
            document: the rule's canonical document.
            own_id: the rule's own alert; empty for one that is not there yet.
            declared: gives the names of the stack's rules.
        """
        with self._lock:
            alike = self._list().mailing_alike(document)
        others = [alert for alert in alike if alert["id"] != own_id]
        if not others:
            return []
        reached = {*monitors, *linked_monitors(document)}
        everybodys = self.monitors.all_projects()
        if everybodys in reached:
            reached.update(int(id_) for alert in others for id_ in alert["detectorIds"])
        elif everybodys is not None:
            reached.add(everybodys)
        return adoption.doubles(document, others, declared(), reached)

    def alert(self, alert_id: str) -> Alert | None:
        """Return one alert; one that the list did not have is asked for by its ID."""
        with self._lock:
            listed = self._list().by_id.get(alert_id)
        return listed or self.api.get(alert_id)

    def identifier(self, recipient: Recipient) -> str:
        """Return Sentry's ID of whom or what a rule names."""
        if recipient.kind == "user":
            return self.user(recipient.name).id
        if recipient.kind != "team":
            return self.directory.identifier(recipient)
        return self._team_id(recipient.name)

    def monitor(self, wanted: Wanted) -> int:
        """Return the ID of a monitor that an entry names.

        Raises:
            RuleError: there is none, or several have the name.
        """
        try:
            return self.monitors.find(wanted)
        except RuleError:
            # One that an alert is linked to is there, though the token may not see it.
            if any(wanted.id in alert["detectorIds"] for alert in self.alerts().values()):
                return int(wanted.id)
            raise

    def create(self, monitors: Collection[int], document: Document) -> tuple[Alert, bool]:
        """Create an alert; see `Writer.create`.

        Args:
            monitors: those of the rule; an alert of the name on one of them is the same rule's.
            document: canonical.
        """
        name = document["name"]
        with self.linking(linked_monitors(document)):
            return self.writer.create(
                lambda: self.api.create(document),
                lambda: adoption.namesakes(name, self.api.of_name(name), monitors),
                lambda id_: self.update(id_, document),
            )

    def update(self, alert_id: str, document: Document) -> Alert:
        """Replace what an alert says and read it back."""
        with self.linking(linked_monitors(document)):
            reply = self.api.update(alert_id, document)
        return self.writer.read_back(reply)

    @contextlib.contextmanager
    def linking(self, monitors: Collection[int]) -> Iterator[None]:
        """Name the right that a write of an alert on all projects needs, where Sentry refuses it.

        Args:
            monitors: those that the alert is linked to.
        """
        try:
            yield
        except ForbiddenError:
            everybodys = None
            with contextlib.suppress(ServiceError):
                everybodys = self.monitors.all_projects()
            if everybodys not in monitors:
                raise
            with needing("org:write", "an alert on all projects", ", which such alerts need"):
                raise

    def made_after_all(
        self,
        monitors: Collection[int],
        name: str,
        error: ServiceError,
        claimed: Callable[[], Collection[str]],
    ) -> Alert:
        """Return the alert that a create made although its answer was lost; see `namesake`.

        Raises:
            ServiceError: `error` itself, where the create had no effect or none can be found out.
        """

        def look_again() -> Alert | None:
            self.forget()
            return self.namesake(monitors, name, claimed)

        return self.writer.made_after_all(error, look_again)

    def forget(self) -> None:
        """Ask for the alerts again at the next call: a write of unknown outcome changed them."""
        with self._lock:
            self._alerts = None

    def _user(self, address: str) -> User:
        """Ask for an account; warn where its mail goes elsewhere."""
        found = self.members.user(address)
        if found.primary.casefold() != address.casefold():
            self._warn(
                f"{address} is a secondary address of {found.primary} in Sentry: alert "
                "mail goes to the address which that account has chosen for the project "
                "(its Settings, Notifications)"
            )
        return found

    def _keep(self, alert: Alert) -> None:
        with self._lock:
            if self._alerts is not None:
                self._alerts.put(alert)

    def _list(self) -> AlertIndex:
        """Return the alerts; the caller holds the lock, so that they are listed once."""
        if self._alerts is None:
            self._alerts = AlertIndex(self.api.all())
        return self._alerts
