// The page: one state, drawn by the server, changed by mouse, keys and controls.

import { Controls } from "./controls.js";
import { Link } from "./link.js";
import { attachOrbit, keyChange } from "./orbit.js";

const SETTLE = 140; // ms without a change until the picture is refined
const TURN = 40; // degrees a second of the turntable

const at = id => document.getElementById(id);
const [app, view, canvas, busy, notice] = ["app", "view", "canvas", "busy", "notice"].map(at);
const context = canvas.getContext("2d");
const subject = await (await fetch("subject.json")).json();
const home = { yaw: subject.home.yaw, pitch: subject.home.pitch, distance: subject.home.distance, fov: subject.home.fieldOfView };
const initial = Object.fromEntries(subject.controls.map(control => [control.name, control.initial]));

let pose = { ...home };
let values = { ...initial };
let number = 0, drawn = 0, settled = 0;
let dirty = false, moving = false, settling = 0;
let spinning = false, flight = null;
let snippet = "", snippetIsNew = false, copyWhenReady = false;
const shownAt = [];

const wrap = degrees => degrees - 360 * Math.round(degrees / 360);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// --- state out

function change(isMoving) {
  dirty = true;
  moving = isMoving;
  snippetIsNew = false;
  clearTimeout(settling);
  if (isMoving) settling = setTimeout(settle, SETTLE);
  requestAnimationFrame(flush);
}

function settle() {
  clearTimeout(settling);
  if (!spinning && !flight) change(false);
}

function flush() {
  if (!dirty) return;
  dirty = false;
  busy.classList.add("on");
  link.want({ id: ++number, moving, ...pose, values });
  present();
}

function turn({ yaw = 0, pitch = 0, distance = 1, fov = 1 }) {
  const limits = subject.limits;
  pose = {
    yaw: wrap(pose.yaw + yaw),
    pitch: clamp(pose.pitch + pitch, -limits.pitch, limits.pitch),
    distance: clamp(pose.distance * distance, limits.nearest, limits.farthest),
    fov: clamp(pose.fov * fov, limits.narrowest, limits.widest),
  };
  change(true);
}

// --- pictures in

const link = new Link(async ({ header, image }) => {
  if (header.error) {
    notice.textContent = header.error;
    notice.hidden = false;
    busy.classList.remove("on");
    return;
  }
  const bitmap = await createImageBitmap(image);
  if (header.id < drawn || (header.id === drawn && header.id === settled)) return bitmap.close(); // an older one was decoded later
  drawn = header.id;
  notice.hidden = true;
  canvas.width = header.width;
  canvas.height = header.height;
  canvas.classList.toggle("pixels", header.final && header.width < 128);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  measure(header);
  if (header.final) {
    settled = header.id;
    snippet = header.snippet ?? "";
    at("code").textContent = snippet;
    snippetIsNew = header.id === number;
    if (snippetIsNew) busy.classList.remove("on");
    if (snippetIsNew && copyWhenReady) copy();
  }
  view.dataset.frames = 1 + Number(view.dataset.frames ?? 0);
  view.dataset.final = header.final && header.id === number;
}, status => {
  const words = { connecting: "connecting", live: "live", resting: "resting, touch to go on", lost: "reconnecting", ended: "ended: run the cell again" };
  at("link").textContent = words[status];
  at("link").className = `link ${status === "live" ? "live" : status === "ended" || status === "lost" ? "lost" : ""}`;
  if (status === "live") change(false);
});

function measure(header) {
  const now = performance.now();
  shownAt.push(now);
  while (now - shownAt[0] > 1000) shownAt.shift();
  const rate = moving || spinning ? `${shownAt.length} fps` : header.final ? "refined" : "draft";
  at("speed").textContent = `${header.width}×${header.height} · ${header.ms.toFixed(header.ms < 10 ? 1 : 0)} ms · ${rate}`;
  at("caption").textContent = header.caption;
}

// --- what the page shows of the state

