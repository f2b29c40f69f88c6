#!/usr/bin/env bash
# image 0.25.10 (rustc 1.95.0), pillow 13.0.0, torchvision 0.29.2 (torch 2.15.0, numpy 2.4.6): pictures of colours made grey, 8 bits.
# Expected: the same greys but for rounding, and a picture that is grey already stays as it is.
# Found: `to_luma8` of image weighs red, green and blue by Rec. 709, the others by Rec. 601, so pure red is 54 or 76. And the weights of
# rgb_to_grayscale of torchvision sum to 0.9999 and the rest is cut off, so on tensors every grey but black loses one: white becomes 254. On a picture
# of Pillow the same function has what Pillow has. There is no error:
#   red: image 54, Pillow 76, torchvision 76
#   green: image 182, Pillow 150, torchvision 149
#   blue: image 18, Pillow 29, torchvision 29
#   white: image 255, Pillow 255, torchvision 254
#   of 256 greys changed: image 0, Pillow 0, torchvision 255
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pillow==13.0.0 torchvision==0.29.2 torch==2.15.0 numpy==2.4.6
mkdir "$folder/src"
cd "$folder"
cat > Cargo.toml <<'TOML'
[package]
name = "greys"
version = "0.0.0"
edition = "2024"
[dependencies]
image = { version = "=0.25.10", default-features = false, features = ["png"] }
[profile.dev]
debug = false
TOML
cat > src/main.rs <<'RUST'
fn main() {
    let greys = image::open("colours.png").expect("a picture").to_luma8();
    println!("{}", greys.iter().map(u8::to_string).collect::<Vec<_>>().join(" "));
}
RUST
venv/bin/python - <<'PYTHON'
import numpy
from PIL import Image

colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], *([grey] * 3 for grey in range(256))]
Image.fromarray(numpy.array([colours], numpy.uint8)).save("colours.png")
PYTHON
CARGO_TARGET_DIR="$folder/target" cargo run --quiet > of_image.txt
venv/bin/python - <<'PYTHON'
import numpy
import torchvision.transforms.functional as F
from PIL import Image

picture = Image.open("colours.png")
found = {
    "image": numpy.loadtxt("of_image.txt", dtype=int),
    "Pillow": numpy.asarray(picture.convert("L"))[0].astype(int),
    "torchvision": F.rgb_to_grayscale(F.pil_to_tensor(picture))[0, 0].numpy().astype(int),
}
assert (numpy.asarray(F.rgb_to_grayscale(picture))[0] == found["Pillow"]).all()
for at, (name, known) in enumerate(
    {"red": [54, 76, 76], "green": [182, 150, 149], "blue": [18, 29, 29], "white": [255, 255, 254]}.items()
):
    numbers = [int(greys[at]) for greys in found.values()]
    print(f"{name}: " + ", ".join(f"{program} {number}" for program, number in zip(found, numbers)))
    assert numbers == known, numbers
changed = {program: int((greys[4:] != numpy.arange(256)).sum()) for program, greys in found.items()}
print("of 256 greys changed: " + ", ".join(f"{program} {count}" for program, count in changed.items()))
assert list(changed.values()) == [0, 0, 255] and set((numpy.arange(256) - found["torchvision"][4:])[1:]) == {1}
PYTHON
