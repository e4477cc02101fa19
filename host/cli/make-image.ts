/**
 * Makes the interpreter image: instruments the interpreter that python-wasm built, boots it once without
 * WASI, and keeps the snapshot as dist/image/python.wasm. build.sh runs it; `--pin` prints the hash instead
 * of checking it.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HostFault, PbevmError } from '../../runtime/errors.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { SandboxInstance } from '../../runtime/sandbox/instance.js';
import { snapshot } from '../../runtime/sandbox/snapshot.js';
import { interpreterSchedule } from '../../runtime/schedule.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { HOST_FUNCTIONS } from '../vm/python/host-functions.js';
import { defaultImagePath } from '../vm/python/image.js';
import { PYTHON_IMAGE_SHA256 } from '../vm/python/image-pin.js';
import { EXIT } from './exit-code.js';

const INTERPRETER = fileURLToPath(new URL('../../../build/python/python.wasm', import.meta.url));

/**
 * The image of an interpreter module. Deterministic: the same bytes in, the same bytes out, on every machine.
 */
export function makeImage(interpreter: Uint8Array): Uint8Array {
  const { schedule, limits } = DEV_PROTOCOL;
  const profile = PROFILES.interpreter;
  const { bytes } = instrument(interpreter, {
    schedule: interpreterSchedule(schedule),
    heightMax: limits.heightMax,
    pagesMax: limits.pythonPagesMax,
    profile,
  });
  const instance = new SandboxInstance(new WebAssembly.Module(bytes), { pbevm: bootImports() });
  instance.begin({ fuel: FUEL_MAX, height: 0, pagesMax: limits.pythonPagesMax });
  const initialized = instance.callExport('_initialize');
  const booted = instance.callExport('boot');
  if (initialized.end.kind !== 'return' || booted.end.kind !== 'return' || booted.value !== 0) {
    throw new HostFault(`the interpreter does not boot: ${JSON.stringify(booted)}`);
  }
  return snapshot(bytes, instance, profile);
}

/** Boot calls none of the host functions. */
function bootImports(): Record<string, () => never> {
  const names = Object.keys(HOST_FUNCTIONS);
  const refuse = (): never => {
    throw new HostFault('the interpreter called the host while it booted');
  };
  return Object.fromEntries(names.map((name) => [name, refuse]));
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function main(options: readonly string[]): void {
  const path = defaultImagePath();
  const pinning = options.includes('--pin');
  if (!pinning && existsSync(path) && sha256(readFileSync(path)) === PYTHON_IMAGE_SHA256) return;
  const image = makeImage(readFileSync(INTERPRETER));
  const hash = sha256(image);
  if (!pinning && hash !== PYTHON_IMAGE_SHA256) {
    const what = `the image has sha256 ${hash}, pinned is ${PYTHON_IMAGE_SHA256}`;
    throw new PbevmError(
      'IMAGE_MISMATCH',
      `${what}. The interpreter is the pinned one, so instrumentation, schedule or snapshot changed: ` +
        'if that is meant, write the new hash into host/vm/python/image-pin.ts',
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, image);
  renameSync(`${path}.part`, path);
  console.log(`image: ${image.length} bytes, sha256 ${hash}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2));
  } catch (thrown) {
    console.error(thrown instanceof PbevmError ? `make-image: ${thrown.message}` : thrown);
    process.exitCode = EXIT.environment;
  }
}
