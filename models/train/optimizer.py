# Muon for the matrices of the blocks (an orthogonalised momentum step), AdamW for everything else.
import torch
from torch import Tensor, nn


def orthogonalise(gradient: Tensor) -> Tensor:
    """Newton-Schulz: pushes all singular values towards 1 without computing them."""
    x = gradient / (gradient.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
    return x.T if tall else x


class Muon:
    def __init__(self, matrices: list[nn.Parameter], rate: float, momentum: float = 0.95, decay: float = 0.01):
        self.matrices, self.rate, self.momentum, self.decay = matrices, rate, momentum, decay
        self.average = [torch.zeros_like(m) for m in matrices]

    @torch.no_grad()
    def step(self, schedule: float) -> None:
        rate = self.rate * schedule
        for matrix, average in zip(self.matrices, self.average):
            average.lerp_(matrix.grad, 1 - self.momentum)
            ahead = matrix.grad.lerp(average, self.momentum)
            matrix.mul_(1 - rate * self.decay)
            matrix.add_(orthogonalise(ahead), alpha=-rate * max(1, matrix.shape[0] / matrix.shape[1]) ** 0.5)
            matrix.grad = None

    def state(self) -> list[Tensor]:
        return self.average

    def restore(self, average: list[Tensor]) -> None:
        self.average = average


class Optimizer:
    """Both, under one schedule factor."""

    def __init__(self, model: nn.Module, sharpen: float = 1.0, fast: tuple[str, ...] = ()):
        """sharpen: how much faster than other numbers the gains of attention change; fast: what changes three times as fast."""
        matrices = [p for name, p in model.named_parameters() if name.startswith("blocks.") and p.ndim == 2]
        chosen = {id(p) for p in matrices}
        self.model = model
        self.muon = Muon(matrices, rate=0.02)
        self.rate = 3e-3
        gains = [p for name, p in model.named_parameters() if name.endswith("gain")]
        tables = [p for name, p in model.named_parameters() if name in fast]
        chosen |= {id(p) for p in gains + tables}
        others = [p for p in model.parameters() if id(p) not in chosen]
        # a gain is a number of about ten, where others are of about one
        groups = [{"params": others, "times": 1.0}, {"params": gains, "times": sharpen}]
        groups += [{"params": tables, "times": 3.0}] if tables else []
        self.adam = torch.optim.AdamW(groups, lr=self.rate, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, schedule: float) -> None:
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for group in self.adam.param_groups:
            group["lr"] = self.rate * schedule * group["times"]
        self.adam.step()
        self.muon.step(schedule)
        self.adam.zero_grad()

    def state(self) -> dict:
        return {"adam": self.adam.state_dict(), "muon": self.muon.state()}

    def restore(self, state: dict) -> None:
        self.adam.load_state_dict(state["adam"])
        self.muon.restore(state["muon"])
