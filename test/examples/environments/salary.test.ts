/**
 * The proposal's example in both of its styles: the same contracts in the Ethereum and in the continuation
 * environment.
 */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Language } from '../../../examples/environments/build.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { PythonVm } from '../../../host/vm/python/python-vm.js';
import { ScriptWasmVm } from '../../../host/vm/script/script-wasm-vm.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { dict, EnvironmentChain, text } from './chain.js';
import { Codes, failed, HERE, LANGUAGES, reverted } from './story.js';

const codes = await Codes.of('ethereum', 'continuation', 'employees', 'approver');

/** Frames that ran, each in an instance of its own. */
function countInstances(body: () => void): number {
  const runs = [PythonVm, ScriptWasmVm].map((vm) => mock.method(vm.prototype, 'execute'));
  try {
    body();
    return runs.reduce((sum, run) => sum + run.mock.callCount(), 0);
  } finally {
    for (const run of runs) run.mock.restore();
  }
}

const [EMPLOYEES, APPROVER] = [0xe1, 0xa9].map((byte) => new Uint8Array(20).fill(byte));

/** The approver's storage and the root after two blocks, and how many instances the blocks took. */
function approve(style: 'ethereum' | 'continuation', language: Language, contracts: Language) {
  const of = (name: 'employees' | 'approver'): Uint8Array => codes.get(name, contracts);
  const salaries = new Map<Value, Value>([
    [7, 48_000],
    [8, 50_000],
    ['nine', 49_999],
  ]);
  const names = new Map<Value, Value>([
    ['employees', EMPLOYEES],
    ['alice', 7],
    ['bob', 8],
    ['carol', 'nine'],
  ]);
  const state = new EnvironmentState([
    [EMPLOYEES, { code: of('employees'), storage: salaries }],
    [APPROVER, { code: of('approver'), storage: names }],
  ]);
  const chain = new EnvironmentChain();
  const environment = chain.place(HERE, codes.get(style, language), { state });
  const ask = (name: string) =>
    environment.transaction(APPROVER, ['process_employee_eligibility', name], EMPLOYEES);
  const instances = countInstances(() => {
    for (const name of ['alice', 'bob', 'carol']) {
      const { receipts } = environment.block(ask(name));
      assert.equal((receipts[0] as Value[])[0], 0);
    }
  });
  const before = toHex(environment.state.root);
  assert.deepEqual(environment.block(ask('dave')).receipts, [reverted('UNKNOWN')]);
  assert.equal(toHex(environment.state.root), before);
  return { root: before, storage: environment.storage(APPROVER), instances };
}

for (const contracts of LANGUAGES) {
  test(`contracts in ${contracts}: the same post-state, by fewer instances in continuations`, (context) => {
    const runs = LANGUAGES.flatMap((language) =>
      (['ethereum', 'continuation'] as const).map((style) => approve(style, language, contracts)),
    );
    for (const { root, storage } of runs) {
      assert.equal(root, runs[0].root);
      assert.deepEqual(
        [storage.get(7), storage.get(8), storage.get('nine')],
        ['APPROVED', 'REJECTED', 'APPROVED'],
      );
    }
    const [linked, continued] = runs.map(({ instances }) => instances);
    context.diagnostic(`instances: dynamic linking ${linked}, continuation ${continued}`);
    assert.equal(continued, 3 * (1 + 3));
    assert.ok(linked > continued);
  });
}

test('in continuations nobody but who was asked answers, and later transactions see earlier ones', () => {
  for (const [language, contracts] of LANGUAGES.flatMap((one) =>
    LANGUAGES.map((two) => [one, two] as const),
  )) {
    const of = (name: 'employees' | 'approver'): Uint8Array => codes.get(name, contracts);
    const forger = text(`
state, calldata, ctx = args
answer = ['post_process_employee_eligibility', {'employee_id': 7, 'salary': 1}]
finish((state, {'target': calldata[0], 'calldata': answer}))
`);
    const FORGER = new Uint8Array(20).fill(0xf0);
    const state = new EnvironmentState([
      [
        EMPLOYEES,
        {
          code: of('employees'),
          storage: new Map([
            [7, 60_000],
            [8, 1],
          ]),
        },
      ],
      [
        APPROVER,
        {
          code: of('approver'),
          storage: new Map<Value, Value>([
            ['employees', EMPLOYEES],
            ['a', 7],
            ['b', 8],
          ]),
        },
      ],
      [FORGER, { code: forger, storage: new Map() }],
    ]);
    const chain = new EnvironmentChain();
    const environment = chain.place(HERE, codes.get('continuation', language), { state });
    const direct = ['post_process_employee_eligibility', dict({ employee_id: 7, salary: 1 })];
    const ask = (name: string, ...others: Address[]): Value =>
      environment.transaction(APPROVER, ['process_employee_eligibility', name], ...others);
    const { receipts } = environment.block(
      ask('a', EMPLOYEES),
      environment.transaction(APPROVER, direct),
      environment.transaction(FORGER, [APPROVER], APPROVER),
      ask('a'),
      environment.transaction(APPROVER, text('nonsense')),
      environment.transaction(APPROVER, encodeValue(7)),
      ask('b', EMPLOYEES),
      null,
    );
    assert.deepEqual(receipts, [
      [0, text(''), []],
      reverted('NOT_ASKED'),
      reverted('NOT_ASKED'),
      failed('BAD_DATA'),
      reverted('BAD_ARGS'),
      [0, text(''), []],
    ]);
    const storage = environment.storage(APPROVER);
    assert.deepEqual([storage.get(7), storage.get(8)], ['REJECTED', 'APPROVED']);
  }
});
