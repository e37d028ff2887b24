terraform {
  required_providers { sentry = { source = "jianyuan/sentry" } }
}
provider "sentry" {}
resource "sentry_alert" "errors" {
  organization       = "moosequest"
  name               = "errors of the API"
  monitor_ids        = ["7101"]
  frequency_minutes  = 60
  trigger_conditions = [{ first_seen_event = {} }]
  action_filters = [{
    logic_type = "all"
    conditions = [{ event_attribute = { attribute = "message", match = "co", value = "skipped" } }]
    actions    = [{ email = { target_type = "user", target_id = "3001" } }]
  }]
}
module "eu" {
  source   = "./eu"
  for_each = toset(["payments", "web shop"])
  name     = each.key
}
resource "sentry_issue_alert" "old" {
  count         = 2
  organization  = "moosequest"
  project       = "trademaster-raptor"
  name          = "old rule ${count.index}"
  action_match  = "any"
  filter_match  = "all"
  frequency     = 30 + count.index
  conditions_v2 = [{ first_seen_event = {} }]
  actions_v2    = [{ notify_email = { target_type = "Member", target_identifier = "3001" } }]
}
data "sentry_organization" "ours" { slug = "moosequest" }
resource "terraform_data" "note" { input = "no secret" }
