"""Values in a simulator's state: a secret stands there as {"$token": NAME}, never in clear."""

from tests.simulators.tokens import SECRETS

Value = str | dict[str, str]

NAMES = {value: name for name, value in SECRETS.items()}


def reveal(value: Value) -> str:
    """Give the text that a value stands for."""
    return value if isinstance(value, str) else SECRETS[value["$token"]]


def conceal(text: str) -> Value:
    """Write a text as the state keeps it: a known secret by its name, anything else as it is."""
    name = NAMES.get(text)
    return text if name is None else {"$token": name}


def check_value(value: object, where: str) -> None:
    """Raise ValueError when a value is neither a string nor the name of a known secret."""
    if isinstance(value, str):
        return
    if not isinstance(value, dict) or set(value) != {"$token"} or value["$token"] not in SECRETS:
        raise ValueError(f'{where}: expected a string or {{"$token": NAME}} with a known name')
