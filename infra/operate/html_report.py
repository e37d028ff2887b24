"""The report: one self-contained HTML page of what is managed, checked and firing.

The page is a tree of elements, so that no name from a server can be anything but text in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, tostring

from infra.base.errors import AlertsError
from infra.base.plural import count
from infra.base.terminal_text import printable
from infra.operate.monitor_survey import MonitorSeen
from infra.operate.survey import CheckSeen, RuleSeen, Survey, without_repeats
from infra.operate.times import last_triggered, utc_minute
from infra.sentry.issues import Issue

_STYLE = Path(__file__).with_name("html_report.css")
_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
_GOOD = frozenset({"live", "ok"})
_MILD = frozenset({"drifted", "disabled", "unknown"})

Child = Element | str


def page(survey: Survey, steps: Sequence[str], taken: datetime, dashboard: str) -> str:
    """Return the page.

    Args:
        survey: what was seen.
        steps: the commands to run next; none where all is in order.
        taken: when it was seen.
        dashboard: the web page of the organization's alerts.
    """
    errors = list(without_repeats(survey.errors))
    head = _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("meta", **{"http-equiv": "Content-Security-Policy"}, content=_NOTHING_ELSE),
        _element("meta", name="color-scheme", content="light dark"),
        _element("title", f"Alert rules of {survey.stack}"),
        _element("style", _STYLE.read_text(encoding="utf-8")),
    )
    body = _element(
        "body",
        _element(
            "header",
            _element("h1", f"Alert rules of {survey.stack}"),
            _element(
                "p", f"As seen at {utc_minute(taken)}. ", _link("All alerts in Sentry", dashboard)
            ),
            _verdict(survey, steps, errors),
        ),
        _element("main", *_sections(survey)),
    )
    return "<!DOCTYPE html>\n" + tostring(
        _element("html", head, body, lang="en"), encoding="unicode", method="html"
    )


def _sections(survey: Survey) -> Iterable[Element]:
    yield _section("Firing", [_firing(seen, issue) for seen, issue in _open(survey)], "Nothing.")
    yield _section("Alert rules", [_rule(seen) for seen in survey.rules], "None.")
    if survey.undeployed:
        cards = [_card(key, "not deployed", {}) for key in survey.undeployed]
        yield _section("Declared, but not deployed by any completed update", cards, "")
    if survey.monitors:
        yield _section("Monitors", [_monitor(seen) for seen in survey.monitors], "")
    yield _section("Config vars behind them", [_check(look) for look in survey.checks], "None.")


def _open(survey: Survey) -> Iterable[tuple[RuleSeen, Issue]]:
    return [(seen, issue) for seen in survey.rules for issue in seen.issues or ()]


def _verdict(survey: Survey, steps: Sequence[str], errors: Sequence[AlertsError]) -> Element:
    if steps:
        kind, text = "bad", "Something needs attention."
    elif errors:
        kind, text = "mild", "Some services could not be asked."
    else:
        parts = [count(len(survey.rules), "rule"), count(len(survey.checks), "config var")]
        parts[1:1] = [count(len(survey.monitors), "monitor")] if survey.monitors else []
        kind, text = "good", f"All is well: {', '.join(parts)}."
    commands = [_element("li", _command(step)) for step in steps]
    refusals = [_element("li", str(error)) for error in errors]
    return _element(
        "section",
        _element("p", _element("strong", text)),
        *([_element("p", "Next:"), _element("ol", *commands)] if commands else []),
        *([_element("p", "Could not be asked:"), _element("ul", *refusals)] if refusals else []),
        cls=f"verdict {kind}",
    )


def _firing(seen: RuleSeen, issue: Issue) -> Element:
    facts = {
        "issue": issue["shortId"],
        "last event": utc_minute(issue["lastSeen"]),
        "rule": seen.rule.key,
    }
    events = count(int(issue["count"]), "event")
    return _card(_link(issue["title"], issue["permalink"]), events, facts)


def _rule(seen: RuleSeen) -> Element:
    rule = seen.rule
    fields = ("filter", "condition", "action", "frequency", "environment")
    facts = {field: str(getattr(rule, field)) for field in fields}
    facts |= {"created": rule.created, "issue": rule.issue, "runbook": rule.runbook, "ID": rule.id}
    if seen.alert:
        last = seen.alert.get("lastTriggered")
        facts["last triggered"] = utc_minute(datetime.fromisoformat(last)) if last else "never"
    drift = seen.standing.differences if seen.standing else ()
    live = {each.field: each.live for each in drift}
    return _card(_link(rule.name, rule.url), seen.status, dict.fromkeys(live, "") | facts, live)


def _monitor(seen: MonitorSeen) -> Element:
    monitor, health = seen.monitor, seen.health
    facts = {
        "watches": monitor.watches,
        "fails when": monitor.fails_when,
        "environment": monitor.environment,
        "slug": monitor.slug,
        "ID": monitor.id,
    }
    if health and health.since:
        facts["since"] = last_triggered(health.since)
    live = {each.field.replace("_", " "): each.live for each in seen.differences}
    badge = health.state if health and seen.wrong else seen.status or "unknown"
    return _card(_link(monitor.name, monitor.url), badge, dict.fromkeys(live, "") | facts, live)


def _check(look: CheckSeen) -> Element:
    check, finding = look.check, look.finding
    server = f"{finding.server.name} ({finding.server.id})" if finding.server else ""
    status = finding.status.partition(":")[0]
    sandbox = bool(finding.server) and not finding.delivers
    facts = {"app": check.app, "Postmark server": server, "guards": check.guards}
    return _card(
        _element("span", *_breakable(check.config_var)), "sandbox" if sandbox else status, facts
    )


def _card(
    title: Child, badge: str, facts: Mapping[str, str], live: Mapping[str, str] | None = None
) -> Element:
    """Return a card; a fact that is live otherwise than it was deployed shows both."""
    kind = "good" if badge in _GOOD else "mild" if badge in _MILD else "bad"
    rows = []
    for name, value in facts.items():
        other = (live or {}).get(name)
        drift = [_element("strong", *_breakable(f"live: {other}"), cls="mild")] if other else []
        if value or drift:
            facts_of = _element("dd", *_breakable(value), *drift)
            rows.append(_element("div", _element("dt", name), facts_of))
    badges = _element("p", badge, cls=f"badge {kind}")
    return _element("article", _element("h3", title), badges, _element("dl", *rows))


def _section(title: str, cards: Sequence[Element], otherwise: str) -> Element:
    inside = _element("div", *cards, cls="cards") if cards else _element("p", otherwise)
    return _element("section", _element("h2", title), inside)


def _link(text: str, url: str) -> Child:
    """Return a link; an address that is not the web's (`javascript:`) is left out."""
    if urlsplit(url).scheme not in ("https", "http"):
        return _element("span", *_breakable(text))
    return _element("a", *_breakable(text), href=url, rel="noreferrer")


def _command(text: str) -> Element:
    """Return a command whose words are not broken, which a browser would do after each `-`."""
    words = [part for word in text.split(" ") for part in (_element("span", word), " ")]
    return _element("code", *words[:-1])


def _breakable(text: str) -> list[Child]:
    """Return a text that may be broken after `_` and `/`, with nothing in it that is not seen."""
    first, *others = re.split(r"(?<=[_/])", printable(text))
    return [first, *(child for part in others for child in (Element("wbr"), part))]


def _element(tag: str, *children: Child, cls: str = "", **attributes: str) -> Element:
    element = Element(tag, attributes | ({"class": cls} if cls else {}))
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif last is None:
            element.text = (element.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return element
