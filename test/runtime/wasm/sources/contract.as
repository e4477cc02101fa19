// AssemblyScript as a contract of the EEI: imports, raw memory, no runtime needed.

@external('ethereum', 'getCallDataSize') declare function getCallDataSize(): i32;
@external('ethereum', 'callDataCopy') declare function callDataCopy(target: usize, offset: i32, length: i32): void;
@external('ethereum', 'getCaller') declare function getCaller(target: usize): void;
@external('ethereum', 'storageLoad') declare function storageLoad(key: usize, target: usize): void;
@external('ethereum', 'storageStore') declare function storageStore(key: usize, value: usize): void;
@external('ethereum', 'finish') declare function finish(offset: usize, length: i32): void;
@external('ethereum', 'revert') declare function revert(offset: usize, length: i32): void;

const INPUT = memory.data(64);
const KEY = memory.data(32);
const VALUE = memory.data(32);

function add(target: usize, amount: u64): bool {
  let carry = amount;
  for (let i = 31; i >= 0; i--) {
    const sum = <u64>load<u8>(target + i) + (carry & 0xff);
    store<u8>(target + i, <u8>sum);
    carry = (carry >> 8) + (sum >> 8);
  }
  return carry == 0;
}

export function main(): void {
  const size = getCallDataSize();
  if (size < 1 || size > 64) revert(0, 0);
  callDataCopy(INPUT, 0, size);
  getCaller(KEY);
  storageLoad(KEY, VALUE);
  switch (load<u8>(INPUT)) {
    case 0: finish(VALUE, 32); break;
    case 1:
      if (!add(VALUE, load<u64>(INPUT, 1))) revert(VALUE, 32);
      storageStore(KEY, VALUE);
      break;
    case 2:
      memory.fill(VALUE, 0, 32);
      storageStore(KEY, VALUE);
      break;
    default: revert(0, 0);
  }
  finish(VALUE, 32);
}
