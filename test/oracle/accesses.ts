/** Loads and stores (specification, section 4.4.7) by opcode. */

import { CODES, OPCODE_BY_CODE } from '../../runtime/wasm/opcodes.js';
import { Trap } from './ends.js';
import type { Memory } from './store.js';
import type { Value } from './values.js';

export interface Access {
  readonly bytes: number;
  readonly isStore: boolean;
  load(view: DataView, address: number): Value;
  store(view: DataView, address: number, value: Value): void;
}

/** How bytes become a value: as wide as the type or narrower, signed or not; floats are bits. */
function loaded(view: DataView, address: number, bytes: number, isSigned: boolean): bigint {
  let bits = 0n;
  for (let k = bytes - 1; k >= 0; k--) bits = (bits << 8n) | BigInt(view.getUint8(address + k));
  return isSigned ? BigInt.asIntN(8 * bytes, bits) : bits;
}

function accessOf(name: string): Access | undefined {
  const [, type, width, kind, narrow, sign] =
    /^([if])(32|64)\.(load|store)(8|16|32)?(?:_([su]))?$/.exec(name) ?? [];
  if (type === undefined) return undefined;
  const bytes = Number(narrow ?? width) / 8;
  const isSigned = sign === undefined ? type === 'i' : sign === 's';
  return {
    bytes,
    isStore: kind === 'store',
    load: (view, address) => {
      const bits = loaded(view, address, bytes, isSigned);
      return width === '32' ? Number(bits) : bits;
    },
    store: (view, address, value) => {
      let rest = BigInt.asUintN(8 * bytes, BigInt(value as number | bigint));
      for (let k = 0; k < bytes; k++, rest >>= 8n) view.setUint8(address + k, Number(rest & 0xffn));
    },
  };
}

/** By code of the opcode table; a hole is no access. */
export const ACCESSES: readonly (Access | undefined)[] = Array.from({ length: CODES }, (_, code) =>
  accessOf(OPCODE_BY_CODE[code]?.name ?? ''),
);

/** Carries out a load or store whose operands are on the stack. */
export function accessMemory({ view }: Memory, access: Access, offset: number, stack: Value[]): void {
  const value = access.isStore ? (stack.pop() as Value) : 0;
  const address = ((stack.pop() as number) >>> 0) + offset;
  if (address + access.bytes > view.byteLength) throw new Trap('out of bounds memory access');
  if (access.isStore) access.store(view, address, value);
  else stack.push(access.load(view, address));
}
