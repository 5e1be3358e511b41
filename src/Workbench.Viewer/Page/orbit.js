// Mouse, touch and keys to a pose.

const KEY_DEGREES = 4;
const WHEEL_RATE = 0.0011;

// Calls moved(change) with {yaw, pitch} in degrees and {distance, fov} as factors, rested() when the hand lets go.
export function attachOrbit(view, { moved, rested, home }) {
  const pointers = new Map();
  let spread = 0;

  view.addEventListener("pointerdown", event => {
    if (event.button > 0) return;
    view.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    spread = 0;
    view.focus({ preventScroll: true });
    event.preventDefault();
  });
  view.addEventListener("pointermove", event => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const now = { x: event.clientX, y: event.clientY };
    pointers.set(event.pointerId, now);
    if (pointers.size === 2) return pinch();
    const degrees = 200 / view.clientWidth; // the whole width turns a little more than half way round
    moved({ yaw: -(now.x - last.x) * degrees, pitch: (now.y - last.y) * degrees });
  });
  for (const end of ["pointerup", "pointercancel"])
    view.addEventListener(end, event => {
      if (pointers.delete(event.pointerId) && pointers.size === 0) rested();
      spread = 0;
    });
  view.addEventListener("wheel", event => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    const factor = Math.exp((event.deltaY || event.deltaX) * lines * WHEEL_RATE);
    moved(event.shiftKey || event.ctrlKey ? { fov: factor } : { distance: factor });
  }, { passive: false });
  view.addEventListener("dblclick", home);

  function pinch() {
    const [a, b] = [...pointers.values()];
    const now = Math.hypot(a.x - b.x, a.y - b.y);
    if (spread > 0 && now > 0) moved({ distance: spread / now });
    spread = now;
  }
}

// The change of pose that a key asks for, or null.
export function keyChange(event) {
  const degrees = KEY_DEGREES * (event.shiftKey ? 4 : 1);
  switch (event.key) {
    case "ArrowLeft": return { yaw: degrees };
    case "ArrowRight": return { yaw: -degrees };
    case "ArrowUp": return { pitch: -degrees };
    case "ArrowDown": return { pitch: degrees };
    case "+": case "=": return { distance: 0.95 };
    case "-": case "_": return { distance: 1 / 0.95 };
    default: return null;
  }
}
