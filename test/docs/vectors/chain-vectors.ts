/** Vectors of what stands around blocks: hashes of earlier ones, witnesses. */

import { HeaderType } from '../../../host/block/containers.js';
import { blockHashRecord } from '../../../host/block/environment.js';
import { decodeWitness, encodeWitness } from '../../../host/block/witness.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import type { Vectors } from './vector.js';

export const CHAIN_VECTORS: Vectors = {
  'block-hash-record': ({ number, hash }) => {
    const { key, value } = blockHashRecord(BigInt(number), fromHex(hash));
    return { number: `${BigInt(number)}`, hash: toHex(fromHex(hash)), key: toHex(key), value: toHex(value) };
  },
  witness: (fields) => {
    const proof = fromHex(fields['proof']);
    const codes = [fields['codes.0'], fields['codes.1']].map(fromHex);
    const bytes = encodeWitness({ parent: HeaderType.defaultValue(), proof, codes });
    const [first, second] = decodeWitness(bytes).codes;
    return { proof: toHex(proof), 'codes.0': toHex(first), 'codes.1': toHex(second), bytes: toHex(bytes) };
  },
};
