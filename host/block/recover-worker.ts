/** Entry of a thread that recovers senders; the other side is recover-senders.ts. */

import { parentPort } from 'node:worker_threads';
import { HostFault } from '../../runtime/errors.js';
import { END, packRecovered, recoverEnvelope, unpackEnvelopes } from './recovered.js';

const port = parentPort;
if (port === null) throw new HostFault('recover-worker runs in a worker thread only');
port.on('message', (chunk: ArrayBuffer | typeof END) => {
  // Without a port there is nothing to wait for.
  if (chunk === END) return port.close();
  // A throw ends the thread, which its owner takes for the fault that it is.
  const findings = packRecovered(unpackEnvelopes(chunk).map((envelope) => recoverEnvelope(envelope)));
  return port.postMessage(findings, [findings]);
});
port.postMessage('ready');
