// Drives a page in headless Chromium by WebDriver, without a network: draws digits, reads the answers, teaches and forgets.
// Arguments: the page, and a file for a picture of it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [page, picture] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "nn-web-"));
const driver = spawn("chromedriver", ["--port=0"], { stdio: ["ignore", "pipe", "inherit"] });

/** The port, which it prints. */
const port = await new Promise((found, failed) => {
  let text = "";
  driver.on("exit", () => failed(new Error(`chromedriver ended: ${text}`)));
  driver.stdout.on("data", (data) => {
    text += data;
    const match = text.match(/started successfully on port (\d+)/);
    if (match) found(match[1]);
  });
});

async function send(method, path, body) {
  const options = { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } };
  const { value } = await (await fetch(`http://127.0.0.1:${port}/session${path}`, options)).json();
  if (value?.error) throw new Error(`${path}: ${value.message}`);
  return value;
}

const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--window-size=800,780",
  `--user-data-dir=${profile}`];
let session = "";

/** Runs a script in the page. */
const ask = (script) => send("POST", `${session}/execute/sync`, { script: `return ${script}`, args: [] });
const answer = () => ask(`document.getElementById("answer").textContent`);
const wide = () => ask(`[...document.querySelectorAll("#bars i")].map((bar) => parseFloat(bar.style.width))`);
const click = (selector) => ask(`document.querySelector(${JSON.stringify(selector)}).click()`);
const teach = (digit) => click(`#teach button:nth-of-type(${digit + 1})`);

/** Draws strokes with the pointer: points in hundredths of the canvas. */
async function draw(strokes) {
  const box = await ask(`(({ left, top, width, height }) => ({ left, top, width, height }))(
    document.getElementById("canvas").getBoundingClientRect())`);
  const actions = [];
  for (const stroke of strokes) {
    stroke.forEach(([x, y], index) => {
      actions.push({ type: "pointerMove", duration: 0, x: Math.round(box.left + x / 100 * box.width),
        y: Math.round(box.top + y / 100 * box.height) });
      if (index === 0) actions.push({ type: "pointerDown", button: 0 });
    });
    actions.push({ type: "pointerUp", button: 0 });
  }
  const pointer = { type: "pointer", id: "pen", parameters: { pointerType: "mouse" }, actions };
  await send("POST", `${session}/actions`, { actions: [pointer] });
}

/** Points of an ellipse, from one angle to another in degrees; 0 is to the right, 90 below. */
function arc(x, y, width, height, from, to) {
  const at = (angle) => [x + width * Math.cos(angle * Math.PI / 180), y + height * Math.sin(angle * Math.PI / 180)];
  return Array.from({ length: 17 }, (_, index) => at(from + (to - from) * index / 16));
}

const digits = {
  0: [arc(50, 50, 22, 32, -90, 270)],
  1: [[[52, 15], [50, 50], [48, 85]]],
  2: [[...arc(50, 34, 20, 18, -170, 30), [32, 82], [72, 82]]],
  3: [[...arc(48, 33, 19, 17, -150, 90), ...arc(48, 67, 22, 18, -90, 150)]],
  4: [[[38, 18], [30, 55], [70, 55]], [[64, 18], [60, 85]]],
  5: [[[68, 18], [36, 18], [34, 46], ...arc(48, 63, 20, 20, -110, 150)]],
  6: [[[62, 14], [44, 34], ...arc(50, 66, 18, 18, -160, 200)]],
  7: [[[28, 20], [72, 20], [48, 85]]],
  8: [[...arc(50, 33, 15, 16, 90, -270), ...arc(50, 66, 18, 17, -90, 270)]],
  9: [[...arc(50, 35, 17, 18, 0, -360), [66, 50], [58, 86]]],
};

let failure;
try {
  const options = { binary: "/usr/bin/chromium", args: flags };
  const capabilities = { alwaysMatch: { browserName: "chrome", "goog:chromeOptions": options } };
  session = `/${(await send("POST", "", { capabilities })).sessionId}`;
  await send("POST", `${session}/url`, { url: `file://${resolve(page)}` });
  for (let tries = 0; await ask("document.body.dataset.ready") !== "yes"; tries++) {
    if (tries > 100) throw new Error("the page is not ready after 10 seconds");
    await new Promise((done) => setTimeout(done, 100));
  }
  if (await answer() !== "") throw new Error("an answer before anything is drawn");

  const read = {};
  for (const [digit, strokes] of Object.entries(digits)) {
    await click("#clear");
    await draw(strokes);
    read[digit] = await answer();
    const widths = await wide();
    const sum = widths.reduce((sum, width) => sum + width, 0);
    if (widths.length !== 10 || Math.abs(sum - 100) > 0.1) throw new Error(`bars of ${widths} percent`);
    if (widths.indexOf(Math.max(...widths)) !== Number(read[digit])) throw new Error("the widest bar is not the answer");
  }
  console.log(`drawn and read: ${Object.entries(read).map((pair) => pair.join(" as ")).join(", ")}`);
  const wrong = Object.entries(read).filter(([digit, found]) => digit !== found);
  if (wrong.length > 0) throw new Error(`read wrongly: ${wrong.map((pair) => pair.join(" as ")).join(", ")}`);
  if (picture) {
    await click("#clear");
    await draw(digits[3]);
    // The bars move for an eighth of a second.
    await new Promise((done) => setTimeout(done, 500));
    writeFileSync(picture, Buffer.from(await send("GET", `${session}/screenshot`), "base64"));
  }

  // A sign that is no digit becomes one, and is none again.
  await click("#clear");
  await draw([[[20, 20], [80, 80]], [[80, 20], [20, 80]]]);
  const before = await answer();
  const wanted = before === "4" ? 7 : 4;
  for (let times = 0; times < 3; times++) await teach(wanted);
  if (await answer() !== String(wanted)) throw new Error(`taught ${wanted}, read ${await answer()}`);
  await click("#clear");
  await draw(digits[0]);
  if (await answer() !== "0") throw new Error(`after it was taught another sign, 0 is read as ${await answer()}`);
  await click("#forget");
  await click("#clear");
  await draw([[[20, 20], [80, 80]], [[80, 20], [20, 80]]]);
  if (await answer() !== before) throw new Error(`forgot, and reads ${await answer()}, before ${before}`);
  console.log(`a cross, read as ${before}, taught as ${wanted}, and forgotten`);
} catch (error) {
  failure = error;
} finally {
  if (session) await send("DELETE", session).catch(() => {});
  driver.removeAllListeners("exit");
  driver.kill();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
if (failure) {
  console.error(failure.message);
  process.exitCode = 1;
}
