"""One step of SGD of `fc2(relu(fc1(x))) + fc1(x)` in which a person changes something, for the scripts beside it.

Every number is a small multiple of a power of two, so that all sums are exact and the results equal in every bit.
"""
import torch
from torch import nn


def grid(*shape, step=0.25, most=6):
    return torch.randint(-most, most + 1, shape) * step


def start():
    """Inputs, targets and weights to begin with."""
    x, y = grid(4, 4, step=0.5), grid(4, 4, step=0.5)
    return x, y, {"fc1.weight": grid(4, 4), "fc1.bias": grid(4), "fc2.weight": grid(4, 4), "fc2.bias": grid(4)}


def listed(tensors):
    return {name: x.flatten().tolist() for name, x in tensors.items()}


def instead(new):
    """Another value, with the way back of the one that was there: the rule of the contract."""
    return lambda value: value + (new(value) - value).detach()


def on_the_way_back(new):
    """Another gradient."""

    def hooked(value):
        value.register_hook(new)
        return value

    return hooked


def residual_net(weights):
    net = nn.ModuleDict({"fc1": nn.Linear(4, 4), "fc2": nn.Linear(4, 4)})
    net.load_state_dict(weights)
    return net


def residual_step(x, y, weights, changes, parameter=None):
    """The step with changes by their places: ports as `port a` by the node's id, wires as `edge e4`; or with the gradient of a parameter changed."""
    net = residual_net(weights)
    if parameter is not None:
        name, new = parameter
        net.get_parameter(name).register_hook(new)

    def at(place, value):
        return changes[place](value) if place in changes else value

    hidden = at("port a", net["fc1"](x))
    straight = at("edge e4", hidden.view_as(hidden))
    active = at("port r", torch.relu(at("edge e1", hidden.view_as(hidden))))
    result = at("port s", at("edge e3", net["fc2"](active)) + straight)
    return taken(net, nn.functional.mse_loss(result, y))


def taken(net, loss, before_update=None):
    """What a step gives: its loss, its gradients, and the weights after it."""
    loss.backward()
    gradients = {name: x.grad.flatten().tolist() for name, x in net.named_parameters()}
    if before_update is not None:
        with torch.no_grad():
            before_update()
    torch.optim.SGD(net.parameters(), lr=0.25).step()
    return {"loss": loss.item(), "gradients": gradients, "weights": listed(dict(net.named_parameters()))}
