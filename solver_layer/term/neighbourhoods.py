"""How often each neighbourhood is proposed, and how warm the next cooling begins: by what has paid so far."""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import numpy.typing as npt

from solver_layer.term.arrays import Ints
from solver_layer.term.moves import NEIGHBOURHOODS, SHARE_TOTAL

# The neighbourhoods' shares of the work: half of it is for chains, which undo what nothing else does, though
# it takes long until they pay.
USUAL_SHARES = (0.15, 0.05, 0.5, 0.1, 0.05, 0.15)
_FIXED_SHARE = 0.75  # of the work is shared out as in USUAL_SHARES; the rest goes by what has paid
_MEMORY = 0.8  # of what was paid is remembered at each look, for what pays changes as the search cools
WORK_PER_PROPOSAL = (1.1, 1.1, 4.0, 2.0, 2.0, 7.0)  # until it is measured
# How warm a cycle may begin, in parts of the first one's warmth, in the order in which they are tried.
WARMTHS = (1 / 8, 1 / 16, 1 / 4, 1.0)


@dataclass(slots=True)
class Shares:
    """How often each neighbourhood is proposed: probability matching with a floor (Thierens 2005), where the
    reward is the cost taken off by accepted moves, per unit of work; of one walker."""

    # per neighbourhood its proposals, its work and the cost that it took off; the kernel adds to it
    paid: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((NEIGHBOURHOODS, 3)))

    def next(self) -> Ints:
        """For each neighbourhood, how many of 1,024 proposals are of it or of one before it."""
        proposals, work, gain = self.paid.T
        price = np.where(proposals > 0, work / np.maximum(proposals, 1), WORK_PER_PROPOSAL)
        merit = gain / np.maximum(work, 1)
        usual = np.array(USUAL_SHARES)
        deserved = merit / merit.sum() if merit.sum() > 0 else usual
        work_shares = _FIXED_SHARE * usual + (1 - _FIXED_SHARE) * deserved
        often = work_shares / price
        shares: Ints = np.rint(np.cumsum(often / often.sum()) * SHARE_TOTAL).astype(np.int32)
        shares[-1] = SHARE_TOTAL
        self.paid *= _MEMORY
        return shares


@dataclass(slots=True)
class Warmths:
    """Chooses how warm the next cooling begins: as warm as has most often improved the best timetable.

    Each warmth counts as successful until it has failed (optimistic initial values, Sutton and Barto 2018,
    2.6). All walkers share the counts.
    """

    tried: dict[float, int] = field(default_factory=lambda: dict.fromkeys(WARMTHS, 0))
    paid: dict[float, int] = field(default_factory=lambda: dict.fromkeys(WARMTHS, 0))
    _lock: Lock = field(default_factory=Lock)

    def next(self) -> float:
        """Counted as tried from now on, so that two walkers try different ones."""
        with self._lock:
            best = max(WARMTHS, key=lambda w: (self.paid[w] + 1) / (self.tried[w] + 1))
            self.tried[best] += 1
            return best

    def has_paid(self, warmth: float) -> None:
        with self._lock:
            self.paid[warmth] += 1


def cooled(warm: float, cold: float, part: float) -> float:
    """The temperature after this part of a cooling, which is geometric."""
    return warm * float((cold / warm) ** min(1.0, max(0.0, part)))
