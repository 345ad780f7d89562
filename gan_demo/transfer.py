"""Begin a run from a checkpoint in place of random weights."""

import torch
from torch import nn

from .checkpoints import load, resolve
from .words import UserError


@torch.no_grad()
def begin(net: nn.Module, name: str) -> None:
    """Give a generator what fits it of a checkpoint: the tensors of the same name and shape, if they are most of it."""
    tensors = load(resolve(name))[1].state_dict()
    own = net.state_dict()
    fitting = {key: tensor for key, tensor in tensors.items() if key in own and own[key].shape == tensor.shape}
    if sum(own[key].numel() for key in fitting) < sum(tensor.numel() for tensor in own.values()) / 2:
        raise UserError(
            f"The checkpoint {name} does not fit: its generator has other shapes. Choose its recipe, size and width.",
            f"检查点 {name} 不适用：它的生成器形状不同。请选用它的方法、图像边长和宽度。",
        )
    net.load_state_dict({**own, **fitting})
