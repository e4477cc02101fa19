/**
 * What compilers make for Ewasm runs unmodified: the same outputs and storage as the module by itself in
 * WebAssembly, on a few host functions of this test's own. (What solc 0.8.19 makes of hashing is
 * `unreachable`, and some of its arithmetic is wrong: that, too, must come out the same.)
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { createHost, type Host } from '../../../host/index.js';
import { toHex } from '../../../runtime/bytes.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { assemblyScriptModule, solidityModules } from '../../support/compilers.js';
import { ALICE, describe } from '../../support/host.js';
import { contractOf, dataText, finishText } from '../vm/ewasm/contract-text.js';

let host: Host;
before(async () => {
  host = await createHost({ warmUp: false });
});
after(() => host.close());

const ENDED = Symbol('the guest finished or reverted');

/** A contract's code by itself, with storage that lasts. */
class RawContract {
  readonly #module: WebAssembly.Module;
  readonly #code: Uint8Array;
  readonly #storage = new Map<string, Uint8Array>();

  constructor(code: Uint8Array) {
    this.#code = code;
    this.#module = new WebAssembly.Module(code as Uint8Array<ArrayBuffer>);
  }

  /** `success 0x..`, `revert 0x..` or `trap`. */
  call(data: Uint8Array): string {
    let end = 'success 0x';
    const bytes = (pointer: number, length: number): Uint8Array =>
      new Uint8Array(memory.buffer).slice(pointer, pointer + length);
    const put = (pointer: number, source: Uint8Array): void =>
      new Uint8Array(memory.buffer).set(source, pointer);
    const copy = (source: Uint8Array) => (to: number, from: number, length: number) => {
      if (from + length > source.length) throw new WebAssembly.RuntimeError('out of bounds');
      put(to, source.subarray(from, from + length));
    };
    const leave = (kind: string) => (pointer: number, length: number) => {
      end = `${kind} ${toHex(bytes(pointer, length))}`;
      throw ENDED;
    };
    const known: Readonly<Record<string, (...args: number[]) => unknown>> = {
      getCallDataSize: () => data.length,
      callDataCopy: copy(data),
      getCodeSize: () => this.#code.length,
      codeCopy: copy(this.#code),
      getCaller: (pointer) => put(pointer, new Uint8Array(20).fill(0xa1)),
      getCallValue: (pointer) => put(pointer, new Uint8Array(16)),
      storageLoad: (key, to) => put(to, this.#storage.get(toHex(bytes(key, 32))) ?? new Uint8Array(32)),
      storageStore: (key, value) => this.#storage.set(toHex(bytes(key, 32)), bytes(value, 32)),
      log: () => undefined,
      finish: leave('success'),
      revert: leave('revert'),
    };
    const unknown = (name: string) => () => assert.fail(`the contract calls ${name}`);
    const ethereum = Object.fromEntries(
      WebAssembly.Module.imports(this.#module).map(({ name }) => [name, known[name] ?? unknown(name)]),
    );
    const { exports } = new WebAssembly.Instance(this.#module, { ethereum });
    const memory = exports['memory'] as WebAssembly.Memory;
    try {
      (exports['main'] as () => void)();
    } catch (thrown) {
      if (thrown instanceof WebAssembly.RuntimeError) return 'trap';
      if (thrown !== ENDED) throw thrown;
    }
    return end;
  }
}

/** The same calls on both sides; what each said. */
async function compare(address: string, raw: RawContract, calls: readonly Uint8Array[]): Promise<string[]> {
  const ends: string[] = [];
  for (const data of calls) {
    const result = await host.send(address, data, { from: ALICE });
    if (result.status === 'success') ends.push(`success ${toHex(result.value as Uint8Array)}`);
    else if (result.status === 'revert') ends.push(`revert ${toHex(result.reason as Uint8Array)}`);
    else ends.push(describe(result).startsWith('halt TRAP') ? 'trap' : describe(result));
    assert.equal(ends.at(-1), raw.call(data), `call data ${toHex(data)}`);
  }
  return ends;
}

const word = (value: number): string => value.toString(16).padStart(64, '0');
const abi = (signature: string, ...words: readonly string[]): Uint8Array =>
  Buffer.concat([keccak_256(Buffer.from(signature)).subarray(0, 4), Buffer.from(words.join(''), 'hex')]);

test('AssemblyScript, as its users are told to call the compiler: amounts by caller', async () => {
  const options = ['--runtime', 'stub', '-Oz', '--noAssert', '--use', 'abort='];
  const { bytes } = await assemblyScriptModule('contract', options);
  // The constructor that a person writes around it.
  const initcode = await contractOf(finishText(0, bytes.length), dataText(0, bytes));
  const { address, ...made } = await host.deploy(initcode, { from: ALICE });
  assert.equal(made.status, 'success');
  const add = (amount: number): Uint8Array => Uint8Array.of(1, amount, 0, 0, 0, 0, 0, 0, 0);
  const calls = [
    Uint8Array.of(0),
    add(5),
    add(250),
    Uint8Array.of(0),
    Uint8Array.of(9),
    new Uint8Array(65),
    Uint8Array.of(2),
    Uint8Array.of(0),
  ];
  const ends = await compare(address as string, new RawContract(bytes), calls);
  assert.deepEqual(
    ends.map((end) => end.slice(0, 10) + end.slice(-4)),
    [
      'success 0x0000',
      'success 0x0005',
      'success 0x00ff',
      'success 0x00ff',
      'revert 0xt 0x',
      'revert 0xt 0x',
      'success 0x0000',
      'success 0x0000',
    ],
  );
});

test('solc: the creation code deploys the contract that it carries, which answers', async () => {
  const [creation] = solidityModules(['text']);
  const { address, ...made } = await host.deploy(creation.bytes, { from: ALICE });
  assert.equal(made.status, 'success', describe({ ...made, address: '' } as never));
  const info = await host.inspect(address as string);
  const code = info?.code as Uint8Array;
  const { exports } = decodeModule(code, PROFILES.contract);
  assert.deepEqual(exports.map(({ name }) => name).sort(), ['main', 'memory']);
  const calls = [
    abi('decimal(uint256)', word(0)),
    abi('decimal(uint256)', word(12_345)),
    abi('power(uint256,uint256,uint256)', word(3), word(5), word(1_000)),
    abi('joined(string)', word(32), word(0)),
    abi('missing()'),
    new Uint8Array(0),
  ];
  const ends = await compare(address as string, new RawContract(code), calls);
  assert.ok(
    ends.some((end) => end.startsWith('success 0x0')),
    ends.join('\n'),
  );
});
