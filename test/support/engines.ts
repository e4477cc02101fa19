/**
 * The engines that results must not depend on, each pinned exactly: V8 in four versions of Node,
 * JavaScriptCore in Bun. npm packages that hold one binary, installed on demand into build/engines and kept
 * there.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** Versions used. The running Node stands for its own major, whatever its version. */
const ENGINE_VERSIONS = {
  'node 20': '20.20.2',
  'node 22': '22.23.3',
  'node 24': '24.21.0',
  'node 26': '26.10.0',
  bun: '1.4.5',
} as const;

export type EngineName = keyof typeof ENGINE_VERSIONS;

export const ENGINES = Object.keys(ENGINE_VERSIONS) as EngineName[];
export const NODES = ENGINES.filter((name) => name.startsWith('node'));

/** The path of an executable, or why there is none. */
export type EngineExecutable = { readonly path: string } | { readonly missing: string };

const INSTALL_MILLISECONDS = 180_000;

/** npm's own options: nothing is asked of the network but the package. */
const NPM_OPTIONS = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];

/** Finds or installs an engine. Never throws: without a network the caller skips, and says `missing`. */
export function engineExecutable(name: EngineName): EngineExecutable {
  const version = ENGINE_VERSIONS[name];
  const isBun = name === 'bun';
  const running = `node ${process.versions.node.split('.', 1)[0]}`;
  if (name === running) return { path: process.execPath };
  const windows = process.platform === 'win32';
  const target = `${windows && !isBun ? 'win' : windows ? 'windows' : process.platform}-${process.arch}`;
  const packageName = isBun ? `@oven/bun-${target.replace('arm64', 'aarch64')}` : `node-${target}`;
  const folder = join(packageRoot(), 'build', 'engines', name.replace(' ', '-'), version);
  const binary = `${isBun ? 'bun' : 'node'}${windows ? '.exe' : ''}`;
  const path = join(folder, 'node_modules', packageName, 'bin', binary);
  try {
    if (!existsSync(path)) install(folder, `${packageName}@${version}`);
    const said = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    return said.replace(/^v/, '') === version ? { path } : { missing: `${folder} holds version ${said}` };
  } catch (thrown) {
    const command = `npm install --prefix ${folder} --no-save ${packageName}@${version}`;
    return {
      missing: `${name} ${version} is not here (${reasonOf(thrown)}): with a network, run \`${command}\``,
    };
  }
}

/** Installs into a folder of its own and moves it: another test may do the same at the same time. */
function install(folder: string, packageName: string): void {
  mkdirSync(join(folder, '..'), { recursive: true });
  const temporary = mkdtempSync(`${folder}-`);
  try {
    execFileSync('npm', ['install', '--prefix', temporary, ...NPM_OPTIONS, packageName], {
      cwd: temporary,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INSTALL_MILLISECONDS,
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function reasonOf(thrown: unknown): string {
  const { stderr, message } = thrown as { stderr?: Buffer; message: string };
  const lines = String(stderr ?? '').split('\n');
  return (lines.find((line) => line.startsWith('npm error')) ?? message).split('\n', 1)[0];
}
