"""Ask what a data source holds before training on it: a built-in set, a file, a folder or an array."""

import numpy as np

import gansmith

digits = gansmith.describe_data("digits").summary
print(f"{digits.samples} samples of {digits.shape} {digits.dtype} from {digits.low} to {digits.high}")
print("classes:", ", ".join(f"{name} ({count})" for name, count in digits.classes.items()))

table = np.random.default_rng(0).normal(size=(300, 5))
table[17, 2] = np.nan
report = gansmith.describe_data(table, data_options={"fold": "none"})
print(f"{report.summary.missing_values} missing, first in {report.summary.first_missing}")
for warning in report.summary.warnings:
    print("note:", warning)
print(f"gansmith would train --method {report.method} --network {report.network}")
