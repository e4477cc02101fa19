/**
 * The HTTP server of JSON-RPC: POST / for requests, GET /events for server-sent events. Bounded in bodies,
 * in requests at once and in those that wait; it answers pages of other origins with nothing.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PbevmError } from '../../runtime/errors.js';
import { EventStream } from './event-stream.js';
import { answerRpc, type RpcMethods } from './json-rpc.js';

export interface RpcServerLimits {
  /** Bytes of a request's body. */
  readonly bodyBytesMax: number;
  /** Requests that are executed at once. */
  readonly concurrencyMax: number;
  /** Requests that wait for their turn; more are refused with 503. */
  readonly queueMax: number;
  /** Listeners of events. */
  readonly listenersMax: number;
  /** Connections, those of listeners too; more are not taken. */
  readonly connectionsMax: number;
  /** Milliseconds that a request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** Milliseconds that connections have to end, once all that was asked is answered. */
  readonly closeTimeoutMs: number;
}

export const RPC_SERVER_LIMITS: RpcServerLimits = {
  bodyBytesMax: 1024 * 1024,
  concurrencyMax: 8,
  queueMax: 64,
  listenersMax: 64,
  connectionsMax: 256,
  requestTimeoutMs: 30_000,
  closeTimeoutMs: 2_000,
};

export interface RpcServerOptions {
  readonly methods: RpcMethods;
  /** Told what must stop the node. */
  readonly onFault: (fault: unknown) => void;
  readonly limits?: Partial<RpcServerLimits>;
}

/** Names under which a loopback server is addressed: others come from a page that rebinds its name. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

export class RpcServer {
  readonly events: EventStream;
  readonly #server: Server;
  readonly #options: RpcServerOptions;
  readonly #limits: RpcServerLimits;
  readonly #waiting: (() => void)[] = [];
  #port = 0;
  #running = 0;
  #isClosing = false;
  /** Told when nothing runs any more. */
  #onQuiet: (() => void) | undefined;

  private constructor(options: RpcServerOptions) {
    this.#options = options;
    this.#limits = { ...RPC_SERVER_LIMITS, ...options.limits };
    this.events = new EventStream(this.#limits.listenersMax);
    this.#server = createServer({ requestTimeout: this.#limits.requestTimeoutMs }, (request, response) => {
      this.#serve(request, response).catch((thrown: unknown) => {
        options.onFault(thrown);
        response.destroy();
      });
    });
    this.#server.maxConnections = this.#limits.connectionsMax;
  }

  /**
   * Listens on loopback.
   * @param port 0: any that is free.
   * @throws PbevmError PORT_UNAVAILABLE.
   */
  static async listen(port: number, options: RpcServerOptions): Promise<RpcServer> {
    const server = new RpcServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', (cause) => {
        const message = `cannot listen on 127.0.0.1:${port} (${(cause as NodeJS.ErrnoException).code})`;
        reject(new PbevmError('PORT_UNAVAILABLE', message, { cause }));
      });
      server.#server.listen(port, '127.0.0.1', resolve);
    });
    server.#port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  /** Where it listens, or did. */
  get port(): number {
    return this.#port;
  }

  /** Takes no new requests, answers those it has, ends the streams; whoever does not read does not delay it. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.events.close();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await this.#quiet();
    // From here on Node itself ends no request that arrives too slowly.
    const timer = setTimeout(() => this.#server.closeAllConnections(), this.#limits.closeTimeoutMs);
    await closed;
    clearTimeout(timer);
  }

  async #quiet(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#onQuiet = resolve;
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return end(response, refusal);
    if (request.method === 'GET' && request.url === '/events') {
      if (this.#isClosing || !this.events.add(response)) end(response, 503);
      return;
    }
    if (request.url !== '/') return end(response, 404);
    if (request.method !== 'POST') return end(response, 405);
    const text = await readBody(request, this.#limits.bodyBytesMax);
    if (text === undefined) return end(response, 413);
    if (this.#isClosing || !(await this.#turn())) return end(response, 503);
    try {
      const { methods, onFault } = this.#options;
      const answer = await answerRpc(text, methods, onFault);
      // Else the connection stays, and closing waits for its end.
      if (this.#isClosing) response.setHeader('connection', 'close');
      if (answer === undefined) return end(response, 204);
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    } finally {
      this.#endTurn();
    }
  }

  /** Waits until a request may run; false if too many wait. */
  async #turn(): Promise<boolean> {
    if (this.#running < this.#limits.concurrencyMax) {
      this.#running++;
      return true;
    }
    if (this.#waiting.length >= this.#limits.queueMax) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /** Hands the place on, if somebody waits for it. */
  #endTurn(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#running--;
    if (this.#running === 0) this.#onQuiet?.();
  }
}

/** The status of a request that is not looked at. */
function refusalOf({ headers, method }: IncomingMessage): number | undefined {
  const name = headers.host?.replace(/:[0-9]+$/, '');
  if (name === undefined || !LOOPBACK_NAMES.has(name)) return 403;
  // A browser names the page that asks. Without this type it would ask no leave to send (a simple request).
  if (headers.origin !== undefined) return 403;
  const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
  return method === 'POST' && !isJson ? 415 : undefined;
}

/**
 * The body as text; undefined if it is larger than it may be, or whoever sent it has gone or is too slow.
 * Invalid UTF-8 does not parse later.
 */
function readBody(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    // The connection's end: that of the client, or of the time that a request may take.
    request.on('error', () => resolve(undefined));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) chunks.push(chunk);
      else resolve(undefined);
    });
  });
}

function end(response: ServerResponse, status: number): void {
  // Of a body that is too large nobody reads the rest.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status).end();
}
