/**
 * Executables of the Node versions that results must not depend on, each pinned exactly: npm packages that
 * hold one binary, installed on demand into build/nodes/<version> and kept there.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** Major version to the version used. The running Node stands for its own major, whatever its version. */
export const NODE_VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' } as const;

export type NodeMajor = keyof typeof NODE_VERSIONS;

export const NODE_MAJORS = Object.keys(NODE_VERSIONS).map(Number) as NodeMajor[];

/** The path of an executable, or why there is none. */
export type NodeExecutable = { readonly path: string } | { readonly missing: string };

const INSTALL_MILLISECONDS = 180_000;

/** npm's own options: nothing is asked of the network but the package. */
const NPM_OPTIONS = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];

/** Finds or installs a Node. Never throws: without a network the caller skips, and says `missing`. */
export function nodeExecutable(major: NodeMajor): NodeExecutable {
  if (process.versions.node.startsWith(`${major}.`)) return { path: process.execPath };
  const version = NODE_VERSIONS[major];
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(packageRoot(), 'build', 'nodes', version);
  const path = join('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  try {
    if (!existsSync(join(folder, path))) install(folder, `${name}@${version}`);
    const said = execFileSync(join(folder, path), ['--version'], { encoding: 'utf8' }).trim();
    return said === `v${version}`
      ? { path: join(folder, path) }
      : { missing: `${folder} holds Node ${said}` };
  } catch (thrown) {
    const command = `npm install --prefix ${folder} --no-save ${name}@${version}`;
    return {
      missing: `Node ${version} is not here (${reasonOf(thrown)}): with a network, run \`${command}\``,
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
