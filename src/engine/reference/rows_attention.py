"""Attention and the encoder of a Transformer, as the graph's node types."""
from handle_row import handle_row

NAME = "attention"

BATCHED = {"batch_first": True}
RANDOM = {"randomize": True}
SMALL = {"embed_dim": 4, "num_heads": 2}
LAYER = {"d_model": 4, "nhead": 2, "dim_feedforward": 6}
STILL = {"dropout": 0.0}
QKV = {"query": (3, 2, 4), "key": (5, 2, 4), "value": (5, 2, 4)}
QKV_BATCHED = {"query": (2, 3, 4), "key": (2, 5, 4), "value": (2, 5, 4)}
NO = [[False, True, False], [False, False, True], [True, False, False]]
PAD = [[False, False, False, False, True], [False, True, False, True, True]]

ROWS = [
    ("MultiheadAttention", SMALL, QKV, RANDOM),
    ("MultiheadAttention", {**SMALL, **BATCHED}, QKV_BATCHED, RANDOM),
    ("MultiheadAttention", {**SMALL, "bias": False}, QKV),
    ("MultiheadAttention", {**SMALL, "average_attn_weights": False, **BATCHED}, QKV_BATCHED, RANDOM),
    ("MultiheadAttention", {**SMALL, "need_weights": False, **BATCHED}, QKV_BATCHED, RANDOM),
    ("MultiheadAttention", {**SMALL, "dropout": 0.3}, QKV, RANDOM),
    ("MultiheadAttention", {**SMALL, "dropout": 0.3}, QKV, {"training": False, **RANDOM}),
    ("MultiheadAttention", SMALL, {"query": (3, 4), "key": (5, 4), "value": (5, 4)}, RANDOM),
    ("MultiheadAttention", {**SMALL, "average_attn_weights": False}, {"query": (3, 4), "key": (5, 4), "value": (5, 4)}, RANDOM),
    ("MultiheadAttention", SMALL, {**QKV, "key_padding_mask": ("values", PAD)}, RANDOM),
    ("MultiheadAttention", {**SMALL, **BATCHED}, {**QKV_BATCHED, "attn_mask": (3, 5)}, RANDOM),
    ("MultiheadAttention", SMALL, {**QKV, "attn_mask": (4, 3, 5)}, RANDOM),
    ("MultiheadAttention", SMALL, {**QKV, "attn_mask": (3, 5), "key_padding_mask": ("values", PAD)}, RANDOM),
    ("MultiheadAttention", SMALL, {"query": (3, 4), "key": (3, 4), "value": (3, 4), "attn_mask": ("values", NO)}, RANDOM),
    ("MultiheadAttention", {"embed_dim": 3, "num_heads": 1}, {"query": (1, 1, 3), "key": (1, 1, 3), "value": (1, 1, 3)}, RANDOM),
    ("MultiheadAttention", {**SMALL, "kdim": 3, "vdim": 5}, {"query": (3, 2, 4), "key": (5, 2, 3), "value": (5, 2, 5)}, RANDOM),
    ("MultiheadAttention", {**SMALL, "vdim": 5, "bias": False, **BATCHED}, {"query": (2, 3, 4), "key": (2, 5, 4), "value": (2, 5, 5)}),
    ("TransformerEncoderLayer", {**LAYER, **STILL}, {"src": (3, 2, 4)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, **STILL, **BATCHED, "activation": "gelu"}, {"src": (2, 3, 4)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, **STILL, **BATCHED, "norm_first": True}, {"src": (2, 3, 4)}, RANDOM),
    # One sample: PyTorch draws the mask of a transposed tensor in the order of its memory.
    ("TransformerEncoderLayer", {**LAYER, **BATCHED}, {"src": (1, 3, 4)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, "dropout": 0.5, "norm_first": True}, {"src": (3, 2, 4)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, "dropout": 0.5}, {"src": (3, 2, 4)}, {"training": False, **RANDOM}),
    ("TransformerEncoderLayer", {**LAYER, **STILL, "layer_norm_eps": 0.1}, {"src": (3, 4)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, **STILL, "bias": False}, {"src": (3, 2, 4)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, **STILL, **BATCHED}, {"src": (2, 3, 4), "src_mask": ("values", NO)}, RANDOM),
    ("TransformerEncoderLayer", {**LAYER, **STILL, **BATCHED}, {"src": (2, 5, 4), "src_key_padding_mask": ("values", PAD)}, RANDOM),
    ("TransformerEncoder", {**LAYER, **STILL, "num_layers": 2, **BATCHED}, {"src": (2, 3, 4)}, RANDOM),
    ("TransformerEncoder", {**LAYER, "num_layers": 3, "norm": True}, {"src": (3, 2, 4)}, RANDOM),
    ("TransformerEncoder", {**LAYER, **STILL, "num_layers": 2, **BATCHED}, {"src": (2, 3, 4), "mask": ("values", NO)}, RANDOM),
    ("TransformerEncoder", {**LAYER, **STILL, "num_layers": 1}, {"src": (5, 2, 4), "src_key_padding_mask": ("values", PAD)}, RANDOM),
    ("MultiheadAttention", {"embed_dim": 5, "num_heads": 2}, {"query": (3, 2, 5), "key": (3, 2, 5), "value": (3, 2, 5)}),
    ("MultiheadAttention", SMALL, {"query": (3, 2, 6), "key": (3, 2, 6), "value": (3, 2, 6)}),
    ("MultiheadAttention", SMALL, {"query": (3, 2, 4), "key": (3, 4), "value": (3, 2, 4)}),
    ("MultiheadAttention", SMALL, {"query": (3, 4), "key": (3, 2, 4), "value": (3, 4)}),
    ("MultiheadAttention", SMALL, {"query": (1, 3, 2, 4), "key": (3, 2, 4), "value": (3, 2, 4)}),
    ("MultiheadAttention", SMALL, {"query": (3, 2, 4), "key": (5, 2, 4), "value": (4, 2, 4)}),
    ("MultiheadAttention", {**SMALL, "kdim": 3}, {"query": (3, 2, 4), "key": (5, 2, 3), "value": (4, 2, 4)}),
    ("MultiheadAttention", {**SMALL, "kdim": 3}, {"query": (3, 2, 4), "key": (5, 2, 2), "value": (5, 2, 4)}),
    ("MultiheadAttention", {**SMALL, "vdim": 5, **BATCHED}, {"query": (2, 3, 4), "key": (2, 5, 4), "value": (2, 5, 6)}),
    ("MultiheadAttention", {**SMALL, "kdim": 3, "vdim": 5}, {"query": (3, 4), "key": (5, 3), "value": (5, 3)}),
    ("MultiheadAttention", SMALL, {"query": (3, 2, 4), "key": (5, 2, 6), "value": (5, 2, 6)}),
    ("MultiheadAttention", SMALL, {**QKV, "attn_mask": (3, 4)}),
    ("MultiheadAttention", SMALL, {**QKV, "attn_mask": (2, 3, 5)}),
    ("MultiheadAttention", SMALL, {**QKV, "attn_mask": (3,)}),
    ("MultiheadAttention", SMALL, {**QKV, "key_padding_mask": (2, 4)}),
    ("MultiheadAttention", SMALL, {**QKV, "key_padding_mask": (5,)}),
    ("TransformerEncoderLayer", LAYER, {"src": (3, 2, 6)}),
    ("TransformerEncoder", {**LAYER, **STILL, "num_layers": 2, "norm": True, "bias": False}, {"src": (3, 2, 4)}, RANDOM),
]


def rows():
    return [handle_row(*entry) for entry in ROWS]
