"""An event loop on which waiting takes no time: its clock jumps to whatever is due next."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Its clock begins at 1000 seconds."""

    def __init__(self) -> None:
        self.now = 1000.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.now


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        """Nothing comes from outside, so that nothing has to be waited for."""
        assert timeout is not None, "everything waits for something that never happens"
        self._loop.now += max(timeout, 0.0)
        return super().select(0)


def simulated(coroutine: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """What it returns, and the seconds that it would have taken."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        began = runner.get_loop().time()
        return runner.run(coroutine), runner.get_loop().time() - began
