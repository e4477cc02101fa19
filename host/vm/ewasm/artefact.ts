/**
 * What is stored of a native contract beside its code: the instrumented module, behind the pages that a frame
 * starts with and may have. Layout: u16 start pages, u16 frame pages, big-endian, then the module.
 */

import { assert } from '../../../runtime/errors.js';
import type { InstrumentedModule } from '../../../runtime/instrument/pipeline.js';

const HEAD_BYTES = 4;

export interface Artefact {
  readonly startPages: number;
  /** Pages that a frame reserves and may grow to (SEMANTICS 9). */
  readonly framePages: number;
  /** The instrumented module. */
  readonly module: Uint8Array;
}

export function encodeArtefact({ startPages, maxPages, bytes }: InstrumentedModule): Uint8Array {
  const artefact = new Uint8Array(HEAD_BYTES + bytes.length);
  const view = new DataView(artefact.buffer);
  view.setUint16(0, startPages);
  view.setUint16(2, maxPages);
  artefact.set(bytes, HEAD_BYTES);
  return artefact;
}

/** Checks nothing but the length: artefacts are made here and stored under a checksum. */
export function decodeArtefact(bytes: Uint8Array): Artefact {
  assert(bytes.length > HEAD_BYTES, 'an artefact holds a module');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    startPages: view.getUint16(0),
    framePages: view.getUint16(2),
    module: bytes.subarray(HEAD_BYTES),
  };
}
