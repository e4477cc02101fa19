import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LevelStore } from '../../../../host/state/level/level-store.js';
import { HostFault } from '../../../../runtime/errors.js';
import { STORE_CASES } from '../store-conformance.js';
import { copyFolder, temporaryFolder } from '../temporary-folder.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

async function openIn(context: TestContext, folder = temporaryFolder(context)): Promise<LevelStore> {
  const store = await LevelStore.open(folder);
  context.after(() => store.close());
  return store;
}

for (const { name, run } of STORE_CASES) {
  test(`level store: ${name}`, async (context) => {
    const folder = temporaryFolder(context);
    const store = await openIn(context, folder);
    const reopen = async () => {
      await store.close();
      return openIn(context, folder);
    };
    await run({ store, reopen });
  });
}

test('a store makes its folder, and counts its batches across openings', async (context) => {
  const folder = join(temporaryFolder(context), 'new');
  const store = await openIn(context, folder);
  assert.equal(store.mark.height, -1);
  await store.commit([{ key: bytes(1), value: bytes(1) }]);
  await store.commit([]);
  await store.close();
  const again = await openIn(context, folder);
  assert.equal(again.mark.height, 1);
  assert.deepEqual(again.get(bytes(1)), bytes(1));
  const text = readFileSync(join(folder, 'HEAD'), 'latin1');
  assert.match(text, /^\{"format":"pbevm-store-2","height":1,"root":"0x0{64}","digest":"0x[0-9a-f]{64}",/);
  assert.match(text, /,"checksum":"0x[0-9a-f]{16}"\}\n$/);
});

test('the digest depends on every batch and on nothing else', async (context) => {
  const digestAfter = async (...values: number[]) => {
    const folder = temporaryFolder(context);
    const store = await openIn(context, folder);
    for (const value of values) await store.commit([{ key: bytes(1), value: bytes(value) }]);
    await store.close();
    return readFileSync(join(folder, 'HEAD'), 'latin1');
  };
  assert.equal(await digestAfter(1, 2), await digestAfter(1, 2));
  assert.notEqual(await digestAfter(1, 2), await digestAfter(3, 2));
});

