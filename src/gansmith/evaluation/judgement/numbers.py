"""Numbers as the lines of a judgement say them."""

_LONG = 1e7  # from where a number is said as a power of ten


def said(value: float, sign: str = "") -> str:
    """Return a number to three digits, whole numbers in full: 0.00123, 1.68, 12,345; sign "+" shows a plus."""
    if 1000 <= abs(value) < _LONG:
        return f"{value:{sign},.0f}"
    return f"{value:{sign}.3g}"
