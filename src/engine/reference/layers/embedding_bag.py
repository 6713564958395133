"""EmbeddingBag: rows and offsets, every mode, factors and padding, and shapes that fit and that do not."""

TYPE = "EmbeddingBag"
SIZES = {"num_embeddings": 5, "embedding_dim": 3}
ROWS_OF = ("int", 5, (4, 3))
FLAT = ("values", [1, 2, 4, 2, 0])
PADDED = ("values", [[1, 2, 2], [2, 2, 2], [0, 4, 1], [2, 3, 3]])
SAME = ("values", [3, 1, 1, 2])

# Params, inputs by name[, how], as handle_row.py takes them.
NAMED = [
    (SIZES, {"input": ROWS_OF}),
    ({**SIZES, "mode": "sum"}, {"input": ROWS_OF}),
    ({**SIZES, "mode": "max"}, {"input": ROWS_OF}),
    ({**SIZES, "mode": "sum"}, {"input": ROWS_OF, "per_sample_weights": (4, 3)}),
    ({**SIZES, "mode": "mean", "padding_idx": 2}, {"input": PADDED}),
    ({**SIZES, "mode": "sum", "padding_idx": -3}, {"input": PADDED, "per_sample_weights": (4, 3)}),
    ({**SIZES, "mode": "max", "padding_idx": 2}, {"input": PADDED}),
    (SIZES, {"input": FLAT, "offsets": ("values", [0, 2, 2, 5])}),
    ({**SIZES, "mode": "sum"}, {"input": FLAT, "offsets": ("values", [0, 2, 2]), "per_sample_weights": (5,)}),
    ({**SIZES, "mode": "max"}, {"input": FLAT, "offsets": ("values", [0, 1, 1])}),
    ({**SIZES, "mode": "mean", "padding_idx": 2}, {"input": FLAT, "offsets": ("values", [0, 1, 4])}),
    ({**SIZES, "mode": "max", "padding_idx": 1}, {"input": SAME, "offsets": ("values", [0, 0, 3, 3])}, {"training": False}),
    (SIZES, {"input": (4, 3)}),
    (SIZES, {"input": ("int", 5, (4,))}),
    (SIZES, {"input": ("int", 5, (2, 3, 4))}),
    (SIZES, {"input": ROWS_OF, "offsets": ("values", [0, 1])}),
    (SIZES, {"input": ROWS_OF, "per_sample_weights": (4, 3)}),
    ({**SIZES, "mode": "sum"}, {"input": ROWS_OF, "per_sample_weights": (4, 2)}),
    ({**SIZES, "padding_idx": 5}, {"input": ROWS_OF}),
]