const cameraControls = new Controls([
  { name: "yaw", label: "Yaw", unit: "°", kind: "slider", minimum: -180, maximum: 180, step: 0.1, initial: home.yaw, hint: "Degrees around the head; 0 sees the face, 90 the person's left side." },
  { name: "pitch", label: "Pitch", unit: "°", kind: "slider", minimum: -subject.limits.pitch, maximum: subject.limits.pitch, step: 0.1, initial: home.pitch, hint: "Degrees of elevation." },
  { name: "distance", label: "Distance", kind: "slider", minimum: subject.limits.nearest, maximum: subject.limits.farthest, step: 0.001, initial: home.distance, hint: "World units from the centre of the head." },
  { name: "fov", label: "Field of view", unit: "°", kind: "slider", minimum: subject.limits.narrowest, maximum: subject.limits.widest, step: 0.01, initial: home.fov, hint: "Degrees across the picture." },
], (name, value, isSettled) => { stopMoving(); pose = { ...pose, [name]: value }; change(!isSettled); });

const subjectControls = new Controls(subject.controls, (name, value, isSettled) => { values = { ...values, [name]: value }; change(!isSettled); });

function present() {
  cameraControls.show(pose);
  subjectControls.show(values);
  at("needle").setAttribute("transform", `rotate(${-pose.yaw})`);
  at("pose").textContent = `yaw ${pose.yaw.toFixed(1)}°  pitch ${pose.pitch.toFixed(1)}°`;
  view.setAttribute("aria-label", `${subject.title}: yaw ${Math.round(pose.yaw)} degrees, pitch ${Math.round(pose.pitch)} degrees`);
}

function build() {
  document.title = subject.title;
  at("title").textContent = subject.title;
  at("details").textContent = subject.details;
  for (const name of ["yaw", "pitch", "distance", "fov"]) at("camera").append(cameraControls.row(name));
  const sections = new Map();
  for (const control of subject.controls) {
    if (!sections.has(control.group)) {
      const section = document.createElement("section");
      const heading = document.createElement("h2");
      heading.textContent = control.group;
      section.append(heading);
      sections.set(control.group, section);
      at("groups").append(section);
    }
    sections.get(control.group).append(subjectControls.row(control.name));
  }
  for (const { name, pose: goal, hint } of poses()) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.title = hint ?? name;
    button.addEventListener("click", () => fly(goal));
    at("poses").append(button);
  }
  if (subject.beside) {
    at("besideImage").src = "beside.png";
    at("besideImage").alt = at("besideCaption").textContent = subject.beside;
    at("beside").hidden = false;
    document.querySelector(".pictures").classList.add("two");
  }
}

function poses() {
  return [
    { name: "Front", hint: "The face (1)", pose: { yaw: 0, pitch: 0 } },
    { name: "Left", hint: "The person's left side (2)", pose: { yaw: 90, pitch: 0 } },
    { name: "Right", hint: "The person's right side (3)", pose: { yaw: -90, pitch: 0 } },
    { name: "Back", hint: "The back of the head (4)", pose: { yaw: 180, pitch: 0 } },
    { name: "Above", hint: "From above (5)", pose: { yaw: 0, pitch: 60 } },
    ...subject.poses.map(({ name, pose: p }) => ({ name, pose: { yaw: p.yaw, pitch: p.pitch, distance: p.distance, fov: p.fieldOfView } })),
  ];
}

// --- moving by itself

function fly(goal) {
  stopMoving();
  const from = { ...pose }, to = { ...pose, ...goal };
  const way = wrap(to.yaw - from.yaw);
  const begin = performance.now();
  const length = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 260;
  flight = now => {
    const share = length ? clamp((now - begin) / length, 0, 1) : 1;
    const eased = share * share * (3 - 2 * share);
    for (const name of ["pitch", "distance", "fov"]) pose[name] = from[name] + (to[name] - from[name]) * eased;
    pose.yaw = wrap(from.yaw + way * eased);
    if (share < 1) return;
    pose = { ...to };
    flight = null;
    change(false);
  };
  requestAnimationFrame(animate);
}

