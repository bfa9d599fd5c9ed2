"""The code of a table's columns as a module of torch: scores and shares of categories to values."""

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.data.codec.calibration import ColumnCalibration
from gansmith.data.codec.column_code import SPREAD, ColumnCode
from gansmith.data.codec.table_code import TableCode
from gansmith.export.decoder import Decoder, Exact

_DIGITS = 1e-5  # by which scores of two engines may differ, that are about 1 and of 32 bits
_FAINT = 1e-30  # the least share, as of ColumnCode.place
_TIE, _ROUNDING, _SUM = 1e-3, 1e-6, 1e-5  # what rounding may do to shares: of softmax, of other networks; and to a sum


class TableDecoder(Decoder):
    """Encoded rows (N, E) -> values (N, D): numbers, numbers of categories, counts of dates, NaN where missing."""

    def __init__(self, table: TableCode, dtype: torch.dtype) -> None:
        super().__init__()
        self.dtype, self.whole = dtype, not dtype.is_floating_point
        calibrations = table.calibrations or (None,) * len(table.codes)
        self.columns = nn.ModuleList(
            _Column(code, calibration) for code, calibration in zip(table.codes, calibrations, strict=True)
        )
        self.widths = [sum(code.blocks) for code in table.codes]

    def forward(self, encoded: Tensor) -> Tensor:
        """Return values in the type of the data."""
        parts = torch.split(encoded, self.widths, 1)
        values = torch.stack([column(part) for column, part in zip(self._each(), parts, strict=True)], 1)
        return (torch.round(values) if self.whole else values).to(self.dtype)

    def exact(self, encoded: Tensor) -> Exact:
        """Return values before they are rounded, the steps they are rounded to, and where categories are certain."""
        parts = torch.split(encoded, self.widths, 1)
        found = zip(*(column.exact(part) for column, part in zip(self._each(), parts, strict=True)), strict=True)
        values, steps, certain = (torch.stack(one, -1) for one in map(tuple, found))
        slack = torch.stack([column.slack(part) for column, part in zip(self._each(), parts, strict=True)], -1)
        return Exact(values, (steps.clamp(min=1.0) if self.whole else steps) + 2 * slack, certain)

    def _each(self) -> list["_Column"]:
        return [column for column in self.columns if isinstance(column, _Column)]


class _Column(nn.Module):
    """One column's part of the encoded rows (N, W) -> values (N,), as `ColumnCode.decode` in float64."""

    added: Tensor
    values: Tensor

    def __init__(self, code: ColumnCode, calibration: ColumnCalibration | None) -> None:
        super().__init__()
        self.count, self.singles, self.decimals = code.count, len(code.singles), code.decimals
        added = np.zeros(code.count) if calibration is None else calibration.added
        self.register_buffer("added", torch.from_numpy(np.array(added, np.float64)))
        values = np.full(code.count, np.nan)
        values[: self.singles] = code.singles
        self.register_buffer("values", torch.from_numpy(values))
        maps = (None,) * len(code.ranges) if calibration is None else calibration.maps
        self.ranges = nn.ModuleList(
            nn.Sequential(*([] if knots is None else [_Line(*knots)]), _Line(part.scores, part.values))
            for part, knots in zip(code.ranges, maps, strict=True)
        )

    def forward(self, rows: Tensor) -> Tensor:
        """Return the values (N,), rounded to the decimals of the data."""
        values = self._values(rows, self._shares(rows))
        if self.decimals is None:
            return values
        unit = 10.0**self.decimals
        return torch.round(values * unit) / unit if self.decimals else torch.round(values)

    def exact(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the values (N,) before they are rounded, the step, and where the part is certain (N,)."""
        shares = self._shares(rows)
        step = torch.tensor(0.0 if self.decimals is None else 10.0**-self.decimals, dtype=torch.float64)
        if shares is None:
            return self._values(rows, None), step, torch.ones(len(rows), dtype=torch.bool)
        return self._values(rows, shares), step, self._certain(rows[:, rows.shape[1] - self.count :].double())

    def slack(self, rows: Tensor) -> Tensor:
        """Return how far values (N,) move if the score moves by `_DIGITS`: columns of far values are steep."""
        shares = self._shares(rows)
        values = self._values(rows, shares)
        moved = [torch.cat([rows[:, :1] + side * _DIGITS, rows[:, 1:]], 1) for side in (-1, 1)]
        return torch.stack([(self._values(one, shares) - values).abs().nan_to_num() for one in moved]).amax(0)

    def _certain(self, parts: Tensor) -> Tensor:
        """Return where (N,) the part with the greatest share stays so, whatever rounding does to parts (N, K).

        Those of a softmax are right to a share of themselves, those of other networks to a share of the largest.
        """
        is_softmax = (parts.sum(1, keepdim=True) - 1).abs().lt(_SUM) & parts.ge(0).all(1, keepdim=True)
        slack = torch.where(is_softmax, _TIE * parts, _ROUNDING * parts.abs().amax(1, keepdim=True).clamp(min=1.0))
        least, most = (torch.log((parts + side * slack).clamp(min=_FAINT)) + self.added for side in (-1, 1))
        place = (torch.log(parts.clamp(min=_FAINT)) + self.added).argmax(1, keepdim=True)
        rivals = most.scatter(1, place, -torch.inf).amax(1)
        return least.gather(1, place).squeeze(1) >= rivals

    def _shares(self, rows: Tensor) -> Tensor | None:
        if self.count < 2:
            return None
        return torch.log(rows[:, rows.shape[1] - self.count :].double().clamp(min=_FAINT)) + self.added

    def _values(self, rows: Tensor, shares: Tensor | None) -> Tensor:
        if shares is None and not self.ranges:
            return self.values.expand(rows.shape[0])
        if shares is None:
            found: Tensor = self.ranges[0](rows[:, 0].double() / SPREAD)
            return found
        place = shares.argmax(1)
        values = self.values[place]
        for number, line in enumerate(self.ranges, self.singles):
            values = torch.where(place == number, line(rows[:, 0].double() / SPREAD), values)
        return values


class _Line(nn.Module):
    """A function (N,) -> (N,) that is linear between knots, and constant beyond them, as numpy.interp."""

    places: Tensor
    values: Tensor
    slopes: Tensor

    def __init__(self, places: np.ndarray, values: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("places", torch.from_numpy(np.array(places, np.float64)))
        self.register_buffer("values", torch.from_numpy(np.array(values, np.float64)))
        slopes = np.diff(values) / np.diff(places) if len(places) > 1 else np.zeros(1)
        self.register_buffer("slopes", torch.from_numpy(np.array(slopes, np.float64)))

    def forward(self, points: Tensor) -> Tensor:
        """Return the values at points (N,)."""
        inside = torch.minimum(torch.maximum(points, self.places[0]), self.places[-1])
        piece = (inside.unsqueeze(1) >= self.places[1:-1]).sum(1) if len(self.places) > 2 else inside.long() * 0
        return self.values[piece] + (inside - self.places[piece]) * self.slopes[piece]
