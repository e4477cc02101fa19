/** The HTTP server: what it takes, what it refuses, that it bounds what it holds, and how it ends. */

import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { RpcServer } from '../../../host/rpc/rpc-server.js';

/** Faults: in a node each of them ends it. An error thrown here would be nobody's. */
const faults: unknown[] = [];
const onFault = (fault: unknown): unknown => faults.push(fault);

let server: RpcServer;
let release: () => void;
let running = 0;
let runningMost = 0;

beforeEach(async () => {
  running = 0;
  runningMost = 0;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const methods = {
    echo: () => [5],
    wait: async () => {
      runningMost = Math.max(runningMost, ++running);
      await released;
      running--;
      return null;
    },
  };
  const limits = {
    bodyBytesMax: 1_000,
    concurrencyMax: 2,
    queueMax: 3,
    listenersMax: 2,
    connectionsMax: 16,
    requestTimeoutMs: 2_000,
    closeTimeoutMs: 500,
  };
  server = await RpcServer.listen(0, { methods, onFault, limits });
});
afterEach(async () => {
  release();
  await server.close();
  assert.deepEqual(faults.splice(0), []);
});

const body = (method: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [5] });
const url = () => `http://127.0.0.1:${server.port}`;

function post(text: string, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } };
  return fetch(url(), init);
}

/** `fetch` sets Host itself. */
function statusWithHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    const request = httpRequest({ port: server.port, method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end(body('echo'));
  });
}

test('a request is answered; a notification has no content', async () => {
  const response = await post(body('echo'));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { jsonrpc: '2.0', id: 1, result: [5] });
  assert.equal((await post('{"jsonrpc":"2.0","method":"echo"}')).status, 204);
});

test('other paths, methods, types, hosts and origins are refused', async () => {
  assert.equal((await fetch(`${url()}/other`)).status, 404);
  assert.equal((await fetch(url())).status, 405);
  assert.equal((await post(body('echo'), { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await post(body('echo'), { origin: 'http://example.org' })).status, 403);
  assert.equal(await statusWithHost('example.org'), 403);
  assert.equal(await statusWithHost(`localhost:${server.port}`), 200);
});

test('a body that is too large is refused, and the server goes on', async () => {
  assert.equal((await post('x'.repeat(1_001))).status, 413);
  assert.equal((await post('x'.repeat(1_000))).status, 200);
});

test('no more requests run or wait than may', async () => {
  const waiting = Array.from({ length: 8 }, () => post(body('wait')));
  const refused: number[] = [];
  await Promise.all(
    waiting.map(async (response, i) => {
      if ((await Promise.race([response, settled()]))?.status === 503) refused.push(i);
    }),
  );
  assert.equal(refused.length, 3);
  release();
  const statuses = (await Promise.all(waiting)).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 503, 503, 503]);
  assert.equal(runningMost, 2);
});

/** After the requests that are refused have been. */
const settled = () => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 500));

test('listeners hear events, up to their number', async () => {
  const first = await fetch(`${url()}/events`);
  const second = await fetch(`${url()}/events`);
  assert.equal((await fetch(`${url()}/events`)).status, 503);
  server.events.send('block', '7', '{"height":7}');
  for (const response of [first, second]) {
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), 'event: block\nid: 7\ndata: {"height":7}\n\n');
    await reader.cancel();
  }
});

test('closing answers what was asked, and takes nothing new', async () => {
  const running = post(body('wait'));
  await settled();
  const closed = server.close();
  await assert.rejects(post(body('echo')));
  release();
  assert.equal((await running).status, 200);
  await closed;
});

test('what is no HTTP is closed, and the server goes on', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.end('\x00\x01 nonsense\r\n\r\n');
  await new Promise<void>((resolve) => socket.on('close', () => resolve()).resume());
  assert.equal((await post(body('echo'))).status, 200);
});

test('a port that is taken is an error with a code', async () => {
  const opened = RpcServer.listen(server.port, { methods: {}, onFault });
  await assert.rejects(opened, { code: 'PORT_UNAVAILABLE' });
});

/** A connection on which something was sent, and that is not read. */
async function connected(text: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  await new Promise<void>((resolve) => socket.on('connect', () => socket.write(text, () => resolve())));
  await settled();
  return socket;
}

const HALF_A_REQUEST =
  'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';

test('whoever goes away within a request stops nothing', async () => {
  (await connected(HALF_A_REQUEST)).destroy();
  await settled();
  assert.equal((await post(body('echo'))).status, 200);
});

test('a request that arrives too slowly is ended, and the server goes on', async () => {
  const socket = await connected(HALF_A_REQUEST);
  await new Promise<void>((resolve) => socket.on('close', () => resolve()).resume());
  assert.equal((await post(body('echo'))).status, 200);
});

test('closing waits neither for half a request, nor for who says nothing, nor for a listener', async () => {
  await connected(HALF_A_REQUEST);
  await connected('');
  await connected('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await server.close();
});

test('a stream that was ended hears no more', async () => {
  const socket = await connected('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
  server.events.close();
  server.events.send('block', '8', '{}');
  await settled();
  assert.equal(server.events.size, 0);
  socket.destroy();
});

test('there are no more connections than there may be', async () => {
  const sockets: Socket[] = [];
  for (let i = 0; i < 20; i++) sockets.push(await connectedAtOnce());
  await settled();
  assert.equal(sockets.filter(({ destroyed }) => !destroyed).length, 16);
  for (const socket of sockets) socket.destroy();
});

function connectedAtOnce(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => resolve(socket));
    socket.on('error', () => undefined).resume();
  });
}
