"""All kinds of data, each in the half it was put in before anything was measured; like ones are in both halves."""

from benchmarks.verdict import pictures, points, signals, tables
from benchmarks.verdict.kind import Kind

MANY = 20_000  # rows of the law that is all covariance, whose plants of that covariance are to be equal to it
FEW = 60  # rows of the kind with more columns than rows

KINDS = (
    Kind("planets", "tune", "pictures", 4, pictures.planets),
    Kind("sprites", "tune", "pictures", 6, pictures.sprites),
    Kind("ring", "tune", "points", 8, points.ring),
    Kind("narrow", "tune", "table", 4, tables.narrow),
    Kind("counts", "tune", "counts", 4, tables.counts),
    Kind("heartbeats", "tune", "signals", 4, signals.heartbeats),
    Kind("noise", "tune", "signals", 1, signals.noise, law=MANY),
    Kind("curves", "tune", "signals", 4, tables.curves, real=FEW, made=FEW),
    Kind("digits", "report", "pictures", 10, pictures.digits, needs=pictures.DIGITS),
    Kind("textures", "report", "pictures", 5, pictures.textures),
    Kind("pinwheel", "report", "points", 4, points.pinwheel),
    Kind("wide", "report", "table", 4, tables.wide),
    Kind("heavy", "report", "table", 1, tables.heavy),
    Kind("codes", "report", "codes", 4, tables.codes),
    Kind("tones", "report", "signals", 4, signals.tones),
    Kind("bursts", "report", "signals", 4, signals.bursts),
    # drawn up when the judgement was done, so that no one had looked at any of their cells
    Kind("propellers", "report", "pictures", 5, pictures.propellers),
    Kind("orbits", "report", "table", 4, tables.orbits),
)
