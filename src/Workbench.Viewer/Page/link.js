// The line to the server: the newest state goes out, pictures come in. A lost line is taken up again.

const RESTING = 4000;

export class Link {
  #socket = null;
  #waiting = null;
  #retries = 0;
  #timer = 0;

  constructor(onFrame, onStatus) {
    this.onFrame = onFrame;
    this.onStatus = onStatus;
    this.#open();
  }

  // Sends a state as soon as the line stands; an older one that still waits is forgotten.
  want(request) {
    this.#waiting = request;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#flush();
    else if (!this.#socket) this.#open();
  }

  #flush() {
    if (!this.#waiting) return;
    this.#socket.send(JSON.stringify(this.#waiting));
    this.#waiting = null;
  }

  #open() {
    clearTimeout(this.#timer);
    this.onStatus("connecting");
    const address = new URL("socket", location.href);
    address.protocol = "ws:";
    const socket = this.#socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => { this.#retries = 0; this.onStatus("live"); this.#flush(); };
    socket.onmessage = message => this.onFrame(parse(message.data));
    socket.onclose = event => {
      this.#socket = null;
      if (event.code === RESTING) return this.onStatus("resting");
      this.onStatus(this.#retries > 1 ? "ended" : "lost");
      this.#timer = setTimeout(() => this.#open(), Math.min(8000, 500 * 2 ** this.#retries++));
    };
  }
}

// Four bytes length of the header, the header, the image.
function parse(data) {
  const length = new DataView(data).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  return { header, image: data.byteLength > 4 + length ? new Blob([new Uint8Array(data, 4 + length)], { type: header.type }) : null };
}
