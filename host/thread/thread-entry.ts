/** The inside of an execution thread; the outside is execution-thread.ts. */

import { once } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { HostFault, PbevmError } from '../../runtime/errors.js';
import { MailboxReader } from '../state/mailbox.js';
import { RemoteStore } from '../state/remote-store.js';
import type { RecordReader } from '../state/store.js';
import type { ThreadMessage, ThreadMethods, ThreadRequest, ThreadStart } from './execution-thread.js';

/** What a thread serves, made when it starts. */
export type MakeMethods = (
  start: ThreadStart,
  store: RemoteStore,
  reader: RecordReader,
) => ThreadMethods | Promise<ThreadMethods>;

function toMessage(thrown: unknown): ThreadMessage {
  const fault = thrown instanceof PbevmError ? thrown : new HostFault(String(thrown), { cause: thrown });
  return { error: { code: fault.code, message: fault.message } };
}

async function execute(
  port: MessagePort,
  methods: ThreadMethods,
  store: RemoteStore,
  { method, args }: ThreadRequest,
): Promise<void> {
  const result = await methods[method](...args);
  const batch = store.takeBatch();
  if (batch === undefined) port.postMessage({ result } satisfies ThreadMessage);
  else port.postMessage({ result, batch } satisfies ThreadMessage, [batch]);
}

/**
 * Serves requests until the thread is ended; to be called once, as the last thing that its entry does.
 * @param make the methods, on the store as this thread sees it (`reader` asks the owner each time).
 */
export async function serveThread(make: MakeMethods): Promise<void> {
  if (parentPort === null) throw new HostFault('an execution thread is a worker thread');
  const port = parentPort;
  const post = (message: ThreadMessage): void => port.postMessage(message);
  const [start] = (await once(port, 'message')) as [ThreadStart];
  const mailbox = new MailboxReader(start.mailbox, () => post('miss'));
  const store = new RemoteStore(mailbox, start.workingSetBytesMax);
  try {
    const methods = await make(start, store, mailbox);
    port.on('message', (request: ThreadRequest) => {
      execute(port, methods, store, request).catch((thrown: unknown) => post(toMessage(thrown)));
    });
    post('ready');
  } catch (thrown) {
    post(toMessage(thrown));
  }
}
