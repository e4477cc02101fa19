/** Entry of the worker thread that owns an engine; the other end is engine-client.ts. */

import { parentPort, workerData } from 'node:worker_threads';
import { HostFault, PbevmError } from '../runtime/errors.js';
import { Engine, type EngineApi, type EngineOptions } from './engine.js';
import type { EngineReply, EngineRequest } from './engine-client.js';

function toReply(id: number, thrown: unknown): EngineReply {
  const fault = thrown instanceof PbevmError ? thrown : new HostFault(String(thrown));
  return { id, error: { code: fault.code, message: fault.message } };
}

async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new HostFault('engine-worker runs in a worker thread only');
  let engine: Engine;
  try {
    engine = await Engine.open(workerData as EngineOptions);
  } catch (thrown) {
    port.postMessage(toReply(0, thrown));
    return;
  }
  port.postMessage({ id: 0, result: undefined } satisfies EngineReply);
  port.on('message', ({ id, method, args }: EngineRequest) => {
    const call = engine[method] as (...args: unknown[]) => Promise<unknown>;
    call.apply(engine, [...args]).then(
      (result) => {
        port.postMessage({ id, result } satisfies EngineReply);
        if (method === ('close' satisfies keyof EngineApi)) port.close();
      },
      (thrown: unknown) => port.postMessage(toReply(id, thrown)),
    );
  });
}

await serve();
