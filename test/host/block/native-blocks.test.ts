/** Native contracts in blocks: made by a genesis and by transactions, of both interfaces. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCreation } from '../../../host/block/creation.js';
import { type Genesis, parseGenesis } from '../../../host/block/genesis.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { RECEIPT_STATUSES } from '../../../host/block/receipt.js';
import { createHost } from '../../../host/index.js';
import { create2Address } from '../../../host/state/account.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { EWASM_EEI_VM, EWASM_SHARD_VM } from '../../../host/vm/vm.js';
import { formatAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { contractOf, shardContractOf } from '../vm/ewasm/contract-text.js';
import { blockInput, envelopeOf, senderOf } from './chain.js';

const c = (value: number): string => `(i32.const ${value})`;
/** Counts its runs in the first of 5,000 bytes. */
const COUNT = `(if (i32.eqz (call $storageSize)) (then (call $storageResize ${c(5_000)}) (return)))
  (call $readStorage ${c(0)} ${c(0)} ${c(1)}) (i32.store8 ${c(0)} (i32.add (i32.load8_u ${c(0)}) ${c(1)}))
  (call $setStorage ${c(0)} ${c(0)} ${c(1)}) (call $finish ${c(0)} ${c(1)})`;

const genesisWith = (contracts: readonly object[]): Genesis =>
  parseGenesis(
    JSON.stringify({
      chainId: 7,
      shardId: 1,
      timestamp: 1_000,
      protocol: 'dev',
      devnet: true,
      fuelLimit: 2_000_000_000,
      reputation: { initial: { [formatAddress(senderOf(1))]: 1_000 } },
      contracts,
    }),
  );

test('34: what a genesis and transactions make is counted by its bytes, with receipts', async () => {
  const counter = await shardContractOf(COUNT);
  const other = await shardContractOf(COUNT, '(func)');
  const eei = await contractOf(`(call $finish ${c(0)} (call $getReturnDataSize))`);
  const wrong = await contractOf('(drop (call $getGasLeft))');
  const creator = senderOf(1);
  const salt = new Uint8Array(32);
  const genesis = genesisWith([{ creator: formatAddress(creator), vm: 'shard', code: toHex(counter) }]);
  const processor = await openProcessor({ genesis });
  const fuelLimit = 60_000_000n;
  const make = (nonce: bigint, vm: number, code: Uint8Array): Uint8Array =>
    envelopeOf(1, { nonce, vm, salt, payload: encodeCreation(code, []), fuelLimit });
  const send = (nonce: bigint, to: Uint8Array): Uint8Array =>
    envelopeOf(1, { nonce, to, payload: encodeValue([]), fuelLimit });
  const [first, second] = [counter, other].map((code) => create2Address(creator, salt, code));
  const transactions = [
    make(0n, EWASM_SHARD_VM, other),
    make(1n, EWASM_EEI_VM, eei),
    make(2n, EWASM_SHARD_VM, wrong),
    send(3n, first),
    send(4n, first),
    send(5n, second),
  ];
  const pending = await processor.build(blockInput(1, transactions));
  assert.equal(pending.block.transactions.length, transactions.length);
  await pending.commit();
  const ends = pending.receipts.map((receipt) => [RECEIPT_STATUSES[receipt.status], toHex(receipt.output)]);
  assert.deepEqual(ends, [
    ['SUCCESS', '0x'],
    ['SUCCESS', '0x'],
    // A binary of the one interface under the VM of the other.
    ['INVALID_CODE', '0x'],
    ['SUCCESS', '0x01'],
    ['SUCCESS', '0x02'],
    ['SUCCESS', '0x01'],
  ]);
  const state = processor.stateAt();
  assert.deepEqual(
    [first, second].map((address) => state.getAccount(address).storageSize),
    [5_000n, 5_000n],
  );
  await processor.close();
});

test('24: a first run without arguments has no call data: in a genesis, a block, and by a host', async () => {
  // The size of its storage is that of the call data.
  const code = await shardContractOf('(call $storageResize (call $callDataSize))');
  const creator = senderOf(1);
  const saltOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
  const kinds: [args: Value[], size: bigint][] = [
    [[], 0n],
    [[7], 2n],
  ];
  const contracts = kinds.map(([args], at) => ({
    creator: formatAddress(creator),
    vm: 'shard',
    code: toHex(code),
    salt: toHex(saltOf(at)),
    args,
  }));
  const processor = await openProcessor({ genesis: genesisWith(contracts) });
  const host = await createHost({ warmUp: false });
  try {
    const pending = await processor.build(
      blockInput(
        1,
        kinds.map(([args], at) =>
          envelopeOf(1, {
            nonce: BigInt(at),
            vm: EWASM_SHARD_VM,
            salt: saltOf(8 + at),
            payload: encodeCreation(code, args),
          }),
        ),
      ),
    );
    await pending.commit();
    const sizeAt = (salt: Uint8Array): bigint =>
      processor.stateAt().getAccount(create2Address(creator, salt, code)).storageSize;
    for (const [at, [args, size]] of kinds.entries()) {
      assert.deepEqual([sizeAt(saltOf(at)), sizeAt(saltOf(8 + at))], [size, size]);
      const { status, fuelUsed, address } = await host.deploy(code, { args, salt: saltOf(at) });
      // The fuel is that of the transaction.
      assert.deepEqual([status, fuelUsed], ['success', Number(pending.receipts[at].fuelUsed)]);
      assert.equal((await host.inspect(address as string))?.storageSize, Number(size));
    }
    const silent = await host.deploy(code, { salt: saltOf(8) });
    assert.deepEqual([silent.status, silent.fuelUsed], ['success', Number(pending.receipts[0].fuelUsed)]);
  } finally {
    await host.close();
    await processor.close();
  }
});