test('a folder in use is locked, for this process and others', async (context) => {
  const folder = temporaryFolder(context);
  await openIn(context, folder);
  const locked = { code: 'STORE_LOCKED', message: /is in use by another process or host: stop that first/ };
  await assert.rejects(LevelStore.open(folder), locked);
  const module = JSON.stringify(new URL('../../../../host/state/level/level-store.js', import.meta.url));
  const script = `import { LevelStore } from ${module};
    const opened = LevelStore.open(${JSON.stringify(folder)});
    opened.then(() => console.log('open'), (error) => console.log(error.code));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(output.trim(), 'STORE_LOCKED');
});

test('paths that cannot be a store are refused', async (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  const refused = (path: string, code: string) => assert.rejects(LevelStore.open(path), { code });
  await refused('', 'BAD_INPUT');
  await refused(file, 'STORE_UNAVAILABLE');
  await refused(join(file, 'below'), 'STORE_UNAVAILABLE');
  await refused(join(folder, 'no', 'parent'), 'STORE_UNAVAILABLE');
  await refused('/proc/pbevm', 'STORE_UNAVAILABLE');
  await refused('bad\0path', 'STORE_UNAVAILABLE');
  await assert.rejects(LevelStore.open(folder), { code: 'STORE_UNAVAILABLE', message: /no pbevm store/ });
  // A bare git repository has a HEAD too.
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  writeFileSync(join(repository, 'HEAD'), 'ref: refs/heads/main\n');
  await assert.rejects(LevelStore.open(repository), { code: 'STORE_UNAVAILABLE', message: /no pbevm store/ });
  assert.equal(existsSync(join(folder, 'db')) || existsSync(join(repository, 'db')), false);
});

/** A closed store with several batches, some in tables and the last in the log. */
async function filledFolder(context: TestContext): Promise<string> {
  const folder = temporaryFolder(context);
  for (let opening = 0; opening < 2; opening++) {
    const store = await openIn(context, folder);
    for (let batch = 0; batch < 4; batch++) {
      const key = bytes(1, batch % 3);
      await store.commit([
        { key, value: bytes(opening, batch) },
        { key: bytes(2, opening, batch), value: key },
      ]);
    }
    await store.close();
  }
  return folder;
}

test('missing parts are damage, and stay damage', async (context) => {
  const good = await filledFolder(context);
  const copy = join(temporaryFolder(context), 'copy');
  for (const part of ['HEAD', 'db', 'db/CURRENT']) {
    copyFolder(good, copy);
    rmSync(join(copy, part), { recursive: true });
    const damaged = { code: 'STORE_DAMAGED', message: /restore the folder from a copy, or delete it/ };
    await assert.rejects(LevelStore.open(copy), damaged, part);
    await assert.rejects(LevelStore.open(copy), damaged, part);
  }
});

test('an older database under a newer HEAD is damage, and so is a newer one by two', async (context) => {
  const folder = temporaryFolder(context);
  const snapshots: string[] = [];
  for (let height = 0; height < 4; height++) {
    const store = await openIn(context, folder);
    await store.commit([{ key: bytes(1), value: bytes(height) }]);
    await store.close();
    snapshots.push(join(temporaryFolder(context), 'snapshot'));
    copyFolder(folder, snapshots[height]);
  }
  const mixed = join(temporaryFolder(context), 'mixed');
  const openMixed = async (head: number, database: number) => {
    copyFolder(snapshots[database], mixed);
    writeFileSync(join(mixed, 'HEAD'), readFileSync(join(snapshots[head], 'HEAD')));
    const store = await LevelStore.open(mixed);
    await store.close();
    return store.mark.height;
  };
  assert.equal(await openMixed(2, 2), 2);
  // The crash came after the batch and before HEAD.
  assert.equal(await openMixed(1, 2), 2);
  assert.equal(
    readFileSync(join(mixed, 'HEAD'), 'latin1'),
    readFileSync(join(snapshots[2], 'HEAD'), 'latin1'),
  );
  await assert.rejects(openMixed(2, 1), { code: 'STORE_DAMAGED' });
  await assert.rejects(openMixed(3, 1), { code: 'STORE_DAMAGED' });
  await assert.rejects(openMixed(0, 2), { code: 'STORE_DAMAGED' });
});

test('the database of another store is damage, also at the same height', async (context) => {
  const [one, other] = [temporaryFolder(context), temporaryFolder(context)];
  for (const [folder, value] of [
    [one, 1],
    [other, 2],
  ] as const) {
    const store = await openIn(context, folder);
    await store.commit([{ key: bytes(1), value: bytes(value) }]);
    await store.close();
  }
  copyFolder(join(other, 'db'), join(one, 'db'));
  await assert.rejects(LevelStore.open(one), { code: 'STORE_DAMAGED' });
});

test('a store of the first format is not taken for a damaged one', async (context) => {
  const folder = await filledFolder(context);
  const text = readFileSync(join(folder, 'HEAD'), 'latin1');
  writeFileSync(join(folder, 'HEAD'), text.replace('pbevm-store-2', 'pbevm-store-1'));
  const older = { code: 'STORE_UNAVAILABLE', message: /earlier version/ };
  await assert.rejects(LevelStore.open(folder), older);
});

test('a batch says what it leaves the store at, and may lead back', async (context) => {
  const folder = temporaryFolder(context);
  const store = await openIn(context, folder);
  const root = new Uint8Array(32).fill(7);
  await store.commit([{ key: bytes(1), value: bytes(1) }], { height: 5, root });
  await store.commit([{ key: bytes(1), value: bytes(2) }], { height: 3, root: new Uint8Array(32) });
  await store.close();
  const again = await openIn(context, folder);
  assert.equal(again.mark.height, 3);
  assert.deepEqual(again.mark.root, new Uint8Array(32));
});

test('a leftover of a crashed HEAD write does no harm', async (context) => {
  const folder = await filledFolder(context);
  writeFileSync(join(folder, 'HEAD.new'), 'half');
  const store = await openIn(context, folder);
  await store.commit([]);
  assert.equal(store.mark.height, 8);
});

test('a failed write stops the store', async (context) => {
  const folder = temporaryFolder(context);
  const store = await openIn(context, folder);
  await store.commit([{ key: bytes(1), value: bytes(1) }]);
  mkdirSync(join(folder, 'HEAD.new'));
  await assert.rejects(store.commit([{ key: bytes(1), value: bytes(2) }]), HostFault);
  assert.throws(() => store.get(bytes(1)), HostFault);
  await assert.rejects(store.commit([]), HostFault);
  await store.close();
  rmSync(join(folder, 'HEAD.new'), { recursive: true });
  // The batch was written, HEAD was not: the database is the direct successor.
  const again = await openIn(context, folder);
  assert.equal(again.mark.height, 1);
  assert.deepEqual(again.get(bytes(1)), bytes(2));
});

test('two commits at once are a bug of the caller', async (context) => {
  const store = await openIn(context);
  const first = store.commit([{ key: bytes(1), value: bytes(1) }]);
  await assert.rejects(store.commit([]), HostFault);
  await first;
  await store.commit([]);
  assert.equal(store.mark.height, 1);
});
