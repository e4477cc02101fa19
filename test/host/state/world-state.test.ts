import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_ACCOUNT, EMPTY_CODE_HASH, hashCode } from '../../../host/state/account.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import { RECORD_KIND } from '../../../host/state/record-keys.js';
import { type ArtefactMaker, WorldState } from '../../../host/state/world-state.js';
import { toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { createRandom } from '../vm/values/random-values.js';

const ALICE = new Uint8Array(20).fill(0xa1);
const BOB = new Uint8Array(20).fill(0xb0);
const CODE = Uint8Array.of(1, 2, 3);
const ARTEFACT = Uint8Array.of(9);
const bytes = (...values: number[]) => Uint8Array.from(values);

const VM: ArtefactMaker = {
  id: 1,
  prepare: (source) => ({ kind: 'ready', artefact: source.map((byte) => byte * 2) }),
};

async function recordsOf(store: MemoryStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of store.entries()) keys.push(toHex(key));
  return keys;
}

test('an address of which nothing is known has no account', () => {
  const world = new WorldState(new MemoryStore());
  assert.equal(world.getAccount(ALICE), undefined);
  assert.equal(world.getBalance(ALICE), 0n);
  assert.equal(world.getNonce(ALICE), 0n);
  assert.equal(world.wasCreated(ALICE), false);
  assert.equal(world.getStorage(ALICE, bytes(1)), undefined);
});

test('accounts are written, read and survive a flush', async () => {
  const store = new MemoryStore();
  const world = new WorldState(store);
  world.setAccount(ALICE, { ...EMPTY_ACCOUNT, balance: 5n, nonce: 2n });
  await world.flush();
  const account = new WorldState(store).getAccount(ALICE);
  assert.deepEqual(account, { ...EMPTY_ACCOUNT, balance: 5n, nonce: 2n });
});

test('an account that became empty leaves no record; its nonce stays and never falls', async () => {
  const store = new MemoryStore();
  const world = new WorldState(store);
  world.setAccount(ALICE, { ...EMPTY_ACCOUNT, balance: 5n, nonce: 2n });
  await world.flush();
  world.setAccount(ALICE, { ...EMPTY_ACCOUNT, nonce: 2n });
  await world.flush();
  assert.deepEqual(await recordsOf(store), [`0x02${'a1'.repeat(20)}`]);
  assert.equal(world.getNonce(ALICE), 2n);
  assert.throws(() => world.setAccount(ALICE, { ...EMPTY_ACCOUNT, nonce: 1n }), HostFault);
  world.incrementNonce(ALICE);
  assert.equal(world.getAccount(ALICE)?.nonce, 3n);
});

test('value moves and is never made', () => {
  const world = new WorldState(new MemoryStore());
  world.setAccount(ALICE, { ...EMPTY_ACCOUNT, balance: 5n });
  world.transfer(ALICE, BOB, 3n);
  world.transfer(ALICE, ALICE, 2n);
  world.transfer(BOB, ALICE, 0n);
  assert.deepEqual([world.getBalance(ALICE), world.getBalance(BOB)], [2n, 3n]);
  assert.throws(() => world.transfer(ALICE, BOB, 3n), HostFault);
  assert.throws(() => world.transfer(ALICE, BOB, -1n), HostFault);
  world.transfer(ALICE, BOB, 2n);
  assert.equal(world.getAccount(ALICE), undefined);
});

test('a contract is created once; balance and nonce that were there stay', () => {
  const world = new WorldState(new MemoryStore());
  world.setAccount(ALICE, { ...EMPTY_ACCOUNT, balance: 5n, nonce: 4n });
  const account = world.createContract(ALICE, 1, CODE, ARTEFACT);
  assert.deepEqual(account, {
    ...EMPTY_ACCOUNT,
    vm: 1,
    nonce: 4n,
    balance: 5n,
    codeHash: hashCode(CODE),
  });
  assert.deepEqual(world.getAccount(ALICE), account);
  assert.equal(world.wasCreated(ALICE), true);
  assert.throws(() => world.createContract(ALICE, 1, CODE, ARTEFACT), HostFault);
  world.deleteContract(ALICE);
  assert.throws(() => world.createContract(ALICE, 1, CODE, ARTEFACT), HostFault);
});

test('a creation that is reverted never was', () => {
  const world = new WorldState(new MemoryStore());
  world.checkpoint();
  world.createContract(ALICE, 1, CODE, ARTEFACT);
  world.revert();
  assert.equal(world.wasCreated(ALICE), false);
  assert.equal(world.getCode(hashCode(CODE)), undefined);
  world.createContract(ALICE, 1, CODE, ARTEFACT);
});

