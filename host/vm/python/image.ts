/**
 * The interpreter image: found beside the compiled package, checked against the pinned hash, compiled. The
 * hash is the VM's version: every node runs the same bytes. One of the few places below `host/cli` that read
 * a file.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PbevmError } from '../../../runtime/errors.js';
import type { CompiledModule } from '../../../runtime/sandbox/engine-types.js';
import { PYTHON_IMAGE_SHA256 } from './image-pin.js';

/** Where build.sh puts the image: dist/image/python.wasm. */
export function defaultImagePath(): string {
  return fileURLToPath(new URL('../../../image/python.wasm', import.meta.url));
}

/**
 * Reads, checks and compiles the image.
 * @throws PbevmError IMAGE_MISSING if there is no such file, IMAGE_MISMATCH if it is not the pinned one.
 */
export function loadImage(path: string = defaultImagePath()): CompiledModule {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new PbevmError(
      'IMAGE_MISSING',
      `no interpreter image at ${path}: run \`sh build.sh\` to build it`,
      { cause },
    );
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== PYTHON_IMAGE_SHA256) {
    const message = `the interpreter image ${path} has sha256 ${hash}, pinned is ${PYTHON_IMAGE_SHA256}`;
    throw new PbevmError('IMAGE_MISMATCH', message);
  }
  return new WebAssembly.Module(bytes);
}
