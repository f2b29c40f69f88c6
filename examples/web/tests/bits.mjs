// Prints the size of a page's module, and the bits of what it computes for random strokes, some of which it learns.
import { readFileSync } from "node:fs";

const [, text] = readFileSync(process.argv[2], "utf8").match(/id="module" type="text\/plain">([^<]*)</);
const module = Buffer.from(text, "base64");
const { instance } = await WebAssembly.instantiate(module);
const reader = instance.exports;
console.log(module.length);

// Numerical Recipes' generator of 32 bits, as `page.rs` has it.
let state = 7;
function below(end) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 16) % end;
}
// The order in which arguments are made is that of Rust: from left to right.
function scribble() {
  reader.clear();
  for (let strokes = below(3); strokes >= 0; strokes--) {
    reader.begin_stroke(below(560), below(560));
    for (let points = below(5); points >= 0; points--) reader.draw_to(below(560), below(560));
  }
}
function bits() {
  const view = new DataView(new ArrayBuffer(4));
  const line = [];
  for (let digit = 0; digit < 10; digit++) {
    view.setFloat32(0, reader.probability(digit));
    line.push(view.getUint32(0).toString(16).padStart(8, "0"));
  }
  console.log(line.join(" "));
}
for (let index = 0; index < 200; index++) {
  scribble();
  reader.read();
  bits();
  if (index % 8 === 0) {
    reader.teach(index % 10);
    bits();
  }
}
