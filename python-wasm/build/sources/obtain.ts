/**
 * Where the sources come from: a local folder, the upstream release, Debian's source package, in this order.
 *
 * Archives and unpacked trees are kept in `<out>/sources/`. None of the ways is trusted: manifest.ts checks
 * every file that is read.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EnvironmentProblem, firstLine } from '../errors.js';
import type { SourceFolders } from '../manifest.js';
import type { Progress } from '../progress.js';
import type { Pins } from '../recipe.js';
import { fetchDebian } from './debian.js';
import { type Release, releasesOf } from './releases.js';
import { fetchUpstream } from './upstream.js';

/** Names a folder with the sources, unpacked or as archives. */
const LOCAL_VARIABLE = 'PBEVM_SOURCES';

/** A way to get the archive of a release: returns its path. Throws if it cannot. */
type Way = (release: Release, folder: string) => Promise<string> | string;

const WAYS: readonly (readonly [name: string, way: Way])[] = [
  [`the folder of ${LOCAL_VARIABLE}`, findLocal],
  ['the upstream release', fetchUpstream],
  ["Debian's source package", fetchDebian],
];

/** @throws EnvironmentProblem with the reason of every way that was tried. */
export async function obtainSources(out: string, pins: Pins, progress: Progress): Promise<SourceFolders> {
  const folder = join(out, 'sources');
  mkdirSync(folder, { recursive: true });
  const { cpython, zlib } = releasesOf(pins);
  return {
    cpython: await obtain(cpython, folder, progress),
    zlib: await obtain(zlib, folder, progress),
  };
}

async function obtain(release: Release, folder: string, progress: Progress): Promise<string> {
  const local = process.env[LOCAL_VARIABLE];
  const unpackedThere = local
    ? release.folders.map((name) => resolve(local, name)).find(existsSync)
    : undefined;
  if (unpackedThere) return unpackedThere;
  const unpacked = join(folder, `${release.project}-${release.version}`);
  if (existsSync(unpacked)) return unpacked;
  const archive = archiveIn(folder, release) ?? (await fetchArchive(release, folder, progress));
  progress.note(`sources  unpack ${archive}`);
  unpack(archive, unpacked, folder);
  return unpacked;
}

async function fetchArchive(release: Release, folder: string, progress: Progress): Promise<string> {
  const reasons: string[] = [];
  for (const [name, way] of WAYS) {
    try {
      const archive = await way(release, folder);
      progress.note(`sources  ${release.project} ${release.version} from ${name}  ${progress.elapsed()}`);
      return archive;
    } catch (error) {
      reasons.push(`${name}: ${firstLine(error)}`);
      if (way !== findLocal) progress.note(`sources  ${reasons.at(-1)}`);
    }
  }
  throw new EnvironmentProblem(
    `the sources of ${release.project} ${release.version} cannot be had:\n  ${reasons.join('\n  ')}\n` +
      `Set ${LOCAL_VARIABLE} to a folder that holds ${release.folders[0]}/ or its .tar.xz or .tar.gz.`,
  );
}

function findLocal(release: Release): string {
  const local = process.env[LOCAL_VARIABLE];
  if (!local) throw new Error('not set');
  if (!existsSync(local)) throw new Error(`${local} does not exist`);
  const archive = archiveIn(resolve(local), release);
  if (!archive) throw new Error(`${local} holds no ${release.folders[0]}`);
  return archive;
}

function archiveIn(folder: string, release: Release): string | undefined {
  const name = readdirSync(folder).find((entry) => release.archive.test(entry));
  return name === undefined ? undefined : join(folder, name);
}

/** Unpacks the one folder in an archive to `target`, whole or not at all. */
function unpack(archive: string, target: string, folder: string): void {
  const temporary = mkdtempSync(join(folder, 'unpack-'));
  try {
    execFileSync('tar', ['-xf', archive, '-C', temporary], { stdio: ['ignore', 'ignore', 'pipe'] });
    renameSync(join(temporary, readdirSync(temporary)[0]), target);
  } catch (error) {
    if (existsSync(target)) return; // Another build was faster.
    const said = String((error as { stderr?: unknown }).stderr ?? '').trim();
    throw new EnvironmentProblem(`${archive} cannot be unpacked with tar: ${said || firstLine(error)}`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
