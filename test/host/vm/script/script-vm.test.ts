/** Frames of environments: entries, contexts, what each kind of frame may ask for (SEMANTICS 39-41). */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { toHex } from '../../../../runtime/bytes.js';
import { EnvironmentHost, endOf, esIdOf, NO_SERVICES, returned } from './environment-host.js';
import { LANGUAGES, type Program, ROOTS, type Step } from './programs.js';

const NO_ENVIRONMENT = 2n ** 256n - 1n;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const dict = (entries: Readonly<Record<string, Value>>): Map<Value, Value> =>
  new Map(Object.entries(entries));
const give = (value: Value): Step => ({ ask: 'decode', args: [encodeValue(value)] });
const keep = (key: string): Step => ({ keep: key });
const status = (number: number, bytes: Uint8Array | string = ''): Value =>
  new PyTuple([number, typeof bytes === 'string' ? text(bytes) : bytes]);

for (const [language, make] of Object.entries(LANGUAGES)) {
  describe(`an environment in ${language}`, () => {
    let host: EnvironmentHost;
    before(() => {
      host = new EnvironmentHost(NO_SERVICES);
    });

    /** Deploys an environment whose process_block takes these steps; `init` does nothing. */
    const deployed = async (steps: readonly Step[], others: Program = {}): Promise<Uint8Array> => {
      const program = { init: [give(null)], process_block: [...steps, give([...ROOTS])], ...others };
      return host.deploy(await make('script', program));
    };
    const kept = (environment: Uint8Array, key: string): Value => {
      const bytes = host.environment.world.getStorage(environment, text(key));
      return bytes === undefined ? null : decodeValue(bytes);
    };
    const child = (steps: readonly Step[]): Promise<Uint8Array> => make('child', { main: steps });

    test('is entered at init, then at process_block, whose root is kept', async () => {
      const environment = await deployed([]);
      assert.deepEqual(returned(host.processBlock(environment)), [...ROOTS]);
      assert.equal(
        toHex(host.environment.world.getStorage(environment, text('root')) as Uint8Array),
        toHex(ROOTS[0] as Uint8Array),
      );
    });

    test('anything else is BAD_ARGS, and nothing is kept', async () => {
      const environment = await deployed([]);
      for (const args of [
        [],
        ['init'],
        ['execute', text('')],
        ['process_block'],
        ['process_block', [], 1],
        [1, 2],
      ]) {
        const result = host.send(environment, args);
        assert.match(endOf(result), /^BAD_ARGS /, JSON.stringify(args));
      }
      assert.equal(kept(environment, 'root'), null);
    });

    test('what is no pair of roots is refused', async () => {
      for (const wrong of [
        null,
        [ROOTS[0]],
        [...ROOTS, 1],
        [ROOTS[0], new Uint8Array(31)],
        [ROOTS[0], 'text'],
      ]) {
        const program = { init: [give(null)], process_block: [give(wrong as Value)] };
        const environment = host.deploy(await make('script', program));
        assert.match(endOf(host.processBlock(environment)), /^halt TRAP: process_block gave no/);
      }
    });

    test('get_context: es_caller is 2^256 - 1 at the entry, es_callee the account', async () => {
      const environment = await deployed([{ ask: 'get_context' }, keep('context')]);
      returned(host.processBlock(environment));
      assert.deepEqual(
        kept(environment, 'context'),
        dict({ es_caller: NO_ENVIRONMENT, es_callee: esIdOf(environment) }),
      );
    });

    test('execute_code: status and output of a child; its failures', async () => {
      const code = {
        good: await child([]),
        traps: await child([{ end: 'trap' }]),
        reverts: await child([{ end: 'revert' }]),
      };
      const run = (which: keyof typeof code): Step[] => [
        { ask: 'execute_code', args: [code[which], encodeValue([]), new Map()] },
        keep(which),
      ];
      const environment = await deployed([...run('good'), ...run('traps'), ...run('reverts')]);
      returned(host.processBlock(environment));
      assert.deepEqual(kept(environment, 'good'), status(0, language === 'wasm' ? '' : encodeValue(null)));
      const [number] = (kept(environment, 'traps') as PyTuple).items;
      assert.equal(number, language === 'wasm' ? 1 : 2);
      assert.deepEqual(kept(environment, 'reverts'), status(2, language === 'wasm' ? '' : encodeValue('')));
    });

    test('a linked function has the rights of its environment, in the context of the child', async () => {
      const linked = { hello: [{ ask: 'get_context' }, keep('seen'), give('hello')] satisfies Step[] };
      const caller = await child([{ ask: 'hello', args: [1] }]);
      const context = dict({ msg: dict({ sender: 7 }), runtime: 5 });
      const environment = await deployed([
        { ask: 'dynamically_link_function', args: ['hello', await make('script', linked)] },
        { ask: 'execute_code', args: [caller, encodeValue([]), context] },
        keep('result'),
      ]);
      returned(host.processBlock(environment));
      assert.deepEqual(kept(environment, 'result'), status(0, encodeValue('hello')));
      assert.deepEqual(
        kept(environment, 'seen'),
        dict({
          es_caller: NO_ENVIRONMENT,
          es_callee: esIdOf(environment),
          msg: dict({ sender: 7 }),
          runtime: 5,
        }),
      );
    });

    test('None links a function of the same file', async () => {
      const caller = await child([{ ask: 'own' }]);
      const environment = await deployed(
        [
          { ask: 'dynamically_link_function', args: ['own', null] },
          { ask: 'execute_code', args: [caller, encodeValue([]), new Map()] },
          keep('result'),
        ],
        { own: [give('of this file')] },
      );
      returned(host.processBlock(environment));
      assert.deepEqual(kept(environment, 'result'), status(0, encodeValue('of this file')));
    });

    test('set_context replaces runtime alone, and a successful child leaves it to who asked', async () => {
      const forged = dict({ msg: 'forged', es_caller: 1, es_callee: 2, from: 3, runtime: 'new' });
      const linked = {
        change: [
          { ask: 'set_context', args: [forged] },
          { ask: 'get_context' },
          keep('inside'),
        ] satisfies Step[],
      };
      const ext = dict({ change: await make('script', linked) });
      const context = dict({ msg: 'own', runtime: 'old', ext });
      const run = async (end: readonly Step[], key: string): Promise<Step[]> => [
        {
          ask: 'execute_code',
          args: [await child([{ ask: 'change', args: [] }, ...end]), encodeValue([]), context],
        },
        { ask: 'get_context' },
        keep(key),
      ];
      const environment = await deployed([
        ...(await run([{ end: 'revert' }], 'after failure')),
        ...(await run([], 'after success')),
      ]);
      returned(host.processBlock(environment));
      const own = { es_caller: NO_ENVIRONMENT, es_callee: esIdOf(environment) };
      assert.deepEqual(kept(environment, 'inside'), dict({ ...own, msg: 'own', runtime: 'new' }));
      assert.deepEqual(kept(environment, 'after failure'), dict(own));
      assert.deepEqual(kept(environment, 'after success'), dict({ ...own, runtime: 'new' }));
    });
  });
}
