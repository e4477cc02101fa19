/**
 * What a block's bytes cost before and after its execution. `block/decode`: an envelope read, against a
 * sender recovered. `block/recover`: 1,000 senders by a pool of threads, against one thread.
 * `block/recover-noble`: a sender in JavaScript, against natively. `block/receipts-root`: the root of 1,000
 * receipts with an event each, against @chainsafe/ssz tree by tree. Sides take turns; medians.
 */

import { ReceiptsType, receiptsRoot } from '../host/block/containers.js';
import { loadNativeCurve, nobleCurve } from '../host/block/curve.js';
import { SenderRecovery } from '../host/block/recover-senders.js';
import { recoverEnvelope } from '../host/block/recovered.js';
import { recoverSender, signTransaction } from '../host/block/signer.js';
import { decodeTransaction, encodeTransaction } from '../host/block/transaction.js';
import { encodeValue } from '../host/vm/values/cbor.js';
import { ZERO_ADDRESS } from '../runtime/address.js';
import { EMPTY_BYTES } from '../runtime/bytes.js';
import { type BenchRow, type BenchSuite, median } from './row.js';

const TRANSACTIONS = 1_000;
const ROUNDS = 15;
/** Rounds that only warm up. */
const WARM_UP_ROUNDS = 3;

const addressOf = (n: number) => new Uint8Array(20).fill(n % 251);

function transferEnvelopes(): Uint8Array[] {
  return Array.from({ length: TRANSACTIONS }, (_, n) => {
    const key = new Uint8Array(32).fill(1 + (n % 200));
    const payload = encodeValue(['transfer', `0x${'b0'.repeat(20)}`, n]);
    const fields = { chainId: 1n, shardId: 0n, nonce: BigInt(n), fuelLimit: 1_000_000n, value: 0n };
    const message = { ...fields, to: addressOf(7), vm: 0, salt: EMPTY_BYTES, payload };
    return encodeTransaction(signTransaction(message, key));
  });
}

async function milliseconds(body: () => unknown): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

/** Medians of two bodies that take turns. */
async function takeTurns(a: () => unknown, b: () => unknown): Promise<[a: number, b: number, ratio: number]> {
  const rounds: [number, number][] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const times: [number, number] = [await milliseconds(a), await milliseconds(b)];
    if (round >= WARM_UP_ROUNDS) rounds.push(times);
  }
  return [
    median(rounds.map(([first]) => first)),
    median(rounds.map(([, second]) => second)),
    median(rounds.map(([first, second]) => first / second)),
  ];
}

async function decode(): Promise<BenchRow> {
  const envelopes = transferEnvelopes();
  const transactions = envelopes.map(decodeTransaction);
  const [value, , ratio] = await takeTurns(
    () => envelopes.map(decodeTransaction),
    () => transactions.map((transaction) => recoverSender(transaction)),
  );
  const unit = 'us';
  return { name: 'block/decode', value: (1_000 * value) / TRANSACTIONS, unit, versus: 'recovery', ratio };
}

async function recover(): Promise<BenchRow> {
  const envelopes = transferEnvelopes();
  const recovery = new SenderRecovery();
  const [value, , ratio] = await takeTurns(
    () => recovery.recover(envelopes),
    () => envelopes.map((envelope) => recoverEnvelope(envelope)),
  );
  await recovery.close();
  return { name: 'block/recover', value, unit: 'ms', versus: 'one thread', ratio };
}

async function recoverNoble(): Promise<BenchRow> {
  const native = await loadNativeCurve();
  if (native === undefined) throw new Error('block/recover-noble compares with secp256k1, which is missing');
  const some = transferEnvelopes().slice(0, 50).map(decodeTransaction);
  const [value, , ratio] = await takeTurns(
    () => some.map((transaction) => recoverSender(transaction, nobleCurve)),
    () => some.map((transaction) => recoverSender(transaction, native)),
  );
  const unit = 'us';
  return { name: 'block/recover-noble', value: (1_000 * value) / some.length, unit, versus: 'native', ratio };
}

async function receipts(): Promise<BenchRow> {
  const list = Array.from({ length: TRANSACTIONS }, (_, n) => {
    const data = encodeValue([
      'Transfer',
      new Map<string, string | number>([
        ['to', 'b0'.repeat(20)],
        ['n', n],
      ]),
    ]);
    const events = [{ address: addressOf(7), topics: [], data }];
    const output = encodeValue(true);
    return { status: 0, fuelUsed: 100_000n + BigInt(n), output, created: ZERO_ADDRESS, burned: 0n, events };
  });
  const [value, , ratio] = await takeTurns(
    () => receiptsRoot(list),
    () => ReceiptsType.hashTreeRoot(list),
  );
  return { name: 'block/receipts-root', value, unit: 'ms', versus: '@chainsafe/ssz', ratio };
}

const ROWS: Readonly<Record<string, () => Promise<BenchRow>>> = {
  'block/decode': decode,
  'block/recover': recover,
  'block/recover-noble': recoverNoble,
  'block/receipts-root': receipts,
};

export const blockCodecSuite: BenchSuite = {
  names: Object.keys(ROWS),

  async run(wanted): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const name of wanted) rows.push(await ROWS[name]());
    return rows;
  },
};
