"""Sentry's monitors ("detectors"): what alerts are linked to, whose each is, and its ID by name."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from infra.base.errors import ForbiddenError, RuleError
from infra.base.once_per_key import OncePerKey
from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable
from infra.base.urls import monitor_url
from infra.monitors.canonical import KINDS, TYPES
from infra.sentry.client import SentryClient, needing
from infra.sentry.monitor_requests import Wanted
from infra.sentry.replies import Detector, LiveMonitor, Project

_EVERY_PROJECT = "-1"  # Sentry's own word for all that the token may see
_STREAM = "issue_stream"
OWN = ("error", _STREAM)
"""The monitors that Sentry makes for each project."""

_WORDS = KINDS | {_STREAM: "issue stream"}


class Monitors:
    """One organization's monitors; each list is asked for once. The token needs `alerts:read`.

    Args:
        client: of the organization.
        sentry_url: the server, for links to its pages.
    """

    def __init__(self, client: SentryClient, sentry_url: str) -> None:
        self.whole = False
        """All monitors are asked for at once: most of them will be looked at."""
        self._client = client
        self._place = sentry_url, client.organization
        self._slugs: dict[str, str] = {}
        self.own = OncePerKey(self._own)
        """A project's own monitors, type to ID; see `_own`."""
        self.all_projects = OncePerKey(self._all_projects)
        """The ID of the issue stream of all projects; None where the server has none."""
        self._listed = OncePerKey(self._list)
        self.everything = OncePerKey(self._list_everything)
        """Every monitor that the token may see, by its ID."""
        self._projects = OncePerKey(self._list_projects)
        self._by_project = OncePerKey(self._group_by_project)

    def _own(self, project: str) -> dict[str, int]:
        """Return a project's own monitors, `error` and `issue_stream`, type to ID.

        Raises:
            RuleError: it has neither (self-hosted 26.7 left some projects without,
                getsentry/self-hosted#4452), or two of one type, which Sentry does not rule out
                (`src/sentry/workflow_engine/defaults/detectors.py`).
        """
        found = self._list(project, f"type:[{','.join(OWN)}]")
        id_ = self.id_of_project(project, found)
        of_type: defaultdict[str, set[int]] = defaultdict(set)
        for detector in found:
            if detector["type"] in OWN and id_ and _project(detector) == id_:
                of_type[detector["type"]].add(int(detector["id"]))
        if not of_type:
            raise RuleError(
                f"Sentry project {project} has neither an error nor an issue stream monitor, so "
                "no alert can be linked to it",
                f"open the project's Monitors page in Sentry ({self._client.organization}) and "
                "create one",
            )
        for kind, ids in of_type.items():
            if len(ids) > 1:
                raise RuleError(
                    f"Sentry project {project} has {len(ids)} {_WORDS.get(kind, kind)} monitors:"
                    f"{self._lines(ids)}",
                    "delete all but one of them in Sentry, or name the one that is meant in the "
                    "entry: 'monitors: [{id: \"…\"}]'",
                )
        return {kind: id_ for kind, (id_,) in of_type.items()}

    def find(self, wanted: Wanted) -> int:
        """Return the ID of a monitor that an entry names.

        Raises:
            RuleError: there is none, or several have the name.
        """
        if wanted.id:
            if wanted.id not in self.everything():
                raise RuleError(
                    f"Sentry organization {self._client.organization} has no monitor with the ID "
                    f"{wanted.id} that the token may see",
                    "copy the ID from the address of the monitor's page in Sentry",
                )
            return int(wanted.id)
        return self._find_by_name(wanted, self._of_project(wanted))

    def describe(self, ids: Collection[int]) -> dict[int, str]:
        """Return monitors in words: type, name and project; one the token may not see by its ID."""
        words = {int(detector["id"]): self._words(detector) for detector in self.rows(ids)}
        return {id_: words.get(id_, f"monitor {id_}") for id_ in sorted(ids)}

    def rows(self, ids: Collection[int]) -> list[Detector]:
        """Return the monitors of these IDs, as far as the token may see them."""
        if not ids:
            return []
        if self.whole:
            return [found for id_ in sorted(ids) if (found := self.everything().get(str(id_)))]
        query = {"id": [str(id_) for id_ in sorted(ids)]}
        with needing("alerts:read", "the monitors that an alert is linked to"):
            return list(self._client.pages("detectors/", query, list[Detector]))

    def is_of_all_projects(self, detector: Detector) -> bool:
        """Tell whether a monitor is the issue stream of all projects."""
        return _project(detector) is None and detector["type"] == _STREAM

    def slug_of(self, detector: Detector) -> str:
        """Return the slug of a monitor's project; none where it has none, or cannot be found."""
        project_id = _project(detector)
        if project_id and project_id not in self._slugs:
            with contextlib.suppress(ForbiddenError):  # no rule needs that right
                self._slugs |= self._projects()
        return self._slugs.get(project_id or "", "")

    def id_of_project(self, project: str, found: Iterable[Detector]) -> str | None:
        """Return the number of a project whose monitors were asked for.

        A list of one project names one, beside monitors of all projects, which have none. Only
        where it names others too is Sentry asked which number the project has.
        """
        ids = {id_ for detector in found if (id_ := _project(detector))}
        if len(ids) > 1:
            with needing("project:read", f"the number of project {project}"):
                ids = {self._client.call("GET", f"{project}/", Project, kind="projects")["id"]}
        for id_ in ids:
            self._slugs[id_] = project
            return id_
        return None

    def _words(self, detector: Detector) -> str:
        kind, project = detector["type"], _project(detector)
        word = _WORDS.get(kind, kind)
        if project is None:
            everybodys = self.is_of_all_projects(detector)
            return "all projects" if everybodys else f"{word} monitor of no project"
        name = "" if kind in OWN else f" {printable(detector['name'])!r}"
        return f"{word} monitor{name} of {self.slug_of(detector) or f'project {project}'}"

    def _list_projects(self) -> dict[str, str]:
        listed = self._client.pages("projects/", {}, list[Project])
        return {project["id"]: project["slug"] for project in listed}

    def _of_project(self, wanted: Wanted) -> list[Detector]:
        found = self._listed(wanted.project, "")
        id_ = self.id_of_project(wanted.project, found)
        return [d for d in found if _project(d) == id_ and d["type"] not in OWN]

    def _find_by_name(self, wanted: Wanted, listed: Sequence[Detector]) -> int:
        kind = TYPES.get(wanted.type, "")
        fit = [d for d in listed if d["type"] == kind or not kind]
        ids = {int(detector["id"]) for detector in fit if detector["name"] == wanted.name}
        what = f"{wanted.type} monitor" if kind else "monitor"
        if len(ids) > 1:
            told = "" if kind else "the type, or "
            raise RuleError(
                f"{len(ids)} {what}s of project {wanted.project} are named {wanted.name!r}:"
                f"{self._lines(ids)}",
                f"write {told}the ID of the one that is meant: 'monitors: [{{id: \"…\"}}]'",
            )
        for id_ in ids:
            return id_
        guess = did_you_mean(wanted.name, [detector["name"] for detector in fit])
        raise RuleError(
            f"Sentry project {wanted.project} has no {what} named {wanted.name!r}{guess}",
            "correct the entry's 'monitors', or create the monitor in Sentry first",
        )

    def _lines(self, ids: Iterable[int]) -> str:
        return "".join(f"\n    {id_}  {monitor_url(*self._place, id_)}" for id_ in sorted(ids))

    def _list_everything(self) -> dict[str, LiveMonitor]:
        query = {"project": _EVERY_PROJECT}
        with needing("alerts:read", "all monitors"):
            listed = list(self._client.pages("detectors/", query, list[LiveMonitor]))
        return {detector["id"]: detector for detector in listed}

    def _group_by_project(self) -> dict[str, list[Detector]]:
        """Return the monitors of each project that the token may list, by its slug."""
        try:
            slugs = self._projects()
        except ForbiddenError:  # no rule needs that right
            return {}
        self._slugs |= slugs
        found: dict[str, list[Detector]] = {slug: [] for slug in slugs.values()}
        for detector in self.everything().values():
            if slug := slugs.get(_project(detector) or ""):
                found[slug].append(detector)
        return found

    def _all_projects(self) -> int | None:
        if self.whole:
            all_of_them = self.everything().values()
            return next((int(d["id"]) for d in all_of_them if self.is_of_all_projects(d)), None)
        # Its name may change, so it is looked for by what it is, on every page.
        query = {"project": _EVERY_PROJECT, "query": f"type:{_STREAM}"}
        with needing("alerts:read", "the monitor of all projects"):
            for detector in self._client.pages("detectors/", query, list[Detector]):
                if self.is_of_all_projects(detector):
                    return int(detector["id"])
        return None

    def _list(self, project: str, search: str) -> list[Detector]:
        if self.whole and project in self._by_project():
            return self._by_project()[project]
        # projectSlug is read by the base class of every organization endpoint
        # (getsentry/sentry: src/sentry/api/bases/organization.py); an unknown slug is a 403 there.
        query: Mapping[str, str] = {"projectSlug": project, "query": search}
        organization = self._client.organization
        otherwise = (
            f", and check that {organization} has a project {project} that the token may see"
        )
        with needing("alerts:read", f"the monitors of project {project}", otherwise):
            return list(self._client.pages("detectors/", query, list[Detector]))


def _project(detector: Detector) -> str | None:
    """Return the number of a monitor's project; None for one of all projects.

    Servers of summer 2026 wrote no project as text (`.../serializers/detector_serializer.py`).
    """
    return None if detector["projectId"] in (None, "None") else detector["projectId"]
