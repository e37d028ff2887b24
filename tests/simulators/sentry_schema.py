"""A small JSON schema for the Sentry simulator: each check gives None or the library's words."""

from collections.abc import Callable, Mapping

Check = Callable[[object], str | None]


def integer(minimum: int = 0) -> Check:
    """Require an integer of at least `minimum`; neither a float nor a bool is one."""

    def check(value: object) -> str | None:
        if type(value) is not int:
            return f"{value!r} is not of type 'integer'"
        if value < minimum:
            return f"{value!r} is less than the minimum of {minimum}"
        return None

    return check


def number(minimum: float, maximum: float) -> Check:
    """Require an integer or float within bounds."""

    def check(value: object) -> str | None:
        if type(value) not in (int, float) or not isinstance(value, int | float):
            return f"{value!r} is not of type 'number'"
        if value < minimum:
            return f"{value!r} is less than the minimum of {minimum}"
        if value > maximum:
            return f"{value!r} is greater than the maximum of {maximum}"
        return None

    return check


def one_of(*allowed: object) -> Check:
    """Require one of some values, of the same type."""

    def check(value: object) -> str | None:
        if any(type(value) is type(item) and value == item for item in allowed):
            return None
        return f"{value!r} is not one of {list(allowed)!r}"

    return check


def of_type(name: str, *types: type) -> Check:
    """Require one of some JSON types; `name` is how the library calls them."""

    def check(value: object) -> str | None:
        return None if type(value) in types else f"{value!r} is not of type {name}"

    return check


STRING = of_type("'string'", str)
BOOLEAN = of_type("'boolean'", bool)
TRUE = one_of(True)
NULL = of_type("'null'", type(None))
STRING_OR_NULL = of_type("'string', 'null'", str, type(None))


def array(item: Check) -> Check:
    """Require a list whose items all pass."""

    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return f"{value!r} is not of type 'array'"
        return next((error for entry in value if (error := item(entry))), None)

    return check


def either(*choices: Check) -> Check:
    """Require one of several shapes."""

    def check(value: object) -> str | None:
        if any(choice(value) is None for choice in choices):
            return None
        return f"{value!r} is not valid under any of the given schemas"

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Require an object with these keys and no other."""
    known = {**required, **(optional or {})}

    def check(value: object) -> str | None:
        if not isinstance(value, dict):
            return f"{value!r} is not of type 'object'"
        for key in required:
            if key not in value:
                return f"{key!r} is a required property"
        for key, entry in value.items():
            if key not in known:
                return f"Additional properties are not allowed ({key!r} was unexpected)"
            if error := known[key](entry):
                return error
        return None

    return check
