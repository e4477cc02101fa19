/** Vectors of Python contracts: the records that `chain` becomes. */

import { DEFAULT_LIMITS } from '../../../host/api.js';
import { Engine } from '../../../host/engine.js';
import { Host } from '../../../host/host.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import { parseStorageKey } from '../../../host/state/record-keys.js';
import { loadImage } from '../../../host/vm/python/image.js';
import { toHex } from '../../../runtime/bytes.js';
import type { Recompute, Vectors } from './vector.js';

/** Storage after the first run of a contract, in the order of keys. */
const pythonStorage: Recompute = async ({ source }) => {
  const store = new MemoryStore();
  const host = new Host(Engine.start(store, loadImage(), {}), DEFAULT_LIMITS);
  const { status } = await host.deploy(JSON.parse(source) as string);
  const lines: [string, string][] = [];
  for await (const [key, value] of store.entries()) {
    const storage = parseStorageKey(key);
    if (storage !== undefined)
      lines.push([`record.${lines.length}`, `${toHex(storage.key)} ${toHex(value)}`]);
  }
  await host.close();
  return { source, status, ...Object.fromEntries(lines) };
};

export const PYTHON_VECTORS: Vectors = { 'python-storage': pythonStorage };
