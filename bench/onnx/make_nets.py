"""Exports nets with PyTorch's current exporters, with what onnxruntime gives for them: python make_nets.py FOLDER [NAME…]

Needs torch, onnx, onnxscript, onnxruntime, torchvision, timm and transformers. Weights are random: nothing is downloaded. Each net is
a folder as ONNX's backend suite has them. `-1` behind a name: exported for a batch of 1 instead of any batch.
"""

import os
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
BATCH = 2


def picture(side, channels=3):
    return (torch.randn(BATCH, channels, side, side),)


def words(length, count=50):
    return (torch.randint(0, count, (BATCH, length)),)


def torchvision_net(name, **more):
    import torchvision

    return torchvision.models.get_model(name, weights=None, **more)


def vit():
    from torchvision.models.vision_transformer import VisionTransformer

    return VisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=2, hidden_dim=16, mlp_dim=32, num_classes=7)


def swin(version):
    from torchvision.models import swin_transformer as swin

    more = dict(block=swin.SwinTransformerBlockV2, downsample_layer=swin.PatchMergingV2) if version == 2 else {}
    return swin.SwinTransformer([4, 4], 16, [2, 2], [2, 4], [4, 4], num_classes=7, **more)


def convnext():
    from torchvision.models.convnext import CNBlockConfig, ConvNeXt

    return ConvNeXt([CNBlockConfig(8, 16, 1), CNBlockConfig(16, None, 1)], num_classes=7)


def timm_net(name):
    import timm

    return timm.create_model(name, pretrained=False)


class Only(nn.Module):
    """The first tensor of what a net of transformers gives."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        given = self.net(x, return_dict=False) if not hasattr(self.net, "config") else self.net(x, return_dict=False)
        return given[0]


def transformers_net(name, **config):
    import transformers

    made = getattr(transformers, f"{name[0]}Config")(**config)
    return Only(getattr(transformers, name[1])(made))


SMALL = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)


class Causal(nn.Module):
    """A block as small GPTs have it, with the mask as a buffer."""

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(16)
        self.qkv, self.out = nn.Linear(16, 48), nn.Linear(16, 16)
        self.register_buffer("mask", torch.tril(torch.ones(1, 1, 10, 10)))

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = (each.view(n, t, 2, 8).transpose(1, 2) for each in self.qkv(self.norm(x)).split(16, 2))
        scores = (q @ k.transpose(-2, -1) / 8**0.5).masked_fill(self.mask[:, :, :t, :t] == 0, float("-inf"))
        return x + self.out((torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(n, t, c))


def lraspp():
    net = torchvision_net("lraspp_mobilenet_v3_large", weights_backbone=None, num_classes=5)

    class Out(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, x):
            return self.net(x)["out"]

    return Out()


NETS = {
    "resnet18": (lambda: torchvision_net("resnet18"), picture(64)),
    "mobilenet_v3_small": (lambda: torchvision_net("mobilenet_v3_small"), picture(64)),
    "shufflenet_v2": (lambda: torchvision_net("shufflenet_v2_x0_5"), picture(64)),
    "lraspp": (lraspp, picture(64)),
    "vit": (vit, picture(32)),
    "vit-1": (vit, picture(32)),
    "swin": (lambda: swin(1), picture(32)),
    "swin_v2": (lambda: swin(2), picture(32)),
    "convnext": (convnext, picture(32)),
    "timm_vit": (lambda: timm_net("test_vit"), picture(160)),
    "timm_convnext": (lambda: timm_net("test_convnext"), picture(160)),
    "timm_efficientnet": (lambda: timm_net("test_efficientnet"), picture(160)),
    "timm_byobnet": (lambda: timm_net("test_byobnet"), picture(160)),
    "causal": (Causal, (torch.randn(BATCH, 10, 16),)),
    "gpt2": (lambda: transformers_net(("GPT2", "GPT2LMHeadModel"), n_embd=16, n_layer=2, n_head=2, vocab_size=50, n_positions=32, use_cache=False), words(10)),
    "bert": (lambda: transformers_net(("Bert", "BertModel"), vocab_size=50, max_position_embeddings=32, **SMALL), words(10)),
    "distilbert": (lambda: transformers_net(("DistilBert", "DistilBertModel"), dim=16, n_layers=2, n_heads=2, hidden_dim=32, vocab_size=50), words(10)),
    "hf_vit": (lambda: transformers_net(("ViT", "ViTForImageClassification"), image_size=32, patch_size=8, **SMALL), picture(32)),
    "hf_vit-1": (lambda: transformers_net(("ViT", "ViTForImageClassification"), image_size=32, patch_size=8, **SMALL), picture(32)),
    "llama": (lambda: transformers_net(("Llama", "LlamaForCausalLM"), vocab_size=50, max_position_embeddings=32, num_key_value_heads=1, use_cache=False, **SMALL), words(10)),
    "wav2vec2": (lambda: transformers_net(("Wav2Vec2", "Wav2Vec2Model"), conv_dim=(8, 8), conv_kernel=(5, 3), conv_stride=(4, 2), num_feat_extract_layers=2, num_conv_pos_embeddings=8, num_conv_pos_embedding_groups=2, **SMALL), (torch.randn(BATCH, 400),)),
    "lstm-1": (lambda: First(nn.LSTM(6, 5, bidirectional=True, batch_first=True)), (torch.randn(BATCH, 7, 6),)),
    "gru-1": (lambda: First(nn.GRU(6, 5, num_layers=2, batch_first=True)), (torch.randn(BATCH, 7, 6),)),
    "encoder-1": (lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2), (torch.randn(BATCH, 7, 8),)),
}


class First(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x)[0]


def settle(net):
    """Weights and running statistics that are not what every net begins with."""
    for name, value in net.named_parameters():
        if value.dim() < 2:
            value.data += torch.randn_like(value) * 0.2
    for name, value in net.named_buffers():
        if name.endswith("running_var"):
            value.copy_(torch.rand_like(value) + 0.5)
        elif name.endswith("running_mean"):
            value.copy_(torch.randn_like(value) * 0.3)
    return net.eval()


def write(folder, name, make, inputs):
    torch.manual_seed(0)
    net = settle(make())
    inputs = tuple(each[:1] for each in inputs) if name.endswith("-1") else inputs
    shapes = None if name.endswith("-1") else tuple({0: torch.export.Dim("batch")} for _ in inputs)
    program = torch.onnx.export(net, inputs, dynamo=True, dynamic_shapes=shapes, verbose=False)
    data = os.path.join(folder, name, "test_data_set_0")
    os.makedirs(data, exist_ok=True)
    path = os.path.join(folder, name, "model.onnx")
    program.save(path, external_data=False)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    feed = {given.name: value.numpy() for given, value in zip(session.get_inputs(), inputs)}
    save(data, "input", feed.values())
    save(data, "output", session.run(None, feed))


def save(data, kind, arrays):
    for index, array in enumerate(arrays):
        with open(os.path.join(data, f"{kind}_{index}.pb"), "wb") as file:
            file.write(numpy_helper.from_array(np.ascontiguousarray(array)).SerializeToString())


if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    for name, (make, inputs) in NETS.items():
        if names and name not in names:
            continue
        try:
            write(folder, name, make, inputs)
            print("wrote", name, flush=True)
        except Exception as error:
            print("NOT", name, str(error).strip().splitlines()[:2], flush=True)
