#!/usr/bin/env bash
# wavefile 11.0.0, node-wav 0.0.2 with Node.js 20.20.2 (soundfile 0.14.0, numpy 2.4.6): integers of WAV files as floats, and other numbers of bits.
# Expected: one factor for all samples, and bits that are added are 0, so that a file of 8 bits made one of 16 is the same sound.
# Found: what is below 0 is divided by 128, what is above by 127, so both ends are exactly 1; the signal is bent at 0, and the mean of a sine
# is not 0. A network that was trained on what soundfile reads gets other inputs:
#   8 bits 0 112 127 128 129 144 255, soundfile: -1 -0.125 -0.0078125 0 0.0078125 0.125 0.9921875
#   8 bits 0 112 127 128 129 144 255, wavefile: -1 -0.125 -0.0078125 0 0.007874015718698502 0.12598425149917603 1
#   8 bits 0 112 127 128 129 144 255, node-wav: -1 -0.125 -0.0078125 0 0.007874015718698502 0.12598425149917603 1
#   as 16 bits, wavefile: -32768 -4096 -256 0 258 4128 32767
# Exits with 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet soundfile==0.14.0 numpy==2.4.6
cd "$folder"
npm install --silent --no-save --prefix . wavefile@11.0.0 node-wav@0.0.2
cat > read.cjs <<'JAVASCRIPT'
const { readFileSync } = require('fs');
const { WaveFile } = require('wavefile');
const bytes = readFileSync('a.wav');
for (const kind of ['32f', '16']) {
    const file = new WaveFile(bytes);
    file.toBitDepth(kind);
    console.log(Array.from(file.getSamples()).join(' '));
}
console.log(Array.from(require('node-wav').decode(bytes).channelData[0]).join(' '));
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import subprocess
import wave

import numpy
import soundfile

samples = numpy.uint8([0, 112, 127, 128, 129, 144, 255])
with wave.open("a.wav", "wb") as file:
    file.setparams((1, 1, 8000, 0, "NONE", ""))
    file.writeframes(samples.tobytes())
floats, as_16_bits, of_node_wav = subprocess.run(["node", "read.cjs"], capture_output=True, text=True, check=True).stdout.splitlines()
of_soundfile = soundfile.read("a.wav")[0]
label = f"8 bits {' '.join(map(str, samples))}"
print(f"{label}, soundfile: {' '.join(f'{sample:.10g}' for sample in of_soundfile)}")
print(f"{label}, wavefile: {floats}\n{label}, node-wav: {of_node_wav}\nas 16 bits, wavefile: {as_16_bits}")
centred = samples.astype(numpy.float64) - 128
two_scales = numpy.where(centred < 0, centred / 128, centred / 127)
assert numpy.array_equal(of_soundfile, centred / 128)
for line in [floats, of_node_wav]:
    assert numpy.allclose([float(number) for number in line.split()], two_scales, atol=1e-7), line
assert as_16_bits == "-32768 -4096 -256 0 258 4128 32767", as_16_bits
PYTHON
