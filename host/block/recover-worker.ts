/** Entry of a thread that recovers senders; the other side is recover-senders.ts. */

import { parentPort } from 'node:worker_threads';
import { HostFault } from '../../runtime/errors.js';
import { packRecovered, recoverEnvelope, unpackEnvelopes } from './recovered.js';

const port = parentPort;
if (port === null) throw new HostFault('recover-worker runs in a worker thread only');
port.on('message', (chunk: ArrayBuffer) => {
  // A throw ends the thread, which its owner takes for the fault that it is.
  const findings = packRecovered(unpackEnvelopes(chunk).map((envelope) => recoverEnvelope(envelope)));
  port.postMessage(findings, [findings]);
});
port.postMessage('ready');
