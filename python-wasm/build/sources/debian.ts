/**
 * Debian's source packages, suite trixie, from the mirror that this machine is set up for.
 *
 * apt-get runs on lists and a cache of its own below `<out>/sources/apt`: nothing of the system is changed
 * and no privilege is needed.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLine } from '../errors.js';
import type { Release } from './releases.js';

const SUITE = 'trixie';
const APT_FOLDER = '/etc/apt';
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Fetches the archive of a release into `folder`. @throws Error saying what Debian or this machine lacks. */
export function fetchDebian(release: Release, folder: string): string {
  const mirror = findMirror();
  if (!mirror) throw new Error('this machine has no apt source for Debian');
  const apt = new PrivateApt(join(folder, 'apt'), mirror);
  const version = findVersion(
    release,
    apt.run('apt-cache', 'showsrc', '--only-source', release.debian.package),
  );
  apt.run('apt-get', 'source', '--download-only', '--only-source', `${release.debian.package}=${version}`);
  const name = readdirSync(apt.folder).find((entry) => release.archive.test(entry));
  if (name === undefined)
    throw new Error(`${release.debian.package} ${version} has no archive of a known name`);
  renameSync(join(apt.folder, name), join(folder, name));
  return join(folder, name);
}

class PrivateApt {
  readonly folder: string;
  readonly #options: string[];

  constructor(folder: string, mirror: string) {
    this.folder = folder;
    mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
    mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
    const list = join(folder, 'sources.list');
    const settings = {
      'Dir::Etc::SourceList': list,
      'Dir::Etc::SourceParts': '/dev/null',
      'Dir::State::Lists': join(folder, 'lists'),
      'Dir::Cache': join(folder, 'cache'),
      'APT::Sandbox::User': 'root',
      'Acquire::Retries': '2',
    };
    this.#options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
    const line = `deb-src ${mirror} ${SUITE} main\n`;
    if (existsSync(list) && readFileSync(list, 'utf8') === line) return;
    writeFileSync(list, line);
    try {
      this.run('apt-get', 'update', '--error-on=any');
    } catch (error) {
      writeFileSync(list, '');
      throw error;
    }
  }

  /** What the program prints. @throws Error with its first line of complaint. */
  run(program: string, ...parameters: string[]): string {
    try {
      return execFileSync(program, [...this.#options, ...parameters], {
        cwd: this.folder,
        encoding: 'utf8',
        maxBuffer: OUTPUT_BYTES_MAX,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      const said = String((error as { stderr?: unknown }).stderr ?? '').trim();
      throw new Error(
        `${program} ${parameters[0]}: ${said === '' ? firstLine(error) : said.split('\n', 1)[0]}`,
      );
    }
  }
}

/**
 * The Debian version, of those in the output of `apt-cache showsrc`, that has the upstream version wanted.
 */
function findVersion(release: Release, output: string): string {
  const versions = Array.from(output.matchAll(/^Version: (\S+)$/gm), ([, version]) => version);
  const found = versions.find((version) => release.debian.version.test(upstreamPart(version)));
  if (found) return found;
  const have = versions.length > 0 ? `only ${versions.join(', ')}` : 'none';
  throw new Error(`${SUITE} has ${release.debian.package} ${have}, not upstream version ${release.version}`);
}

/** `1:1.3.dfsg+really1.3.1-1` is epoch, upstream version, Debian revision. */
function upstreamPart(version: string): string {
  return version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
}

/** URI of the machine's own entry for the Debian release it runs, or undefined. */
function findMirror(): string | undefined {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const codename = /^VERSION_CODENAME=(.+)$/m.exec(release)?.[1];
  if (!codename || !/^ID=debian$/m.test(release)) return undefined;
  const parts = join(APT_FOLDER, 'sources.list.d');
  const files = [
    join(APT_FOLDER, 'sources.list'),
    ...(existsSync(parts) ? readdirSync(parts) : []).map((name) => join(parts, name)),
  ];
  for (const file of files.filter(existsSync)) {
    const text = readFileSync(file, 'utf8').replace(/^#.*\n/gm, '');
    const uri = file.endsWith('.sources') ? fromStanzas(text, codename) : fromLines(text, codename);
    if (uri) return uri;
  }
  return undefined;
}

/** deb822: stanzas of `Field: value` lines. */
function fromStanzas(text: string, codename: string): string | undefined {
  for (const stanza of text.split(/\n\s*\n/)) {
    const field = (name: string): string[] =>
      new RegExp(`^${name}:(.*)$`, 'im').exec(stanza)?.[1].trim().split(/\s+/) ?? [];
    if (field('Suites').includes(codename)) return field('URIs')[0];
  }
  return undefined;
}

/** One entry a line: `deb [options] uri suite component...`. */
function fromLines(text: string, codename: string): string | undefined {
  for (const line of text.split('\n')) {
    const words = line
      .replace(/\[[^\]]*\]/, '')
      .trim()
      .split(/\s+/);
    if (/^deb(-src)?$/.test(words[0]) && words[2] === codename) return words[1];
  }
  return undefined;
}
