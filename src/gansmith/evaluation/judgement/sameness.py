"""Whether samples repeat the real rows, or one another."""

from gansmith.evaluation.judgement.copies import altered, copies, known_rows
from gansmith.evaluation.judgement.evidence import Evidence
from gansmith.evaluation.judgement.memorised import memorised
from gansmith.evaluation.judgement.repeats import repeats
from gansmith.evaluation.judgement.searching import Values
from gansmith.evaluation.judgement.sets import Sets

_LEAST = 20  # samples
_FEWEST = 10  # real rows


def repetition(sets: Sets, *, twinned: bool = False) -> Evidence:
    """Return what nearest neighbours say of copies of real rows and of repeats among samples.

    Copies are looked for among all real rows there are; whether they repeat is asked of those chosen. twinned: whether
    real rows come in groups of twins.
    """
    every = sets.real if sets.every is None else sets.every
    if len(every) < _FEWEST or len(sets.fake) < _LEAST:
        return Evidence([], [])
    fake = sets.scaled(sets.flat[2])
    repeated, figure = repeats(sets.scaled(sets.real), fake, twinned=twinned)
    evidence = Evidence([] if repeated is None else [repeated], [figure])
    known = known_rows(sets, every)
    if known is None:
        return evidence
    values = Values(known.rows, sets.seed)
    found, figure, mine = copies(sets, known, values, fake, repeated=repeated is not None)
    evidence.figures.append(figure)
    if found is None and sets.held and not sets.translated:
        found, figure = memorised(mine.place, sets.held, len(every))
        evidence.figures.append(figure)
    if (found is None or found.grade == "fair") and (repeated is None or repeated.kind == "repeats"):
        changed = altered(sets, known, fake)
        found = changed if found is None or (changed is not None and changed.weight > found.weight) else found
    if found is not None:
        evidence.findings.append(found)
    return evidence
