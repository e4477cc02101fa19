/** What frames of environments try that they may not: each attempt has a defined end (SEMANTICS 39-41). */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { moduleOf } from '../ewasm/contract-text.js';
import { EnvironmentHost, endOf, esIdOf, NO_SERVICES, returned } from './environment-host.js';
import { LANGUAGES, type Program, ROOTS, type Step } from './programs.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const dict = (entries: Readonly<Record<string, Value>>): Map<Value, Value> =>
  new Map(Object.entries(entries));
const give = (value: Value): Step => ({ ask: 'decode', args: [encodeValue(value)] });
const NO_ARGS = encodeValue([]);
const failure = (code: string): Value => new PyTuple([1, text(code)]);
const executed = (code: Uint8Array, key = 'result', context: Value = new Map()): Step[] => [
  { ask: 'execute_code', args: [code, NO_ARGS, context] },
  { keep: key },
];
const isPython = (language: string): boolean => language === 'python';

for (const [language, make] of Object.entries(LANGUAGES)) {
  describe(`frames in ${language}`, () => {
    let host: EnvironmentHost;
    before(() => {
      host = new EnvironmentHost(NO_SERVICES);
    });
    const deployed = async (steps: readonly Step[], others: Program = {}): Promise<Uint8Array> => {
      const program = { init: [give(null)], process_block: [...steps, give([...ROOTS])], ...others };
      return host.deploy(await make('script', program));
    };
    const kept = (environment: Uint8Array, key = 'result'): Value => {
      const bytes = host.environment.world.getStorage(environment, text(key));
      return bytes === undefined ? null : decodeValue(bytes);
    };
    const child = (steps: readonly Step[]): Promise<Uint8Array> => make('child', { main: steps });
    const linkedTo = async (name: string, steps: readonly Step[]): Promise<Value> =>
      dict({ ext: dict({ [name]: await make('script', { [name]: steps }) }) });
    /** How a block ends whose only question cannot be answered: caught by nobody. */
    const refusal = async (ask: string, ...args: readonly Value[]): Promise<string> =>
      endOf(host.processBlock(await deployed([{ ask, args }])));

    test('a child has no function that its context does not link', async () => {
      const environment = await deployed(executed(await child([{ ask: 'unknown' }])));
      returned(host.processBlock(environment));
      if (isPython(language)) assert.equal((kept(environment) as PyTuple).items[0], 2);
      else assert.deepEqual(kept(environment), failure('INVALID_CODE'));
    });

    test('a child with raw EEI is refused when it is submitted, and when it runs', async () => {
      const code = await make('script', { main: [{ ask: 'get_context' }] });
      const environment = await deployed([
        { ask: 'validate_code', args: [code] },
        { keep: 'validated' },
        ...executed(code),
      ]);
      returned(host.processBlock(environment));
      // In Python the name says nothing: it has nothing behind it.
      if (isPython(language)) return;
      assert.match(
        String(kept(environment, 'validated')),
        /import eei.get_context: there is no such function/,
      );
      assert.deepEqual(kept(environment), failure('INVALID_CODE'));
    });

    test('no linked function takes the name of what every contract has, and names are names', async () => {
      const code = await make('script', { x: [] });
      for (const name of ['finish', 'args', 'chain', 'wei', '', 'a-b', 'é', 'x'.repeat(65)]) {
        assert.match(await refusal('dynamically_link_function', name, code), /^(halt TRAP|REVERT)/, name);
        const context = dict({ ext: dict({ [name]: code }) });
        assert.match(await refusal('execute_code', code, NO_ARGS, context), /^(halt TRAP|REVERT)/, name);
      }
      assert.equal(await refusal('dynamically_link_function', 'set_storage', code), 'success');
    });

    test('questions with arguments that are none', async () => {
      const bytes = text('x');
      const wrong: readonly (readonly [string, ...Value[]])[] = [
        ['get_context', 1],
        ['set_context', 1],
        ['set_context'],
        ['execute_code', 'text', NO_ARGS, new Map()],
        ['execute_code', bytes, NO_ARGS, []],
        ['execute_code', bytes, NO_ARGS, new Map([[1, 2]])],
        ['execute_script', 'x', bytes, new Map()],
        ['execute_script', 1, 'x', new Map()],
        ['dynamically_link_function', 1, bytes],
        ['dynamically_link_function', 'x', 'code'],
        ['hash_tree_root', 1],
        ['storage_get', 'x'],
        ['storage_get', new Uint8Array(0)],
        ['storage_get', Uint8Array.of(0x1f)],
        ['storage_get', new Uint8Array(65).fill(0x20)],
        ['storage_set', bytes, 1],
        ['keccak256', 1],
        ['sha256'],
        ['ecrecover', new Uint8Array(31), 27, new Uint8Array(32), new Uint8Array(32)],
        ['decode', Uint8Array.of(0x18, 0)],
      ];
      for (const [ask, ...args] of wrong) {
        assert.match(await refusal(ask, ...args), /^(halt TRAP|REVERT)/, `${ask} ${args}`);
      }
    });

    test('a linked function that fails halts its caller, and takes back what it did', async () => {
      for (const [end, code] of [
        ['revert', 'TRAP'],
        ['trap', 'TRAP'],
        ['loop', 'OUT_OF_FUEL'],
      ] as const) {
        const context = await linkedTo('x', [give(1), { keep: 'written' }, { end }]);
        const environment = await deployed(executed(await child([{ ask: 'x' }]), 'result', context));
        const result = host.processBlock(environment, [], 4_000_000_000n);
        assert.equal(endOf(result), 'success');
        assert.deepEqual(kept(environment), failure(code), end);
        assert.equal(kept(environment, 'written'), null);
      }
    });

    test('an endless child takes the fuel that it was given, and no more', async () => {
      const code = await child([{ end: 'loop' }]);
      const capped = { ask: 'execute_code', args: [code, NO_ARGS, new Map(), 30_000_000] };
      const environment = await deployed([capped, { keep: 'result' }]);
      const { fuelUsed } = host.processBlock(environment);
      assert.deepEqual(kept(environment), failure('OUT_OF_FUEL'));
      assert.ok(fuelUsed < 100_000_000n, `${fuelUsed}`);
      for (const wrong of [-1, 'x', null]) {
        assert.match(await refusal('execute_code', code, NO_ARGS, new Map(), wrong), /^(halt TRAP|REVERT)/);
      }
    });

    test('what a linked function wrote goes with the child that fails after it', async () => {
      const context = await linkedTo('x', [give(1), { keep: 'written' }]);
      const lost = await deployed(
        executed(await child([{ ask: 'x' }, { end: 'revert' }]), 'result', context),
      );
      returned(host.processBlock(lost));
      assert.equal(kept(lost, 'written'), null);
      const stays = await deployed(executed(await child([{ ask: 'x' }]), 'result', context));
      returned(host.processBlock(stays));
      assert.equal(kept(stays, 'written'), 1);
    });

    test('execute_script: the callee is told who called, by the host, and what that claims', async () => {
      const callee = await deployed([], {
        execute: [{ ask: 'get_context' }, { keep: 'seen' }, give('done')],
      });
      const claim = dict({ msg: 'claim', es_caller: 1, es_callee: 2, from: 3, runtime: 4, ext: new Map() });
      const caller = await deployed([
        { ask: 'execute_script', args: [esIdOf(callee), text('data'), claim] },
        { keep: 'result' },
      ]);
      returned(host.processBlock(caller));
      assert.deepEqual(kept(caller), new PyTuple([0, encodeValue('done')]));
      const parties = { es_caller: esIdOf(caller), es_callee: esIdOf(callee) };
      assert.deepEqual(kept(callee, 'seen'), dict({ ...parties, from: dict({ msg: 'claim' }) }));
    });

    test('execute_script reaches environments alone', async () => {
      const contract = host.deployContract('finish(1)');
      for (const [id, code] of [
        [esIdOf(contract), 'VM_MISMATCH'],
        [1n << 159n, 'NO_CODE'],
        [1n << 160n, 'BAD_ADDRESS'],
        [-1n, 'BAD_ADDRESS'],
      ] as const) {
        const ask = { ask: 'execute_script', args: [id, text(''), new Map()] };
        const environment = await deployed([ask, { keep: 'result' }]);
        returned(host.processBlock(environment));
        assert.deepEqual(kept(environment), failure(code));
      }
    });

    test('code is paid for on first use in a transaction, whatever is cached', async () => {
      const code = await child([]);
      // A comment, or a custom section without content: the same but for its hash.
      const tail = isPython(language) ? text('\n#') : Uint8Array.of(0, 2, 1, 0x61);
      const other = Uint8Array.of(...code, ...tail);
      const same = await deployed([...executed(other), ...executed(other)]);
      const different = await deployed([...executed(other), ...executed(code)]);
      const fuel = (environment: Uint8Array): bigint => host.processBlock(environment).fuelUsed;
      const first = [fuel(same), fuel(different)];
      assert.ok(first[1] - first[0] > 500_000n, `${first}`);
      host.script.dropCaches();
      assert.deepEqual([fuel(same), fuel(different)], first);
    });

    test('code that is refused costs what its length says, and the block goes on', async () => {
      const bad = isPython(language) ? text('import os') : Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99);
      const environment = await deployed([
        ...executed(bad),
        { ask: 'validate_code', args: [bad] },
        { keep: 'validated' },
      ]);
      const { fuelUsed } = host.processBlock(environment);
      assert.deepEqual(kept(environment), failure('INVALID_CODE'));
      assert.equal(typeof kept(environment, 'validated'), 'string');
      assert.ok(fuelUsed < 200_000_000n, `${fuelUsed}`);
    });
  });
}

