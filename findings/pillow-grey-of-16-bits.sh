#!/usr/bin/env bash
# pillow 13.0.0, torchvision 0.29.2 (torch 2.15.0, numpy 2.4.6): a grey PNG picture of 16 bits, made one of 8 bits or a tensor.
# Expected: a half stays a half: 32768 of 65535 becomes 128 of 255, or 0.5.
# Found: convert("L") and convert("RGB") of Pillow cut off what is above 255, so all but the darkest 1/256 becomes white. to_tensor of torchvision, which
# divides pictures of 8 bits by 255, divides by nothing here, and the bright half becomes negative, for its numbers have a sign. There
# is no error. to_image with to_dtype(scale=True) is right:
#   0: L 0, RGB 0, to_tensor 0, to_image and to_dtype 0.000
#   128: L 128, RGB 128, to_tensor 128, to_image and to_dtype 0.002
#   257: L 255, RGB 255, to_tensor 257, to_image and to_dtype 0.004
#   32768: L 255, RGB 255, to_tensor -32768, to_image and to_dtype 0.500
#   65535: L 255, RGB 255, to_tensor -1, to_image and to_dtype 1.000
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pillow==13.0.0 torchvision==0.29.2 torch==2.15.0 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import numpy
import torch
import torchvision.transforms.functional as F
import torchvision.transforms.v2.functional as F2
from PIL import Image

GREYS = [0, 128, 257, 32768, 65535]
Image.fromarray(numpy.array([GREYS], numpy.uint16)).save("greys.png")
picture = Image.open("greys.png")
assert numpy.asarray(picture)[0].tolist() == GREYS
of_l, of_rgb = numpy.asarray(picture.convert("L"))[0], numpy.asarray(picture.convert("RGB"))[0, :, 0]
of_tensor = F.to_tensor(picture)[0, 0]
of_image = F2.to_dtype(F2.to_image(picture), torch.float32, scale=True)[0, 0]
for at, grey in enumerate(GREYS):
    print(f"{grey}: L {of_l[at]}, RGB {of_rgb[at]}, to_tensor {of_tensor[at].item()}, to_image and to_dtype {of_image[at].item():.3f}")
assert of_l.tolist() == of_rgb.tolist() == [min(grey, 255) for grey in GREYS]
assert of_tensor.tolist() == [0, 128, 257, -32768, -1] and of_tensor.dtype == torch.int16
assert numpy.allclose(of_image, numpy.array(GREYS) / 65535)
PYTHON
