/** Entry of the thread that executes blocks. */

import { serveThread } from '../thread/thread-entry.js';
import { BlockEngine, type ChainRules } from './block-engine.js';
import { loadPolicy, type PolicySource } from './chain-policy.js';

/** All that a thread needs to know of its chain. */
export interface BlockThreadSettings {
  readonly rules: ChainRules;
  readonly policy: PolicySource;
}

void serveThread(async ({ image, settings }, store, view) => {
  const { rules, policy } = settings as BlockThreadSettings;
  return new BlockEngine(store, view, image, rules, await loadPolicy(policy)).methods;
});
