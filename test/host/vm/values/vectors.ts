/** The shared vectors of canonical CBOR, and the check that a codec passes them. */

import { readFileSync } from 'node:fs';
import { parseValue } from '../../../../host/vm/values/json.js';
import type { Value } from '../../../../host/vm/values/types.js';
import { fromHex, toHex } from '../../../../runtime/bytes.js';
import { PbevmError } from '../../../../runtime/errors.js';

type Parts = ReadonlyArray<readonly [hex: string, times: number]>;

/** `value` is JSON text, because JSON.parse would lose big integers. */
export interface Vectors {
  readonly valid: ReadonlyArray<{ readonly value: string; readonly python: string; readonly hex: string }>;
  readonly bulk: ReadonlyArray<{ readonly parts: Parts; readonly reason: string }>;
  readonly normalised: ReadonlyArray<{
    readonly value: string;
    readonly python: string;
    readonly hex: string;
  }>;
  readonly unencodable: ReadonlyArray<{
    readonly value: string;
    readonly python: string;
    readonly reason: string;
  }>;
  readonly invalid: ReadonlyArray<{ readonly hex?: string; readonly parts?: Parts; readonly reason: string }>;
}

/** Compiled tests lie in dist/, data stays in the source tree. */
const VECTORS_URL = new URL('../../../../../test/host/vm/values/cbor-vectors.json', import.meta.url);

export const VECTORS: Vectors = JSON.parse(readFileSync(VECTORS_URL, 'utf8'));

export interface Codec {
  readonly encode: (value: Value) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Value;
}

export function vectorBytes(vector: { readonly hex?: string; readonly parts?: Parts }): Uint8Array {
  if (vector.parts === undefined) return fromHex(vector.hex as string);
  return fromHex(vector.parts.map(([hex, times]) => hex.repeat(times)).join(''));
}

/** What a codec gets wrong, one line each. */
export function vectorFailures(codec: Codec): string[] {
  const failures: string[] = [];
  const expect = (what: string, wanted: string, body: () => Uint8Array) => {
    let got: string;
    try {
      got = toHex(body()).slice(2);
    } catch (error) {
      got = String(error);
    }
    if (got !== wanted) failures.push(`${what}: ${got.slice(0, 200)} instead of ${wanted.slice(0, 200)}`);
  };
  for (const { value, hex } of VECTORS.valid) {
    expect(`encode ${value}`, hex, () => codec.encode(parseValue(value)));
    expect(`decode ${hex}`, hex, () => codec.encode(codec.decode(fromHex(hex))));
  }
  for (const vector of VECTORS.bulk) {
    const bytes = vectorBytes(vector);
    expect(vector.reason, toHex(bytes).slice(2), () => codec.encode(codec.decode(bytes)));
  }
  for (const { value, hex } of VECTORS.normalised) {
    expect(`normalise ${value}`, hex, () => codec.encode(parseValue(value)));
    expect(`decode ${hex}`, hex, () => codec.encode(codec.decode(fromHex(hex))));
  }
  for (const vector of VECTORS.invalid) {
    try {
      codec.decode(vectorBytes(vector));
      failures.push(`accepted: ${vector.reason} ${vector.hex ?? ''}`);
    } catch (error) {
      if (!(error instanceof PbevmError) || error.code !== 'BAD_VALUE')
        failures.push(`${vector.reason}: ${error}`);
    }
  }
  return failures;
}