test('linked functions given places out of range trap the child alone', async () => {
  const host = new EnvironmentHost(NO_SERVICES);
  const linked = await LANGUAGES.wasm('script', { x: [give('answer')] });
  const places = [
    ['TRAP', '0x7fffffff', '1', '0', '0'],
    // Paid for by the byte before anything is looked at.
    ['OUT_OF_FUEL', '0', '0xffffffff', '0', '0'],
    ['TRAP', '0xfffffff0', '0x20', '0', '0'],
    ['TRAP', '0', '1', '0xffffffff', '100'],
    ['TRAP', '0', '1', '65530', '100'],
  ];
  for (const [end, ...args] of places) {
    const code = await moduleOf(`(import "ext" "x" (func $x (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 0) "\\80")
      (func (export "main") (drop (call $x ${args.map((arg) => `(i32.const ${arg})`).join(' ')})))`);
    const context = dict({ ext: dict({ x: linked }) });
    const steps = [...executed(code, 'result', context), give([...ROOTS])];
    const environment = host.deploy(await LANGUAGES.wasm('script', { init: [], process_block: steps }));
    returned(host.processBlock(environment));
    const bytes = host.environment.world.getStorage(environment, text('result')) as Uint8Array;
    assert.deepEqual(decodeValue(bytes), failure(end), `${args}`);
  }
});

