terraform {
  required_providers { sentry = { source = "jianyuan/sentry" } }
}
variable "name" {}
resource "sentry_alert" "failure" {
  organization       = "moosequest"
  name               = "failure of ${var.name}"
  monitor_ids        = ["7103"]
  frequency_minutes  = 60
  trigger_conditions = []
  action_filters = [{
    logic_type = "all"
    conditions = [{ event_frequency_count = { interval = "5m", value = 1 } }]
    actions    = [{ email = { target_type = "user", target_id = "3001" } }]
  }]
}
