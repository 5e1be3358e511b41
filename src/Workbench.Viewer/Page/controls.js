// Draws a control for each descriptor of the subject, and keeps it in step with its value.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// Calls changed(name, value, settled) when a person changes something; show(values) brings all controls up to date.
export class Controls {
  #rows = new Map();

  constructor(descriptors, changed) {
    this.changed = changed;
    for (const descriptor of descriptors) this.#rows.set(descriptor.name, this.#row(descriptor));
  }

  row(name) { return this.#rows.get(name).element; }

  show(values) {
    for (const [name, row] of this.#rows) {
      row.set(values[name]);
      row.element.hidden = Boolean(row.needs) && !values[row.needs];
    }
  }

  #row(descriptor) {
    const build = { slider: range, whole: range, seed, choice, switch: toggle }[descriptor.kind];
    const row = build(descriptor, (value, settled) => this.changed(descriptor.name, value, settled));
    row.needs = descriptor.needs;
    row.element.dataset.control = descriptor.name;
    if (descriptor.hint) row.element.title = descriptor.hint;
    return row;
  }
}

function number(descriptor, changed) {
  const input = make("input", { type: "number", id: `number-${descriptor.name}`, min: descriptor.minimum, max: descriptor.maximum, step: descriptor.step });
  input.addEventListener("change", () => {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) changed(clamp(value, descriptor.minimum, descriptor.maximum), true);
  });
  return input;
}

function range(descriptor, changed) {
  const exact = number(descriptor, changed);
  const slider = make("input", { type: "range", min: descriptor.minimum, max: descriptor.maximum, step: descriptor.step });
  slider.setAttribute("aria-label", descriptor.label);
  slider.addEventListener("input", () => changed(slider.valueAsNumber, false));
  slider.addEventListener("change", () => changed(slider.valueAsNumber, true));
  slider.addEventListener("dblclick", () => changed(descriptor.initial, true));
  const digits = (String(descriptor.step).split(".")[1] ?? "").length;
  return {
    element: make("div", { className: "control" }, label(descriptor), slider, exact),
    set(value) {
      slider.value = value;
      if (document.activeElement !== exact) exact.value = value.toFixed(digits);
      slider.style.setProperty("--fill", `${100 * clamp((value - descriptor.minimum) / (descriptor.maximum - descriptor.minimum || 1), 0, 1)}%`);
      slider.setAttribute("aria-valuetext", value.toFixed(digits) + (descriptor.unit ?? ""));
    },
  };
}

const FEW_SEEDS = 255; // what the slider reaches; the field takes any seed

function seed(descriptor, changed) {
  const exact = number(descriptor, changed);
  const slider = make("input", { type: "range", min: 0, max: FEW_SEEDS, step: 1 });
  slider.setAttribute("aria-label", `${descriptor.label}, 0 to ${FEW_SEEDS}`);
  slider.addEventListener("input", () => changed(slider.valueAsNumber, false));
  slider.addEventListener("change", () => changed(slider.valueAsNumber, true));
  const button = (text, name, next) => {
    const element = make("button", { type: "button", textContent: text, title: name });
    element.setAttribute("aria-label", `${name}: ${descriptor.label}`);
    element.dataset.step = name;
    element.addEventListener("click", () => changed(next(), true));
    return element;
  };
  let now = descriptor.initial;
  const wrap = value => (value + descriptor.maximum + 1) % (descriptor.maximum + 1);
  const buttons = make("div", { className: "buttons" },
    button("‹", "Previous", () => wrap(now - 1)), button("›", "Next", () => wrap(now + 1)),
    button("Random", "Random", () => crypto.getRandomValues(new Uint32Array(1))[0] % 100000));
  return {
    element: make("div", { className: "control" }, label(descriptor), slider, exact, buttons),
    set(value) {
      now = value;
      slider.value = Math.min(value, FEW_SEEDS);
      slider.style.setProperty("--fill", `${100 * Math.min(1, value / FEW_SEEDS)}%`);
      if (document.activeElement !== exact) exact.value = value;
    },
  };
}

function choice(descriptor, changed) {
  const inputs = descriptor.choices.map((_, index) => {
    const input = make("input", { type: "radio", name: `choice-${descriptor.name}`, value: index });
    input.addEventListener("change", () => changed(index, true));
    return input;
  });
  const set = make("fieldset", { className: "segments wide" }, ...descriptor.choices.map((text, index) => make("label", {}, inputs[index], text)));
  set.setAttribute("aria-label", descriptor.label);
  return {
    element: make("div", { className: "control word" }, set),
    set(value) { inputs[value].checked = true; },
  };
}

function toggle(descriptor, changed) {
  const input = make("input", { type: "checkbox", className: "switch", id: `number-${descriptor.name}` });
  input.setAttribute("role", "switch");
  input.addEventListener("change", () => changed(input.checked ? 1 : 0, true));
  return { element: make("div", { className: "control word" }, label(descriptor), input), set(value) { input.checked = value !== 0; } };
}

function label(descriptor) {
  return make("label", { htmlFor: `number-${descriptor.name}`, textContent: descriptor.label });
}
