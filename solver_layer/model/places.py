"""The variables of the timetable with a room for each block: of the exact model, and for small instances."""

from dataclasses import dataclass, field

from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.model.suitable import rooms_for
from solver_layer.model.variables import Periods
from timetable.model import Infra, OfferingId, Slot


@dataclass(slots=True)
class Places:
    """y[o,t,r]: a block of offering o starts at t in room r."""

    periods: Periods
    places: dict[tuple[OfferingId, Slot], dict[Infra, IntVar]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: CpModel, x: Periods) -> "Places":
        y, instance = cls(x), x.instance
        suitable = {o.id: rooms_for(o, instance) for o in instance.offerings}
        for (id, slot), start in x.starts.items():
            y.places[id, slot] = {r: model.new_bool_var("y") for r in suitable[id]}
            model.add(sum(y.places[id, slot].values()) == start)
        return y
