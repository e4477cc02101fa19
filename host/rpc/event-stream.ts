/** Server-sent events (WHATWG HTML 9.2): what happens, to whoever listens. */

import type { ServerResponse } from 'node:http';

/** Bytes that may wait for a listener which does not read. */
const BACKLOG_BYTES_MAX = 1024 * 1024;

export class EventStream {
  readonly #listeners = new Set<ServerResponse>();
  readonly #listenersMax: number;

  constructor(listenersMax: number) {
    this.#listenersMax = listenersMax;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Makes a response a stream; false if there are as many listeners as there may be. */
  add(response: ServerResponse): boolean {
    if (this.#listeners.size >= this.#listenersMax) return false;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    });
    response.flushHeaders();
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    return true;
  }

  /** @param data text of one line, as JSON is. */
  send(event: string, id: string, data: string): void {
    for (const response of this.#listeners) {
      response.write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`);
      // Whoever does not read is let go, and can ask for what it missed.
      if (response.writableLength > BACKLOG_BYTES_MAX) response.destroy();
    }
  }

  close(): void {
    for (const response of this.#listeners) response.end();
    // Writing to one of them would be an error that nobody hears.
    this.#listeners.clear();
  }
}
