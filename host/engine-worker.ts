/** Entry of the thread that executes; the other side is execution-thread.ts. */

import { once } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { HostFault, PbevmError } from '../runtime/errors.js';
import { Engine } from './engine.js';
import type { ThreadMessage, ThreadReply, ThreadRequest, ThreadStart } from './execution-thread.js';
import { MailboxReader } from './state/mailbox.js';
import { RemoteStore } from './state/remote-store.js';

function toMessage(thrown: unknown): ThreadMessage {
  const fault = thrown instanceof PbevmError ? thrown : new HostFault(String(thrown));
  return { error: { code: fault.code, message: fault.message } };
}

async function execute(port: MessagePort, engine: Engine, store: RemoteStore, request: ThreadRequest) {
  const method = engine[request.method] as (...args: readonly unknown[]) => Promise<ThreadReply['result']>;
  const result = await method.apply(engine, [...request.args]);
  const batch = store.takeBatch();
  if (batch === undefined) port.postMessage({ result } satisfies ThreadMessage);
  else port.postMessage({ result, batch } satisfies ThreadMessage, [batch]);
}

async function serve(port: MessagePort): Promise<void> {
  const post = (message: ThreadMessage): void => port.postMessage(message);
  const [start] = (await once(port, 'message')) as [ThreadStart];
  const mailbox = new MailboxReader(start.mailbox, () => post('miss'));
  const store = new RemoteStore(mailbox, start.workingSetBytesMax);
  try {
    const engine = Engine.start(store, start.image, start.settings);
    port.on('message', (request: ThreadRequest) => {
      execute(port, engine, store, request).catch((thrown: unknown) => post(toMessage(thrown)));
    });
    post('ready');
  } catch (thrown) {
    post(toMessage(thrown));
  }
}

if (parentPort === null) throw new HostFault('engine-worker runs in a worker thread only');
// Whatever it throws ends the thread, and its owner hears of it.
void serve(parentPort);
