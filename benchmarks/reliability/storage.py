"""The rows about what is stored: how runs start, are killed, fail to write and are read again."""

from benchmarks.reliability import damage

ROWS = (*damage.ROWS,)
