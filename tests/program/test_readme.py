"""Promises of the stack's page: tables that hold whatever a rule or a server is called."""

from infra.program.readme import render

RULE = {
    "id": "9001",
    "url": "https://moosequest.sentry.io/monitors/alerts/9001/",
    "name": "disk full",
    "filter": "message contains No space left",
    "condition": ">= 1 event in 5m",
    "action": "email ops@raxx.app",
    "frequency": "60 min",
    "created": "2026-05-30",
    "issue": "#3135",
    "status": "live",
}
CHECK = {
    "app": "raxx-api-prod",
    "config_var": "POSTMARK_SERVER_TOKEN",
    "status": "ok",
    "server": "raxx production",
    "server_id": "77",
    "guards": "disk full",
}


def test_the_page_shows_every_rule_with_a_link_to_its_alert() -> None:
    assert render("$managed_rules", [RULE], []) == (
        "| id | name | filter | condition | action | frequency | created | issue | status |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| [9001](https://moosequest.sentry.io/monitors/alerts/9001/) | disk full "
        "| message contains No space left | >= 1 event in 5m | email ops@raxx.app | 60 min "
        "| 2026-05-30 | #3135 | live |"
    )


def test_the_page_shows_every_check() -> None:
    assert render("$checks", [], [CHECK]) == (
        "| app | config_var | status | server | server_id | guards |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| raxx-api-prod | POSTMARK_SERVER_TOKEN | ok | raxx production | 77 | disk full |"
    )


def test_two_rows_stand_in_the_order_given() -> None:
    page = render("$checks", [], [CHECK, {**CHECK, "app": "another-app"}])
    apps = [line.split(" | ")[0] for line in page.splitlines()[2:]]
    assert apps == ["| raxx-api-prod", "| another-app"]


def test_a_pipe_in_a_name_does_not_break_the_table() -> None:
    page = render("$managed_rules", [{**RULE, "name": "disk | full"}], [])
    assert r"| disk \| full |" in page


def test_a_pipe_in_a_servers_name_does_not_break_the_table() -> None:
    assert r"| raxx \|\| prod |" in render("$checks", [], [{**CHECK, "server": "raxx || prod"}])


def test_an_empty_table_is_a_word() -> None:
    assert render("$managed_rules\n\n$checks", [], []) == "None.\n\nNone."


def test_what_is_not_known_is_an_empty_cell() -> None:
    page = render("$checks", [], [{**CHECK, "server": None, "server_id": ""}])
    assert page.endswith("| ok |  |  | disk full |")


def test_a_dollar_sign_in_a_name_is_no_placeholder() -> None:
    assert "| $checks |" in render("$managed_rules", [{**RULE, "name": "$checks"}], [CHECK])


def test_the_text_around_the_tables_stays() -> None:
    assert render("# Title $5\n\n$checks\nend", [], []) == "# Title $5\n\nNone.\nend"
