/** Entry of the thread that executes the calls of a host. */

import { Engine, type EngineSettings } from './engine.js';
import type { ThreadMethods } from './thread/execution-thread.js';
import { serveThread } from './thread/thread-entry.js';

// Whatever it throws ends the thread, and its owner hears of it.
void serveThread(({ image, settings }, store) => {
  const engine = Engine.start(store, image, settings as EngineSettings);
  return {
    deploy: engine.deploy.bind(engine),
    send: engine.send.bind(engine),
    call: engine.call.bind(engine),
    check: engine.check.bind(engine),
    warm: engine.warm.bind(engine),
    statistics: engine.statistics.bind(engine),
  } satisfies ThreadMethods;
});
