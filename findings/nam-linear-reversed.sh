#!/usr/bin/env bash
# neural-amp-modeler 0.13.0, the trainer, and NeuralAmpModelerCore at daae2d0, which plays its files: a model of the architecture `Linear`.
# Expected: the player answers an impulse as the trainer does, for it is the trainer that writes the file.
# Found: backwards. The first number of the file is the trainer's factor of the oldest sample, the player's of the newest:
#   trainer, impulse at sample 3: 0 0 0 0 0.25 0.5 1 0
#   player,  impulse at sample 3: 0 0 0 1 0.5 0.25 0 0
# Exits with 0 as long as this is so. Needs git, g++ and Debian's apt-get.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet neural-amp-modeler==0.13.0 torch==2.15.0 numpy==2.4.6
cd "$folder"

git init --quiet core
git -C core fetch --quiet --depth 1 https://github.com/sdatkinson/NeuralAmpModelerCore daae2d0b482a5fe876258caf3fdfe177044b6295
git -C core checkout --quiet FETCH_HEAD
apt-get download --quiet libeigen3-dev=3.4.0-4 >/dev/null
dpkg -x libeigen3-dev_*.deb eigen
cat >play.cpp <<'CPP'
#include <cstdio>
#include <filesystem>
#include "NAM/get_dsp.h"
int main(int, char** arguments)
{
  auto model = nam::get_dsp(std::filesystem::path(arguments[1]));
  model->Reset(48000, 8);
  NAM_SAMPLE x[8] = {0, 0, 0, 1, 0, 0, 0, 0}, y[8];
  NAM_SAMPLE *in[] = {x}, *out[] = {y};
  model->process(in, out, 8);
  for (NAM_SAMPLE sample : y)
    std::printf("%g ", double(sample));
}
CPP
printf '%s\0' play.cpp core/NAM/*.cpp core/NAM/wavenet/*.cpp | xargs -0 -n 1 -P 4 sh -c \
    'g++ -std=c++20 -O1 -c -Icore -Icore/Dependencies/nlohmann -Ieigen/usr/include/eigen3 "$0" -o "$(basename "$0").o"'
g++ ./*.o -o play

cat >train.py <<'PYTHON'
import subprocess
from pathlib import Path

import torch
from nam.models import Linear

net = Linear(4, sample_rate=48000)
net.import_weights([1.0, 0.5, 0.25, 0.0])
impulse = torch.zeros(8)
impulse[3] = 1.0
trained = net(impulse, pad_start=True).tolist()
Path("model").mkdir()
net.export(Path("model"), basename="linear")
played = [float(y) for y in subprocess.run(["./play", "model/linear.nam"], capture_output=True, check=True).stdout.split()]
print("trainer, impulse at sample 3:", *(f"{y:g}" for y in trained))
print("player,  impulse at sample 3:", *(f"{y:g}" for y in played))
assert trained == [0, 0, 0, 0, 0.25, 0.5, 1, 0], trained
assert played == [0, 0, 0, 1, 0.5, 0.25, 0, 0], played
PYTHON
venv/bin/python -W ignore train.py
