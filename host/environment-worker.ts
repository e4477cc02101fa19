/** Entry of the thread that processes blocks of environments offline. */

import { DEV_PROTOCOL } from '../runtime/protocol.js';
import { ENVIRONMENT_SERVICES } from './block/environment-services.js';
import { type OfflineBlock, OfflineEnvironments } from './offline-environment.js';
import type { ThreadMethods } from './thread/execution-thread.js';
import { serveThread } from './thread/thread-entry.js';

// Whatever it throws ends the thread, and its owner hears of it.
void serveThread(({ image }) => {
  const environments = new OfflineEnvironments(image, DEV_PROTOCOL, ENVIRONMENT_SERVICES);
  return { process: async (block: OfflineBlock) => environments.execute(block) } satisfies ThreadMethods;
});
