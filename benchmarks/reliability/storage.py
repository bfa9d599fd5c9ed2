"""The rows about what is stored: how runs start, are killed, fail to write and are read again, and what they tell."""

from benchmarks.reliability import damage, divergence, endurance, exactness, failures, kills, private, sharing

ROWS = (
    *kills.ROWS,
    *failures.ROWS,
    *damage.ROWS,
    *exactness.ROWS,
    *sharing.ROWS,
    *divergence.ROWS,
    *endurance.ROWS,
    *private.ROWS,
)
