"""TransformerDecoderLayer, TransformerDecoder and Transformer: every option, masks of all kinds, and shapes that fit and that do not."""

LAYER = {"d_model": 4, "nhead": 2, "dim_feedforward": 6, "dropout": 0.0}
BATCHED = {"batch_first": True}
RANDOM = {"randomize": True}
PAIR = {"tgt": (3, 2, 4), "memory": (5, 2, 4)}
PAIR_BATCHED = {"tgt": (2, 3, 4), "memory": (2, 5, 4)}
BOTH = {"src": (5, 2, 4), "tgt": (3, 2, 4)}
BOTH_BATCHED = {"src": (2, 5, 4), "tgt": (2, 3, 4)}
STACKS = {"num_encoder_layers": 1, "num_decoder_layers": 1}
CAUSAL = ("values", [[False, True, True], [False, False, True], [False, False, False]])
TARGETS = ("values", [[False, False, True], [False, True, False]])
SOURCES = ("values", [[False, False, False, False, True], [False, True, False, True, True]])

# Type, params, inputs by name[, how], as handle_row.py takes them.
NAMED = [
    ("TransformerDecoderLayer", LAYER, PAIR, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, **BATCHED, "activation": "gelu"}, PAIR_BATCHED, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, "norm_first": True}, PAIR, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, "bias": False, "layer_norm_eps": 0.1}, PAIR, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, **BATCHED, "dropout": 0.3}, {"tgt": (1, 3, 4), "memory": (1, 5, 4)}, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, "dropout": 0.5, "norm_first": True}, PAIR, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, "dropout": 0.5}, PAIR, {"training": False, **RANDOM}),
    ("TransformerDecoderLayer", LAYER, {"tgt": (3, 4), "memory": (5, 4)}, RANDOM),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "tgt_mask": CAUSAL}, RANDOM),
    ("TransformerDecoderLayer", {**LAYER, **BATCHED}, {**PAIR_BATCHED, "tgt_mask": (3, 3), "memory_mask": (3, 5)}, RANDOM),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "memory_mask": (4, 3, 5), "memory_key_padding_mask": (2, 5)}, RANDOM),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "tgt_key_padding_mask": TARGETS, "memory_key_padding_mask": SOURCES}, RANDOM),
    ("TransformerDecoder", {**LAYER, **BATCHED, "num_layers": 2}, PAIR_BATCHED, RANDOM),
    ("TransformerDecoder", {**LAYER, **BATCHED, "num_layers": 2, "norm": True}, {**PAIR_BATCHED, "tgt_mask": CAUSAL}, RANDOM),
    ("TransformerDecoder", {**LAYER, "dropout": 0.2, "num_layers": 2, "norm": True, "norm_first": True}, PAIR, RANDOM),
    ("TransformerDecoder", {**LAYER, "num_layers": 1, "norm": True, "bias": False}, {**PAIR, "memory_key_padding_mask": SOURCES}, RANDOM),
    ("TransformerDecoder", {**LAYER, "num_layers": 2}, PAIR, {"training": False, **RANDOM}),
    ("Transformer", {**LAYER, "num_encoder_layers": 2, "num_decoder_layers": 2}, BOTH, RANDOM),
    ("Transformer", {**LAYER, **STACKS, **BATCHED, "activation": "gelu"}, BOTH_BATCHED, RANDOM),
    ("Transformer", {**LAYER, **STACKS, "norm_first": True, "layer_norm_eps": 0.1}, BOTH, RANDOM),
    ("Transformer", {**LAYER, **STACKS, "bias": False}, BOTH, RANDOM),
    ("Transformer", {**LAYER, **STACKS, "dropout": 0.3}, BOTH, RANDOM),
    ("Transformer", {**LAYER, **STACKS, "dropout": 0.3}, BOTH, {"training": False, **RANDOM}),
    ("Transformer", {**LAYER, **STACKS}, {"src": (5, 4), "tgt": (3, 4)}, RANDOM),
    ("Transformer", {**LAYER, **STACKS}, {**BOTH, "tgt_mask": CAUSAL, "src_key_padding_mask": SOURCES, "memory_key_padding_mask": SOURCES}, RANDOM),
    ("Transformer", {**LAYER, **STACKS, **BATCHED}, {**BOTH_BATCHED, "src_mask": (5, 5), "memory_mask": (3, 5), "tgt_key_padding_mask": TARGETS}, RANDOM),
    ("Transformer", {**LAYER, **BATCHED, "num_encoder_layers": 1, "num_decoder_layers": 1}, BOTH_BATCHED, {"frozen": ["src"], **RANDOM}),
    ("TransformerDecoderLayer", LAYER, {"tgt": (3, 2, 6), "memory": (5, 2, 4)}),
    ("TransformerDecoderLayer", LAYER, {"tgt": (3, 2, 4), "memory": (5, 2, 6)}),
    ("TransformerDecoderLayer", LAYER, {"tgt": (3, 2, 4), "memory": (5, 4)}),
    ("TransformerDecoderLayer", LAYER, {"tgt": (3, 4), "memory": (5, 2, 4)}),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "tgt_mask": (3, 5)}),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "memory_mask": (3, 3)}),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "memory_mask": (3, 3, 5)}),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "tgt_key_padding_mask": (2, 5)}),
    ("TransformerDecoderLayer", LAYER, {**PAIR, "memory_key_padding_mask": (2, 3)}),
    ("TransformerDecoderLayer", {**LAYER, "nhead": 3}, PAIR),
    ("TransformerDecoder", {**LAYER, "num_layers": 2}, {"tgt": (3, 2, 4), "memory": (5, 2, 3)}),
    ("Transformer", {**LAYER, **STACKS}, {"src": (5, 2, 4), "tgt": (3, 3, 4)}),
    ("Transformer", {**LAYER, **STACKS, **BATCHED}, {"src": (2, 5, 4), "tgt": (3, 3, 4)}),
    ("Transformer", {**LAYER, **STACKS}, {"src": (5, 2, 6), "tgt": (3, 2, 4)}),
    ("Transformer", {**LAYER, **STACKS}, {"src": (5, 2, 4), "tgt": (3, 2, 6)}),
    ("Transformer", {**LAYER, **STACKS}, {**BOTH, "src_mask": (3, 3)}),
    ("Transformer", {**LAYER, **STACKS}, {**BOTH, "memory_mask": (5, 3)}),
    ("Transformer", {**LAYER, **STACKS}, {"src": (5, 2, 4), "tgt": (3, 4)}),
]