test('deleting a contract makes its storage unreachable; nonce, mark and code stay', () => {
  const world = new WorldState(new MemoryStore());
  const account = world.createContract(ALICE, 1, CODE, ARTEFACT);
  world.incrementNonce(ALICE);
  for (let i = 0; i < 50; i++) world.setStorage(ALICE, bytes(i), bytes(i));
  world.checkpoint();
  world.deleteContract(ALICE);
  assert.deepEqual(world.getAccount(ALICE), { ...EMPTY_ACCOUNT, nonce: 1n });
  assert.equal(world.getStorage(ALICE, bytes(1)), undefined);
  assert.deepEqual(world.getCode(account.codeHash), CODE);
  assert.equal(world.wasCreated(ALICE), true);
  world.revert();
  assert.deepEqual(world.getStorage(ALICE, bytes(1)), bytes(1));
  assert.equal(world.getAccount(ALICE)?.storageSize, 100n);
});

test('cleared storage starts afresh', async () => {
  const store = new MemoryStore();
  const world = new WorldState(store);
  world.setStorage(ALICE, bytes(1), bytes(1));
  world.setStorage(ALICE, bytes(), bytes());
  await world.flush();
  world.clearStorage(ALICE);
  assert.equal(world.getStorage(ALICE, bytes(1)), undefined);
  assert.equal(world.getStorage(ALICE, bytes()), undefined);
  world.setStorage(ALICE, bytes(1), bytes(2, 2));
  assert.equal(world.getAccount(ALICE)?.storageSize, 3n);
  assert.deepEqual(world.storageChanges(), [
    { address: ALICE, key: bytes(1), before: undefined, after: bytes(2, 2) },
  ]);
  await world.flush();
  assert.deepEqual(new WorldState(store).getStorage(ALICE, bytes(1)), bytes(2, 2));
});

test('code and artefact, and an artefact made again', () => {
  const world = new WorldState(new MemoryStore());
  const account = world.createContract(ALICE, 1, CODE, ARTEFACT);
  const codeHash = toHex(hashCode(CODE));
  assert.deepEqual(world.getContractCode(account, VM), { codeHash, source: CODE, artefact: ARTEFACT });
  const later = { ...account, vm: 2 };
  assert.deepEqual(world.getContractCode(later, { ...VM, id: 2 }).artefact, bytes(2, 4, 6));
  assert.deepEqual(world.getArtefact(2, account.codeHash), bytes(2, 4, 6));
  assert.throws(() => world.getContractCode(account, { ...VM, id: 2 }), HostFault);
  const broken: ArtefactMaker = { id: 3, prepare: () => ({ kind: 'halt' }) };
  assert.throws(() => world.getContractCode({ ...account, vm: 3 }, broken), HostFault);
  assert.throws(() => world.getContractCode({ ...account, codeHash: new Uint8Array(32) }, VM), HostFault);
  assert.equal(world.getContractCode(EMPTY_ACCOUNT, VM).source.length, 0);
  assert.deepEqual(world.putCode(bytes()), EMPTY_CODE_HASH);
});

test('flush wants no open checkpoint; discard drops everything', async () => {
  const store = new MemoryStore();
  const world = new WorldState(store);
  world.checkpoint();
  world.setStorage(ALICE, bytes(1), bytes(1));
  await assert.rejects(async () => world.flush(), HostFault);
  world.discard();
  assert.equal(world.depth, 0);
  await world.flush();
  assert.deepEqual(await recordsOf(store), []);
});

test('what is kept decoded follows reverts, discards and flushes', async () => {
  const store = new MemoryStore();
  const world = new WorldState(store);
  const created = world.createContract(ALICE, 1, CODE, ARTEFACT);
  world.setStorage(ALICE, bytes(1), bytes(1));
  world.flush();
  const same = () => assert.deepEqual(world.getAccount(ALICE), new WorldState(store).getAccount(ALICE));
  same();
  world.checkpoint();
  world.setStorage(ALICE, bytes(2), bytes(2, 2));
  assert.equal(world.getAccount(ALICE)?.storageSize, 5n);
  world.clearStorage(ALICE);
  assert.equal(world.getStorage(ALICE, bytes(1)), undefined);
  world.revert();
  same();
  assert.deepEqual(world.getStorage(ALICE, bytes(1)), bytes(1));
  world.deleteContract(ALICE);
  assert.equal(world.getAccount(ALICE), undefined);
  world.discard();
  same();
  world.incrementNonce(ALICE);
  world.flush();
  same();
  assert.deepEqual(world.getAccount(ALICE), { ...created, nonce: 1n, storageSize: 2n });
});

