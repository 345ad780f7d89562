"""Which numbers need more digits than bfloat16 has."""

import torch
from torch import Tensor


def precise(answer: Tensor) -> Tensor:
    """What a net answered, in float32 where it was in bfloat16, which has too few digits to compare or add."""
    return answer.to(torch.promote_types(answer.dtype, torch.float32))
