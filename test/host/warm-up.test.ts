import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHost, type Host } from '../../host/index.js';
import { loadImage } from '../../host/vm/python/image.js';
import { PythonVm } from '../../host/vm/python/python-vm.js';
import type { FrameResult, Message } from '../../host/vm/vm.js';
import { WarmUp } from '../../host/warm-up.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { ALICE, BOB } from '../support/host.js';

const STEPS = 15;

/** How the first transactions of the training end, on a VM that may change its messages. */
function trainingEnds(change: (message: Message) => Message): string[] {
  const vm = new PythonVm(loadImage(), DEV_PROTOCOL);
  const ends: string[] = [];
  const watched: ConstructorParameters<typeof WarmUp>[0] = {
    id: vm.id,
    kind: vm.kind,
    firstRun: 'contract',
    pagesReserved: vm.pagesReserved.bind(vm),
    receives: () => false,
    isReentrant: vm.isReentrant.bind(vm),
    prepare: vm.prepare.bind(vm),
    forget: vm.forget.bind(vm),
    execute(...[code, message, host]: Parameters<PythonVm['execute']>): FrameResult {
      const result = vm.execute(code, change(message), host);
      ends.push(result.kind);
      return result;
    },
  };
  const warmUp = new WarmUp(watched, DEV_PROTOCOL);
  for (let i = 0; i < STEPS; i++) warmUp.step();
  return ends;
}

test('the training contract runs: it succeeds, and reverts where it means to', () => {
  const ends = trainingEnds((message) => message);
  assert.equal(ends.length, STEPS);
  // The creation, then n = 1, 2, ...; every seventh reverts, from 6 on.
  assert.deepEqual(
    ends.map((end, n) => (n % 7 === 6 ? 'revert' : end)),
    ends,
  );
  assert.equal(ends.filter((end) => end === 'success').length, STEPS - 2);
});

test('seeded bug: training that runs out of fuel is seen', () => {
  const ends = trainingEnds((message) => ({ ...message, fuel: message.isNew ? message.fuel : 1_000_000n }));
  assert.deepEqual(new Set(ends.slice(1)), new Set(['halt']));
});

async function tokenFuel(host: Host): Promise<readonly unknown[]> {
  const made = await host.deploy('chain["n"] = chain.get("n", 0) + len(args); print(args); finish(new)', {
    from: ALICE,
  });
  const sent = await host.send(made.address as string, [1, BOB], { from: BOB });
  const info = await host.inspect(made.address as string);
  return [made.fuelUsed, sent.fuelUsed, sent.events, sent.logs, info?.chain];
}

test('a host that is being trained gives what one gives that is not', async () => {
  const plain = await createHost({ warmUp: false });
  const trained = await createHost();
  try {
    const before = (await trained.statistics()).pool.reused;
    while ((await trained.statistics()).pool.reused < before + 5) await sleep(100);
    assert.deepEqual(await tokenFuel(trained), await tokenFuel(plain));
    await sleep(150);
    assert.equal((await plain.statistics()).images.count, 1, 'the contract');
    assert.equal((await plain.statistics()).pool.reused, 4, 'and nobody else');
  } finally {
    await plain.close();
    await trained.close();
  }
});