test('storage changes tell before and after, without what did not change', async () => {
  const world = new WorldState(new MemoryStore());
  world.setStorage(BOB, bytes(1), bytes(1));
  world.setStorage(BOB, bytes(2), bytes(2));
  world.setStorage(BOB, bytes(3), bytes(3));
  await world.flush();
  world.setStorage(BOB, bytes(1), bytes(1));
  world.setStorage(BOB, bytes(2), bytes(9));
  world.deleteStorage(BOB, bytes(3));
  world.setStorage(ALICE, bytes(4), bytes(4));
  assert.deepEqual(world.storageChanges(), [
    { address: ALICE, key: bytes(4), before: undefined, after: bytes(4) },
    { address: BOB, key: bytes(2), before: bytes(2), after: bytes(9) },
    { address: BOB, key: bytes(3), before: bytes(3), after: undefined },
  ]);
});

/** Random storage steps of two accounts; the accounts whose storageSize is not the sum of their records. */
async function wrongSizes(createWorld: (store: MemoryStore) => WorldState, seed: number): Promise<string[]> {
  const random = createRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const store = new MemoryStore();
  const world = createWorld(store);
  const sizes = new Map<string, Map<string, number>>();
  const copy = () => new Map([...sizes].map(([name, records]) => [name, new Map(records)] as const));
  for (let step = 0; step < 1_500; step++) {
    const address = [ALICE, BOB][below(2)];
    const key = bytes(...Array.from({ length: below(3) }, () => below(3)));
    const records = sizes.get(toHex(address)) ?? new Map<string, number>();
    sizes.set(toHex(address), records);
    const before = copy();
    const isReverted = below(4) === 0;
    if (isReverted) world.checkpoint();
    const action = below(20);
    if (action === 0) {
      world.clearStorage(address);
      records.clear();
    } else if (action < 6) {
      world.deleteStorage(address, key);
      records.delete(toHex(key));
    } else {
      const value = new Uint8Array(below(5));
      world.setStorage(address, key, value);
      records.set(toHex(key), key.length + value.length);
    }
    if (isReverted) {
      world.revert();
      sizes.clear();
      for (const [name, kept] of before) sizes.set(name, kept);
    } else if (below(10) === 0) await world.flush();
  }
  return [ALICE, BOB]
    .filter((address) => {
      const wanted = [...(sizes.get(toHex(address))?.values() ?? [])].reduce((sum, size) => sum + size, 0);
      return (world.getAccount(address)?.storageSize ?? 0n) !== BigInt(wanted);
    })
    .map(toHex);
}

test('storageSize is the sum of keys and values (SEMANTICS 34)', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    assert.deepEqual(await wrongSizes((store) => new WorldState(store), seed), []);
  }
});

test('a seeded bug fails: sizes that forget the key', async () => {
  class Forgetful extends WorldState {
    override setStorage(address: Uint8Array, key: Uint8Array, value: Uint8Array): void {
      const isNew = this.getStorage(address, key) === undefined;
      super.setStorage(address, key, value);
      const account = this.getAccount(address);
      if (!isNew || account === undefined) return;
      this.setAccount(address, { ...account, storageSize: account.storageSize - BigInt(key.length) });
    }
  }
  const wrong = wrongSizes((store) => new Forgetful(store), 1);
  // The sizes end below zero, which is an assertion, or are wrong.
  assert.ok(
    await wrong.then(
      (list) => list.length > 0,
      (error) => error instanceof HostFault,
    ),
  );
});

test("kinds of records have distinct bytes, none of them the store's", () => {
  const kinds = Object.values(RECORD_KIND);
  assert.equal(new Set(kinds).size, kinds.length);
  assert.ok(!(kinds as number[]).includes(0));
});

test('value comes from outside and goes there, if it is there', () => {
  const world = new WorldState(new MemoryStore());
  world.credit(ALICE, 7n);
  assert.deepEqual(
    [world.debit(ALICE, 8n), world.debit(ALICE, 5n), world.getBalance(ALICE)],
    [false, true, 2n],
  );
  world.credit(ALICE, 2n ** 128n - 3n);
  assert.throws(() => world.credit(ALICE, 1n), HostFault);
});

test('a contract comes back where one was, with the fields that are given', () => {
  const world = new WorldState(new MemoryStore());
  const created = world.createContract(ALICE, 1, CODE, CODE, 9n);
  assert.equal(created.totalFee, 9n);
  world.setStorage(ALICE, bytes(1), CODE);
  assert.throws(() => world.restoreContract(ALICE, created, CODE, CODE), HostFault);
  world.deleteContract(ALICE);
  const incarnation = world.getIncarnation(ALICE);
  assert.equal(incarnation, 1n);
  const account = { ...created, nonce: 4n, balance: 3n, isIncomplete: true };
  world.restoreContract(ALICE, account, CODE, CODE);
  assert.deepEqual([world.getAccount(ALICE), world.getStorage(ALICE, bytes(1))], [account, undefined]);
  assert.ok(world.wasCreated(ALICE));
  assert.equal(world.getIncarnation(ALICE), incarnation);
});
