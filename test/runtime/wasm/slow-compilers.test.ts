/**
 * What solc 0.8.19, AssemblyScript and LLVM emit is within the contract profile. What they could emit beyond
 * it belongs to the boundary between guest and host, not to the code.
 */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type LimitName, PROFILES, type Profile } from '../../../runtime/wasm/profile.js';
import {
  assemblyScriptModule,
  type CompiledModule,
  compiledModules,
  llvmModule,
  NO_START,
  solidityModules,
} from '../../support/compilers.js';
import { limitValues } from '../../support/limit-values.js';
import { refuses } from './assemble.js';
import { refusal } from './limit-of.js';

const { contract } = PROFILES;

let modules: CompiledModule[];
before(async () => {
  modules = await compiledModules();
});

/** Modules that a profile refuses, with the limit. */
function refused(profile: Profile): string[] {
  return modules.flatMap(({ name, bytes }) => {
    const limit = refusal(bytes, profile);
    return limit === undefined ? [] : [`${name}: ${limit}`];
  });
}

describe('accepted', () => {
  test('every module of every compiler', () => {
    assert.deepEqual(refused(contract), []);
    const from = (compiler: string): number => modules.filter(({ name }) => name.startsWith(compiler)).length;
    assert.ok(from('solc') >= 10 && from('AssemblyScript') >= 14 && from('LLVM') >= 4);
  });

  test('with the exports that the EEI asks for', () => {
    for (const { name, bytes } of modules) {
      const exported = WebAssembly.Module.exports(new WebAssembly.Module(Uint8Array.from(bytes)));
      const names = exported.map((entry) => entry.name);
      assert.ok(names.includes('main') && names.includes('memory'), `${name}: ${names.join()}`);
    }
  });

  for (const limit of ['compile cost', 'compile cost, sum', 'parameters', 'block nesting'] as const) {
    test(`seeded bug: a limit of ${limit} below what they use is seen`, () => {
      const most = Math.max(...modules.map(({ bytes }) => limitValues(bytes)[limit]));
      const names: LimitName[] = [limit];
      const limits = { ...contract.limits, ...Object.fromEntries(names.map((name) => [name, most - 1])) };
      const found = refused({ ...contract, limits });
      assert.ok(found.length >= 1 && found.every((line) => line.endsWith(`: ${limit}`)), found.join('\n'));
    });
  }
});

describe('refused at the boundary', () => {
  test('AssemblyScript: top-level statements become a start function, or an export if asked', async () => {
    const { bytes } = await assemblyScriptModule('objects', ['--runtime', 'stub', '-O0']);
    refuses(bytes, /start function \(profile contract\)/);
    const exported = await assemblyScriptModule('objects', ['--runtime', 'stub', '-O0', ...NO_START]);
    assert.equal(refusal(exported.bytes, contract), undefined);
  });

  test('AssemblyScript: an imported memory', async () => {
    const { bytes } = await assemblyScriptModule('contract', ['--runtime', 'stub', '--importMemory']);
    refuses(bytes, /import env\.memory: kind memory \(profile contract\)/);
  });

  test('AssemblyScript: an exported table', async () => {
    const { bytes } = await assemblyScriptModule('objects', [
      '--runtime',
      'stub',
      '--exportTable',
      ...NO_START,
    ]);
    refuses(bytes, /export table: kind table \(profile contract\)/);
  });

  test('LLVM: an exported table', async () => {
    const { bytes } = await llvmModule('program', ['-O0', '-Wl,--export-table']);
    refuses(bytes, /export __indirect_function_table: kind table \(profile contract\)/);
  });
});

test('solc: what its optimiser makes is no valid wasm, for V8 neither', () => {
  const deployed = solidityModules(['token'], true).filter(({ name }) => name.endsWith('deployed'));
  assert.ok(deployed.length >= 1);
  for (const { bytes } of deployed) {
    assert.equal(WebAssembly.validate(Uint8Array.from(bytes)), false);
    refuses(bytes, /type mismatch: i64 expected, found i32/);
  }
});
