"""One augmentation, step by step: a model, the samples of it that classes lack, and real and generated ones joined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gansmith.augmentation.check import Question, check
from gansmith.augmentation.copies import Originals
from gansmith.augmentation.encoded import Encoding
from gansmith.augmentation.filling import Filled, fill
from gansmith.augmentation.fitting_models import classes_in
from gansmith.augmentation.marks import mark_of, write_marked
from gansmith.augmentation.result import Augmented
from gansmith.augmentation.training import Trained, after_training, train_run
from gansmith.config.settings import TrainSettings
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.data.formats.marks import mark_beside
from gansmith.errors import DataError, DivergedError, remark
from gansmith.models.load import load
from gansmith.models.marked import mark_of as file_mark

NO_CLASS = "no class lacks samples, so none are generated"


@dataclass(frozen=True, eq=False)
class Job:
    """A data set, how many samples its classes lack, and the settings of a training, or the run that is used instead.

    recipe is that of a run of a method of one's own; out and quiet are of the run that is trained.
    """

    dataset: Dataset
    codec: Codec
    wanted: Mapping[int, int]
    settings: TrainSettings
    run: Path | None = None
    recipe: str | None = None
    out: str | Path | None = None
    quiet: bool | None = None

    def trained(self) -> Trained:
        """Return the model of the run, or one that is trained now; raises UsageError where it does not fit the data."""
        if self.run is None:
            return train_run(self.settings, self.dataset, self.codec, out=self.out, quiet=self.quiet)
        model = load(self.run, recipe=self.recipe)
        classes_in(model, self.dataset, self.wanted, self.run)
        return Trained(model, self.run, model.card.steps)

    def after_training(self, trained: Trained) -> str:
        """Return what is to be said of a signal that comes once there is a model: "" where that was there before."""
        return "" if self.run is not None or trained.run is None else after_training(trained.run)

    def after_writing(self, trained: Trained, output: str | Path | None) -> str:
        """Return what is to be said of a signal that comes in the check."""
        again = self.after_training(trained).rpartition(". ")[2] or "The same command does it again"
        written = "nothing was to be written" if output is None else f"{output} is whole"
        return f"{written}, but the check has no result. {again}"

    def filled(self, trained: Trained) -> Filled:
        """Return the generated samples, of the classes of the data."""
        dataset = self.dataset
        assert dataset.labels is not None  # noqa: S101 - whoever fills classes up has them
        theirs = classes_in(trained.model, dataset, self.wanted, trained.run or "model")
        encoding = Encoding.of(dataset, self.codec)
        originals = Originals(encoding.rows(dataset.values), dataset.labels)
        made = fill(
            trained.model,
            encoding,
            originals,
            self.wanted,
            numbered=theirs,
            seed=self.settings.seed,
            dtype=dataset.values.dtype,
        )
        for said in made.shortfalls(dataset.class_names):
            remark(f"{said}.")
        return made

    def joined(self, made: Filled, run: Path | None) -> Augmented:
        """Return real samples, unchanged, with generated ones after them."""
        dataset, names = self.dataset, self.dataset.class_names
        assert dataset.labels is not None  # noqa: S101
        conditions = dataset.conditions
        if conditions is not None and made.conditions is not None:
            conditions = np.concatenate([conditions, made.conditions])
        count = len(dataset)
        return Augmented(
            samples=np.concatenate([np.asarray(dataset.values), made.values]),
            labels=np.concatenate([dataset.labels, made.labels]),
            class_names=names,
            synthetic=np.arange(count + len(made.values)) >= count,
            conditions=conditions,
            added={names[label]: int((made.labels == label).sum()) for label in self.wanted},
            refused={names[label]: number for label, number in made.refused.items() if number},
            run=run,
            check=None,
            notes=(*dataset.notes, *made.notes(names)),
        )

    def unchanged(self) -> Augmented:
        """Return the real samples alone, where no class lacks any."""
        dataset = self.dataset
        found = self.joined(Filled.nothing(np.asarray(dataset.values)), self.run)
        return replace(found, notes=(*found.notes, NO_CLASS))

    def written(self, found: Augmented, output: str | Path, trained: Trained | None = None) -> Augmented:
        """Write all samples with their marks, and return them with a note of where the marks are.

        trained: the model of the generated ones, of which the file says that it is partly synthetic; None for no mark.
        """
        every = replace(self.dataset, values=found.samples, labels=found.labels, conditions=found.conditions)
        made = int(found.synthetic.sum())
        real, seed = len(every) - made, self.settings.seed
        put = file_mark(trained.model, made, seed=seed, real=real) if trained is not None and made else None
        place = write_marked(output, every, found.synthetic, put)
        beside = None if put is None else mark_beside(Path(output))
        said = [f"generated samples are marked {place}", mark_of(self.dataset.origin)[1]]
        said.append("" if beside is None else f"the file is marked as partly synthetic in {beside}")
        return replace(found, notes=(*found.notes, *filter(None, said)), mark=beside)

    def checked(
        self, found: Augmented, trained: Trained, minutes: float, repeats: int, progress: Callable[[int, int], None]
    ) -> Augmented:
        """Return the result with that of the check; a check that breaks off loses nothing, and a note says why."""
        settings = self.settings
        if self.run is not None:
            card = trained.model.card
            settings = replace(settings, method=card.method, hyper=dict(card.hyper), recipe=card.recipe)
            settings = replace(settings, steps=max(card.steps, 1), minutes=None)
        question = Question(self.dataset, self.codec, self.wanted, settings, minutes, repeats)
        try:
            return replace(found, check=check(question, progress))
        except (DivergedError, DataError) as error:
            remark(f"The check broke off, so nothing is known of whether generated samples help: {error}")
            return replace(found, notes=(*found.notes, f"the check broke off: {error}"))
