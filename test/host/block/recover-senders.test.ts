import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { SenderRecovery } from '../../../host/block/recover-senders.js';
import {
  packEnvelopes,
  packRecovered,
  recoverEnvelope,
  unpackEnvelopes,
  unpackRecovered,
} from '../../../host/block/recovered.js';
import { addressOf, signTransaction } from '../../../host/block/signer.js';
import { encodePoke, encodeTransaction, transactionHash } from '../../../host/block/transaction.js';
import { ZERO_ADDRESS } from '../../../runtime/address.js';
import { MESSAGE, privateKey, RandomTransactions } from './samples.js';

const envelopeOf = (n: number) =>
  encodeTransaction(signTransaction({ ...MESSAGE, nonce: BigInt(n) }, privateKey(n % 10)));

/** Good envelopes with bad ones of every kind among them. */
function mixedEnvelopes(count: number): Uint8Array[] {
  const random = new RandomTransactions(21);
  return Array.from({ length: count }, (_, n) => {
    const envelope = envelopeOf(n);
    switch (n % 9) {
      case 3:
        return envelope.subarray(0, random.below(envelope.length));
      case 5:
        return random.bytes(random.below(60));
      case 7:
        return encodeTransaction(random.signed());
      default:
        return envelope;
    }
  });
}

test('findings are those of one thread, in order, with few and many chunks and threads', async () => {
  const envelopes = mixedEnvelopes(100);
  const serial = envelopes.map((envelope) => recoverEnvelope(envelope));
  assert.ok(serial.some(({ defect }) => defect !== undefined));
  for (const options of [
    { threads: 1, chunkLength: 7 },
    { threads: 2, chunkLength: 1 },
    { threads: 3, chunkLength: 1_000 },
    { threads: 1, inlineMax: 1_000 },
  ]) {
    const recovery = new SenderRecovery(options);
    assert.deepEqual(await recovery.recover(envelopes), serial);
    const again = await Promise.all([recovery.recover(envelopes), recovery.recover(envelopes.slice(50))]);
    assert.deepEqual(again, [serial, serial.slice(50)]);
    await recovery.close();
  }
});

test('a finding is hash and sender, or hash and defect', () => {
  const envelope = envelopeOf(4);
  const hash = transactionHash(envelope);
  assert.deepEqual(recoverEnvelope(envelope), { hash, sender: addressOf(privateKey(4)), defect: undefined });
  const cut = envelope.subarray(1);
  assert.deepEqual(recoverEnvelope(cut), { hash: transactionHash(cut), sender: undefined, defect: 'TYPE' });
});

test('a poke has no sender: the zero address stands for it; one that is malformed is a defect', () => {
  const poke = encodePoke({ chainId: 1n, shardId: 2n, target: new Uint8Array(20) });
  const found = { hash: transactionHash(poke), sender: ZERO_ADDRESS, defect: undefined };
  assert.deepEqual(recoverEnvelope(poke), found);
  assert.deepEqual(unpackRecovered(packRecovered([found])), [found]);
  assert.equal(recoverEnvelope(poke.subarray(0, -1)).defect, 'ENCODING');
});

test('chunks come in order, each as soon as it is there', async () => {
  const recovery = new SenderRecovery({ threads: 2, chunkLength: 10, inlineMax: 0 });
  const envelopes = Array.from({ length: 35 }, (_, n) => envelopeOf(n));
  const chunks = recovery.recoverInChunks(envelopes);
  assert.deepEqual(
    (await Promise.all(chunks)).map(({ length }) => length),
    [10, 10, 10, 5],
  );
  assert.deepEqual((await chunks[3])[4], recoverEnvelope(envelopes[34]));
  assert.deepEqual(await Promise.all(recovery.recoverInChunks([])), [[]]);
  await recovery.close();
});

test('nothing to recover needs no thread', async () => {
  const recovery = new SenderRecovery();
  assert.deepEqual(await recovery.recover([]), []);
  assert.equal((await recovery.recover([envelopeOf(1)]))[0].defect, undefined);
  await recovery.close();
});

test('closing rejects what is under way and what comes later', async () => {
  const recovery = new SenderRecovery({ threads: 1, chunkLength: 5, inlineMax: 0 });
  const running = recovery.recoverInChunks(Array.from({ length: 50 }, (_, n) => envelopeOf(n)));
  const outcomes = Promise.allSettled(running);
  await recovery.close();
  const last = (await outcomes).at(-1);
  assert.equal(last?.status === 'rejected' && last.reason.code, 'CLOSED');
  await assert.rejects(recovery.recover([envelopeOf(1)]), { code: 'CLOSED' });
  await recovery.close();
});

test('options out of range are refused', () => {
  for (const options of [{ threads: 0 }, { threads: 17 }, { chunkLength: 0 }, { inlineMax: -1 }]) {
    assert.throws(() => new SenderRecovery(options), { code: 'BAD_INPUT' });
  }
});

/** Runs a script of its own process, which has SenderRecovery: its exit code, what it printed. */
function runAlone(script: string): readonly [status: number | null, stdout: string] {
  const module = new URL('../../../host/block/recover-senders.js', import.meta.url).href;
  const text = `const { SenderRecovery } = await import(${JSON.stringify(module)}); ${script}`;
  const args = ['--input-type=module', '-e', text];
  const { status, stdout } = spawnSync(process.execPath, args, { timeout: 30_000 });
  return [status, stdout.toString()];
}

test('an open pool that has nothing to do lets the process end', () => {
  const found = runAlone(`
    const recovery = new SenderRecovery({ threads: 2, inlineMax: 0 });
    console.log((await recovery.recover([new Uint8Array(3), new Uint8Array(4)])).length);`);
  assert.deepEqual(found, [0, '2\n']);
});

test('a pool that is closed while its threads say that they are ready ends before the process does', () => {
  const found = runAlone(`
    const recovery = new SenderRecovery({ threads: 1 });
    recovery.warm();
    // The thread starts meanwhile, and what it says is not heard before the pool is being closed.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    await recovery.close();
    console.log('closed');`);
  assert.deepEqual(found, [0, 'closed\n']);
});

test('envelopes and findings travel unchanged', () => {
  const envelopes = [new Uint8Array(0), ...mixedEnvelopes(12)];
  assert.deepEqual(unpackEnvelopes(packEnvelopes(envelopes)), envelopes);
  const findings = envelopes.map((envelope) => recoverEnvelope(envelope));
  assert.deepEqual(unpackRecovered(packRecovered(findings)), findings);
  assert.deepEqual(unpackEnvelopes(packEnvelopes([])), []);
});