test('raw EEI under any other name is refused, as is what has another signature', async () => {
  const host = new EnvironmentHost(NO_SERVICES);
  const ask = '(param i32 i32 i32 i32) (result i32)';
  const aliases = [
    ['eei', 'get_context', ask],
    ['script', 'get_context', ask],
    ['env', 'eei_get_context', ask],
    ['pbevm', 'storage_set', '(param i32 i32 i32 i32)'],
    ['ethereum', 'storageStore', '(param i32 i32)'],
    ['shard', 'setStorage', '(param i32 i32 i32)'],
    ['eth2', 'savePostStateRoot', '(param i32)'],
    ['ext', 'x', '(param i32 i32 i32) (result i32)'],
    ['ext', 'x', '(param i64 i32 i32 i32) (result i32)'],
    ['script', 'finish', '(param i32)'],
  ];
  for (const [from, name, type] of aliases) {
    const code = await moduleOf(`(import "${from}" "${name}" (func ${type}))
      (memory (export "memory") 1) (func (export "main"))`);
    const context = dict({ ext: dict({ x: null }) });
    const steps: Step[] = [
      { ask: 'validate_code', args: [code] },
      { keep: 'validated' },
      ...executed(code, 'result', context),
      give([...ROOTS]),
    ];
    const environment = host.deploy(await LANGUAGES.wasm('script', { init: [], process_block: steps }));
    returned(host.processBlock(environment));
    const kept = (key: string): Value =>
      decodeValue(host.environment.world.getStorage(environment, text(key)) as Uint8Array);
    assert.match(String(kept('validated')), new RegExp(`import ${from}.${name}: `));
    assert.deepEqual(kept('result'), failure('INVALID_CODE'), `${from}.${name}`);
  }
});
