"""Writes the files of this folder. Needs torch, ml_dtypes, numpy and safetensors; the versions used are in README.md."""

import ml_dtypes
import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(5, 18)
        self.fc2 = nn.Linear(18, 17, bias=False)
        self.head = nn.Linear(17, 3)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return torch.softmax(self.head(x), dim=-1)


torch.manual_seed(1)
model = Model()
state = model.state_dict()
save_file(state, "model.safetensors")
for name, dtype in [("f64", torch.float64), ("f16", torch.float16), ("bf16", torch.bfloat16)]:
    save_file({key: value.to(dtype) for key, value in state.items()}, f"model-{name}.safetensors")
# The values that each of these files stands for, as float32.
for name, dtype in [("f16", torch.float16), ("bf16", torch.bfloat16)]:
    save_file({key: value.to(dtype).float() for key, value in state.items()}, f"model-{name}-as-f32.safetensors")

sequential = nn.Sequential(model.fc1, nn.ReLU(), model.fc2, nn.Tanh(), model.head, nn.Softmax(dim=-1))
save_file({f"net.{key}": value for key, value in sequential.state_dict().items()}, "sequential.safetensors")

x = torch.randn(16, 5)
save_file({"x": x, "y": model.double()(x.double())}, "values.safetensors")

arrays = {key: value.float().numpy() for key, value in state.items()}
np.savez("model.npz", **arrays)
np.savez_compressed("model-compressed.npz", **arrays)
kinds = ["<f4", ">f4", "<f8", ">f8", "<f4"]
assert len(kinds) >= len(arrays)
mixed = {key: array.astype(kind) for (key, array), kind in zip(arrays.items(), kinds)}
mixed["fc2.weight"] = np.asfortranarray(mixed["fc2.weight"])
mixed["head.weight"] = np.asfortranarray(mixed["head.weight"])
np.savez("model-mixed.npz", **mixed)
np.savez("model-f16.npz", **{key: array.astype(kind) for (key, array), kind in zip(arrays.items(), ["<f2", ">f2"] * 3)})
torch.save(state, "model.pt")
# Types of ml_dtypes, which npz has no names for.
for name, kind in [("bf16", "bfloat16"), ("f8-e4m3", "float8_e4m3fn"), ("f8-e5m2", "float8_e5m2")]:
    np.savez(f"model-{name}.npz", **{key: array.astype(getattr(ml_dtypes, kind)) for key, array in arrays.items()})

# For damage.rs: the network `Small`, and arrays that inflate to far more than they should.
import io
import zipfile

small = {"hidden.weight": np.ones((3, 2), "<f4"), "hidden.bias": np.ones(3, ">f8"), "1.weight": np.ones((1, 3), "<f2")}
np.savez_compressed("small.npz", **small)


def npy(array, header_of=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array)
    if header_of is None:
        return file.getvalue()
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(header_of))
    return head.getvalue() + array.tobytes()


zeros = np.zeros((3, 700_000), "<f4")
for file, files in [
    ("bomb.npz", {"hidden.weight": npy(zeros), "hidden.bias": npy(np.ones(3, "<f4")), "1.weight": npy(small["1.weight"])}),
    ("longer.npz", {"hidden.weight": npy(zeros, small["hidden.weight"]), "hidden.bias": npy(np.ones(3, "<f4")), "1.weight": npy(small["1.weight"])}),
]:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.npy", content)
