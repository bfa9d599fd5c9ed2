"""What a panel of figures says in one line, by rules that are written here and nowhere else."""

from collections.abc import Mapping, Sequence

from gansmith.evaluation.metric import Figure

COPIED, BY_CHANCE = 0.52, 0.01  # share of samples nearer to training rows, and its chance, from where they are copies:
# where a tenth is held out, it sees a tenth of the training rows, and rises to no more than 0.55 if all are copied
REPEATED = 0.1  # share of samples that equal a training row, above that of unseen rows, from where they are copies
LOST = 0.6  # of the coverage that reals have of reals: below it modes are missing
ALIKE = 0.5  # of the precision that reals have: below it samples are too unlike the data to speak of modes
COLLAPSED = 0.2  # of that coverage, or of the diversity of reals: below it hardly anything is left
CLOSE, FAR = 0.6, 0.9  # accuracy of the nearest neighbour: up to CLOSE samples are good, from FAR on poor
TOO_CLOSE = 0.3  # below it samples lie nearer to real ones than these to one another, as only copies do

By = Mapping[str, Figure]


def verdict(figures: Sequence[Figure], features: str) -> str:
    """Return one line on samples by their figures in these features; it names each number it rests on."""
    by = {figure.name: figure for figure in figures if figure.features == features and figure.value is not None}
    found = [line for rule in (_copies, _collapse, _told_apart) if (line := rule(by))]
    if not found:
        return f"Too few samples to tell anything in {features}."
    return " ".join(found)


def _copies(by: By) -> str:
    repeated, nearer = by.get("duplicates"), by.get("copies")
    if repeated is not None and repeated.value is not None and repeated.value - (repeated.floor or 0.0) >= REPEATED:
        return f"It copies its training data: {repeated.value:.0%} of the samples equal a training row in every value."
    if nearer is None or nearer.value is None or nearer.p_value is None:
        return ""
    if nearer.value < COPIED or nearer.p_value > BY_CHANCE:
        return ""
    return (
        f"It copies its training data: {nearer.value:.0%} of the samples lie nearer to training than to as many unseen "
        f"rows (p = {nearer.p_value:.2g})."
    )


def _collapse(by: By) -> str:
    coverage, diversity = by.get("coverage"), by.get("diversity")
    covered, spread = _share(coverage), _share(diversity)
    if spread is not None and spread < COLLAPSED:
        return f"It has collapsed: samples differ from one another by {spread:.0%} of what real ones do."
    alike = _share(by.get("precision"))
    if covered is None or covered >= LOST or alike is None or alike < ALIKE:
        return ""  # where samples are not like the data at all, what they cover of it says nothing
    what = "It has collapsed" if covered < COLLAPSED else "It misses part of the data"
    return f"{what}: coverage is {covered:.0%} of that of real samples."


def _told_apart(by: By) -> str:
    real, fake = by.get("1nn-real"), by.get("1nn-fake")
    if real is None or fake is None or real.value is None or fake.value is None:
        return ""
    accuracy = (real.value + fake.value) / 2
    told = f"its samples are told from real ones in {accuracy:.0%} of cases by their nearest neighbour (50 % is chance)"
    if accuracy < TOO_CLOSE:
        return f"Too close: {told}: they lie nearer to real ones than these do to one another, as copies do."
    if accuracy <= CLOSE:
        return f"Good: {told}."
    return f"Poor: {told}." if accuracy >= FAR else f"Fair: {told}."


def _share(figure: Figure | None) -> float | None:
    """Return a figure in units of its floor."""
    if figure is None or figure.value is None or not figure.floor:
        return None
    return figure.value / figure.floor
