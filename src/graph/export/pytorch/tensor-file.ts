/** `tensor_file.py`: safetensors without the package of that name, so that the folder needs nothing but PyTorch. */
export const TENSOR_FILE = `"""Reads and writes safetensors: a length, a JSON header, and the tensors' bytes."""
import ctypes
import json

import torch

DTYPES = {"F32": torch.float32, "I64": torch.int64, "BOOL": torch.bool}


def load_tensors(path):
    """The tensors of a file, by name."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start].decode())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        block = data[start + begin : start + end]
        values = torch.frombuffer(block, dtype=dtype) if block else torch.empty(0, dtype=dtype)
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def save_tensors(path, tensors):
    """Writes tensors by name, e.g. a state_dict."""
    names = {dtype: name for name, dtype in DTYPES.items()}
    header, blocks, size = {}, [], 0
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        count = tensor.numel() * tensor.element_size()
        blocks.append(ctypes.string_at(tensor.data_ptr(), count) if count else b"")
        offsets = [size, size + count]
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": offsets}
        size += count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(blocks))
`
