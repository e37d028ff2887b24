"""What an uptime monitor may expect of a reply, as Sentry's checker compiles it.

Source: `getsentry/uptime-checker: src/assertions/mod.rs` and `src/endpoints/validate_check.rs`
(26.8.0): the grammar, the most operations, the two kinds of error. The words in `details` are those
of its parser and not known here.
"""

from typing import Any

Item = dict[str, Any]
MAX_OPERATIONS = 16
MAX_STATUS = 65_535
COMPARISONS = ("always", "never", "less_than", "greater_than", "equals", "not_equal")
HEADER_KEYS = ("key_op", "key_operand", "value_op", "value_operand")


def assertion_error(assertion: Any) -> Item | None:
    """Give the checker's error of an assertion, or nothing; null expects any 2xx."""
    if assertion is None:
        return None
    root = assertion.get("root") if isinstance(assertion, dict) else None
    try:
        count = _count(root)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return {"error": "serialization_error", "details": f"invalid assertion: {error}"}
    if count > MAX_OPERATIONS:
        found = {"type": "too_many_operations", "assert_path": ["0"]}
        return {"error": "compilation_error", "compile_error": found}
    return None


def _count(operation: Any) -> int:
    """Count the operations of a tree; anything that is none of the grammar is an error."""
    match operation["op"]:
        case "and" | "or":
            return 1 + sum(_count(child) for child in list(operation["children"]))
        case "not":
            return 1 + _count(operation["operand"])
        case "status_code_check":
            if type(operation["value"]) is not int or not 0 <= operation["value"] <= MAX_STATUS:
                raise ValueError("value")
            _compare(operation["operator"])
            return 1
        case "json_path":
            operation["value"].encode()
            _compare(operation.get("operator", {"cmp": "always"}))
            return 1
        case "header_check":
            for key in HEADER_KEYS:
                dict(operation[key])
            _compare(operation["key_op"])
            _compare(operation["value_op"])
            return 1
    raise ValueError(f"unknown variant `{operation['op']}`")


def _compare(operator: Any) -> None:
    if operator["cmp"] not in COMPARISONS:
        raise ValueError(f"unknown variant `{operator['cmp']}`")
