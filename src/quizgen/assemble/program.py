"""A mixed-integer program, as HiGHS takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import highspy  # type: ignore[import-untyped]  # no stubs
import numpy as np

INFINITY = float("inf")


@dataclass
class Program:
    """Columns with bounds and costs, rows with bounds; minimised.

    The same program gives the same answer: one thread, a fixed seed, no clock. The search
    ends after ``nodes`` nodes of the tree; what it has found until then is feasible.
    """

    nodes: int = 2000
    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, Mapping[int, float]]] = field(default_factory=list)

    def column(self, upper: float = 1, cost: float = 0, *, whole: bool = True) -> int:
        """Add a column between 0 and ``upper``; return its number."""
        self.costs.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, low: float, high: float, terms: Mapping[int, float]) -> None:
        """Add ``low ≤ Σ coefficient · column ≤ high``."""
        self.rows.append((low, high, terms))

    def solve(self, gap: float = 0.999) -> list[float] | None:
        """Return the columns' values, or ``None`` where nothing satisfies all rows.

        Args:
            gap: how far from the best the answer may be, in units of the objective.
        """
        highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("mip_abs_gap", gap),
            ("mip_rel_gap", 0.0),
            ("mip_max_nodes", self.nodes),
        ):
            highs.setOptionValue(option, value)
        highs.passModel(self._model())
        highs.run()
        if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return list(highs.getSolution().col_value)

    def _model(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_ = len(self.costs)
        lp.num_row_ = len(self.rows)
        lp.col_cost_ = np.array(self.costs)
        lp.col_lower_ = np.zeros(len(self.costs))
        lp.col_upper_ = np.array(self.upper)
        lp.row_lower_ = np.array([low for low, _, _ in self.rows])
        lp.row_upper_ = np.array([high for _, high, _ in self.rows])
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if each else highspy.HighsVarType.kContinuous
            for each in self.whole
        ]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(terms) for _, _, terms in self.rows)])
        lp.a_matrix_.index_ = np.array(_flat(terms.keys() for _, _, terms in self.rows), dtype=int)
        lp.a_matrix_.value_ = np.array(_flat(terms.values() for _, _, terms in self.rows))
        return lp


def _flat(groups: Iterable[Iterable[float]]) -> list[float]:
    return [each for group in groups for each in group]