let lastTick = 0;
function animate(now) {
  if (flight) flight(now);
  else if (spinning) pose.yaw = wrap(pose.yaw - TURN * Math.min(100, now - lastTick) / 1000);
  lastTick = now;
  if (!flight && !spinning) return;
  change(true);
  requestAnimationFrame(animate);
}

function spin(on) {
  spinning = on;
  at("spin").setAttribute("aria-pressed", on);
  if (!on) return settle();
  lastTick = performance.now();
  requestAnimationFrame(animate);
}

function stopMoving() {
  flight = null;
  if (spinning) spin(false);
}

// --- actions

function reset() {
  stopMoving();
  values = { ...initial };
  fly(home);
}

function step(direction) {
  const control = subject.controls.find(candidate => candidate.kind === "seed");
  if (!control) return;
  const span = control.maximum + 1;
  values = { ...values, [control.name]: direction === 0 ? Math.floor(Math.random() * 100000) : (values[control.name] + direction + span) % span };
  change(false);
}

async function copy() {
  copyWhenReady = !snippetIsNew;
  if (copyWhenReady) return;
  try {
    await navigator.clipboard.writeText(snippet);
    say("C# copied");
  } catch { // a frame without the permission: the text is selected instead
    at("codeBox").open = true;
    getSelection().selectAllChildren(at("code"));
    say("Press Ctrl+C to copy the selected code");
  }
}

async function save() {
  const query = new URLSearchParams({ ...pose, ...values });
  say("Drawing");
  const answer = await fetch(`picture.png?${query}`);
  if (!answer.ok) return say(await answer.text());
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(await answer.blob());
  const seed = "seed" in values ? `-seed${values.seed}` : "";
  anchor.download = `${subject.title.replace(/[^\w-]+/g, "-").slice(0, 60)}${seed}-yaw${Math.round(pose.yaw)}-pitch${Math.round(pose.pitch)}.png`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  say(`Saved ${anchor.download}`);
}

let toastTimer = 0;
function say(words) {
  at("toast").textContent = words;
  at("toast").classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => at("toast").classList.remove("on"), 2200);
}

function theme(name) { document.documentElement.dataset.theme = name; }
const switchTheme = () => theme(document.documentElement.dataset.theme === "light" ? "dark" : "light");
const fold = () => at("fold").setAttribute("aria-expanded", !app.classList.toggle("folded"));
const fullScreen = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => say("This frame may not fill the screen; open the viewer in a tab of its own"));

const keys = {
  " ": () => spin(!spinning), r: reset, s: save, c: copy, f: fullScreen, h: fold, t: switchTheme,
  n: () => step(1), p: () => step(-1), x: () => step(0),
};

view.addEventListener("pointerdown", () => view.classList.remove("keyed"), true);
document.addEventListener("keydown", event => {
  view.classList.add("keyed");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches?.("input[type=number]");
  const inControl = event.target.matches?.("input, button, summary, pre");
  if (typing) return;
  const motion = inControl ? null : keyChange(event);
  const pick = /^[1-9]$/.test(event.key) ? poses()[Number(event.key) - 1] : null;
  const action = inControl && event.key === " " ? null : keys[event.key.toLowerCase()];
  if (motion) { stopMoving(); turn(motion); }
  else if (pick) fly(pick.pose);
  else if (action && !event.repeat) action();
  else return;
  event.preventDefault();
});

attachOrbit(view, { moved: motion => { stopMoving(); turn(motion); }, rested: settle, home: () => fly(home) });
at("spin").addEventListener("click", () => spin(!spinning));
at("reset").addEventListener("click", reset);
at("copy").addEventListener("click", copy);
at("save").addEventListener("click", save);
at("theme").addEventListener("click", switchTheme);
at("fold").addEventListener("click", fold);
const light = matchMedia("(prefers-color-scheme: light)");
theme(light.matches ? "light" : "dark");
light.addEventListener("change", () => theme(light.matches ? "light" : "dark"));
build();
present();
