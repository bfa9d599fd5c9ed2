"""What the methods that learn from labels share: the classes of the data, or what to do where it has none."""

from gansmith.core.batch import DataSpec
from gansmith.errors import UsageError, option


def classes_of(data: DataSpec, method: str) -> int:
    """Return how many classes the data has; raises UsageError where it has none."""
    if not data.classes:
        raise UsageError(
            f"{option('method', method)} learns from labels, and the data has none. Name the column or variable that "
            f"holds them with {option('label')}, or sort images into a folder per class; {option('method', 'infogan')} "
            "finds categories by itself."
        )
    return data.classes


def require_told(data: DataSpec, method: str) -> None:
    """Raise UsageError where there is neither a class nor a number to condition on."""
    if not data.conditions:
        classes_of(data, method)
