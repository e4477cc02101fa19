/**
 * Peers: what rows compare with, in bench/compare with a package.json of their own, so that nobody who only
 * uses the package pays for them. The first row that wants one installs and compiles them.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packageRoot } from './package-root.js';

/** What the files export; their own types are there only once the peers are installed. */
interface Peers {
  readonly ethereumjs: { erc20Transfer(creationCode: string): Promise<() => Promise<void>> };
  readonly 'ethereumjs-block': {
    transferBlocks(creationCode: string, sizes: readonly number[]): Promise<() => Promise<void>>;
  };
  readonly pyodide: { scriptOnPyodide(source: string): Promise<() => void> };
}

/** Loads a file of bench/compare. @throws Error if npm cannot install what it needs. */
export async function loadPeer<Name extends keyof Peers>(name: Name): Promise<Peers[Name]> {
  const folder = `${packageRoot()}/bench/compare`;
  if (!existsSync(`${folder}/node_modules`)) {
    console.error('bench/compare: npm install');
    execFileSync('npm', ['install', '--no-save'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const compiler = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', folder], { stdio: 'inherit' });
  return import(`file://${folder}/dist/${name}.js`) as Promise<Peers[Name]>;
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>>
    >
  >;
}

/** Creation code of the ERC-20 token of the compiler tests, optimised; hexadecimal. */
export function erc20CreationCode(): string {
  const { compile } = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const content = readFileSync(`${packageRoot()}/test/runtime/wasm/sources/token.sol`, 'utf8');
  const settings = {
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
  };
  const input = { language: 'Solidity', sources: { 'token.sol': { content } }, settings };
  const { errors = [], contracts } = JSON.parse(compile(JSON.stringify(input))) as SolcOutput;
  const failed = errors.find(({ severity }) => severity === 'error');
  if (failed !== undefined) throw new Error(failed.formattedMessage);
  return contracts['token.sol']['Token'].evm.bytecode.object;
}
