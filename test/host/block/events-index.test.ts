import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Receipt } from '../../../host/block/containers.js';
import { type EventFilter, EventsIndex, eventRecords } from '../../../host/block/events-index.js';
import type { RecordRange, StoreEntry } from '../../../host/state/store.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { compareBytes, equalBytes } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { RandomTransactions } from './samples.js';

const CONTRACTS = [0xa1, 0xa2, 0xa3].map((byte) => new Uint8Array(20).fill(byte));
const NAMES = ['Transfer', 'Approval', ''];
const ALL: EventFilter = { fromBlock: 0n, toBlock: 2n ** 64n - 1n, limit: 1_000 };

/** More than the chains of these tests have. */
const EVENTS_MAX = 1_000;

/** The events of a chain one by one, for the oracle. */
interface Emitted {
  readonly height: bigint;
  readonly receipt: number;
  readonly event: number;
  readonly contract: Uint8Array;
  /** Undefined for data that have none. */
  readonly name: string | undefined;
}

class SmallChain implements RecordRange {
  readonly blocks = new Map<bigint, Receipt[]>();
  readonly emitted: Emitted[] = [];
  readonly #records: StoreEntry[] = [];

  add(height: bigint, receipts: Receipt[]): void {
    this.blocks.set(height, receipts);
    for (const { key, value } of eventRecords(height, receipts)) {
      assert.ok(value);
      this.#records.push([key, value]);
    }
    this.#records.sort(([a], [b]) => compareBytes(a, b));
  }

  get size(): number {
    return this.#records.length;
  }

  async *range(start: Uint8Array, end: Uint8Array): AsyncIterable<StoreEntry> {
    for (const entry of this.#records) {
      if (compareBytes(entry[0], start) >= 0 && compareBytes(entry[0], end) < 0) yield entry;
    }
  }

  index(): EventsIndex {
    return new EventsIndex(this, (height, receipt) => this.blocks.get(height)?.[receipt]);
  }
}

function receiptOf(events: Receipt['events']): Receipt {
  const none = new Uint8Array(0);
  return { status: 0, fuelUsed: 1n, output: none, created: new Uint8Array(20), burned: 0n, events };
}

function randomChain(seed: number): SmallChain {
  const random = new RandomTransactions(seed);
  const chain = new SmallChain();
  for (let block = 0; block < 40; block++) {
    const height = BigInt(block * 7);
    const receipts = Array.from({ length: random.below(4) }, (_, receipt) =>
      receiptOf(
        Array.from({ length: random.below(4) }, (_, event) => {
          const contract = CONTRACTS[random.below(3)];
          const name = random.below(5) === 0 ? undefined : NAMES[random.below(3)];
          const data =
            name === undefined ? Uint8Array.of(0xff) : encodeValue([name, new Map([['n', event]])]);
          chain.emitted.push({ height, receipt, event, contract, name });
          return { address: contract, topics: [], data };
        }),
      ),
    );
    chain.add(height, receipts);
  }
  return chain;
}

/** What a filter means, over all events. */
function expected(chain: SmallChain, { fromBlock, toBlock, contract, name }: EventFilter) {
  return chain.emitted
    .filter(({ height }) => height >= fromBlock && height <= toBlock)
    .filter((event) => contract === undefined || equalBytes(event.contract, contract))
    .filter((event) => name === undefined || event.name === name)
    .map(({ height, receipt, event }) => ({ height, receipt, event }));
}

async function pages(index: EventsIndex, filter: EventFilter) {
  const found: { height: bigint; receipt: number; event: number }[] = [];
  let cursor: string | undefined;
  do {
    const page = await index.find({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
    assert.ok(page.events.length <= filter.limit);
    found.push(...page.events.map(({ height, receipt, event }) => ({ height, receipt, event })));
    assert.ok(found.length <= EVENTS_MAX, 'pages come to an end');
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

test('every filter finds its events in order, in pages of any size', async () => {
  const chain = randomChain(51);
  const index = chain.index();
  for (const contract of [undefined, ...CONTRACTS, new Uint8Array(20)]) {
    for (const name of [undefined, ...NAMES, 'Transfe']) {
      for (const [fromBlock, toBlock] of [
        [0n, 2n ** 64n - 1n],
        [7n, 7n],
        [8n, 13n],
        [30n, 200n],
      ]) {
        const filter = {
          fromBlock,
          toBlock,
          ...(contract === undefined ? {} : { contract }),
          ...(name === undefined ? {} : { name }),
        };
        for (const limit of [1, 3, 1_000]) {
          const all = { ...filter, limit };
          assert.deepEqual(await pages(index, all), expected(chain, all));
        }
      }
    }
  }
});

test('what is found is the event itself', async () => {
  const event = { address: CONTRACTS[0], topics: [], data: encodeValue(['Transfer', new Map()]) };
  const chain = new SmallChain();
  chain.add(5n, [receiptOf([]), receiptOf([event])]);
  const { events } = await chain.index().find({ ...ALL, name: 'Transfer', contract: CONTRACTS[0] });
  assert.deepEqual(events, [{ height: 5n, receipt: 1, event: 0, content: event }]);
});

test('a block of many events of one contract and name adds four records, one without events none', () => {
  const event = { address: CONTRACTS[0], topics: [], data: encodeValue(['Transfer', new Map()]) };
  assert.equal(
    eventRecords(
      1n,
      Array.from({ length: 100 }, () => receiptOf([event, event])),
    ).length,
    4,
  );
  assert.equal(eventRecords(1n, [receiptOf([{ ...event, data: Uint8Array.of(1) }])]).length, 2);
  assert.deepEqual(eventRecords(1n, [receiptOf([])]), []);
});

test('filters out of range are refused', async () => {
  const index = randomChain(52).index();
  for (const change of [
    { limit: 0 },
    { limit: 1_001 },
    { limit: 1.5 },
    { fromBlock: -1n },
    { fromBlock: 2n, toBlock: 1n },
    { toBlock: 2n ** 64n },
    { cursor: '0x00' },
    { cursor: 'next' },
  ]) {
    await assert.rejects(index.find({ ...ALL, ...change }), { code: 'BAD_INPUT' });
  }
});

test('an index that names what is not there is a fault, not an answer', async () => {
  const chain = randomChain(53);
  const index = new EventsIndex(chain, () => undefined);
  await assert.rejects(index.find(ALL), HostFault);
});

test('a page of large events ends before its limit, and a receipt is read once for all of them', async () => {
  const chain = new SmallChain();
  const data = new Uint8Array(2 ** 20).fill(0xff);
  const receipt = receiptOf(Array.from({ length: 20 }, () => ({ address: CONTRACTS[0], topics: [], data })));
  chain.add(3n, [receipt]);
  let reads = 0;
  const index = new EventsIndex(chain, (height, at) => {
    reads++;
    return chain.blocks.get(height)?.[at];
  });
  const first = await index.find(ALL);
  assert.deepEqual([first.events.length, reads], [16, 1]);
  assert.ok(first.cursor);
  const second = await index.find({ ...ALL, cursor: first.cursor });
  assert.deepEqual([second.events.length, second.cursor, reads], [4, undefined, 2]);
});
