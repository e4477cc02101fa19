/** The two upstream releases, and the names under which their archives go about. */

import type { Pins } from '../recipe.js';

export interface Release {
  readonly project: 'cpython' | 'zlib';
  readonly version: string;
  /** Names that an unpacked tree may have. */
  readonly folders: readonly string[];
  /** Matches the names of its archive: upstream's and Debian's. */
  readonly archive: RegExp;
  /** Where upstream publishes it; tried in order. */
  readonly urls: readonly string[];
  readonly debian: {
    readonly package: string;
    /** Matches the upstream part of Debian's version. */
    readonly version: RegExp;
  };
}

export function releasesOf(pins: Pins): { cpython: Release; zlib: Release } {
  const python = literal(pins.cpython);
  const zlib = literal(pins.zlib);
  const minor = pins.cpython.split('.').slice(0, 2).join('.');
  return {
    cpython: {
      project: 'cpython',
      version: pins.cpython,
      folders: [`Python-${pins.cpython}`, `cpython-${pins.cpython}`],
      archive: new RegExp(
        `^(Python-${python}|python${literal(minor)}_${python}\\.orig)\\.(tar\\.[gx]z|tgz)$`,
      ),
      urls: [`https://www.python.org/ftp/python/${pins.cpython}/Python-${pins.cpython}.tar.xz`],
      debian: { package: `python${minor}`, version: new RegExp(`^${python}$`) },
    },
    zlib: {
      project: 'zlib',
      version: pins.zlib,
      folders: [`zlib-${pins.zlib}`],
      archive: new RegExp(
        `^(zlib-${zlib}|zlib_([0-9.]+\\.dfsg\\+really)?${zlib}(\\.dfsg)?\\.orig)\\.tar\\.[gx]z$`,
      ),
      urls: [
        `https://github.com/madler/zlib/releases/download/v${pins.zlib}/zlib-${pins.zlib}.tar.gz`,
        `https://zlib.net/fossils/zlib-${pins.zlib}.tar.gz`,
      ],
      // Debian repacks zlib without its contributed files; what we use is unchanged, by the manifest.
      debian: { package: 'zlib', version: new RegExp(`^([0-9.]+\\.dfsg\\+really)?${zlib}(\\.dfsg)?$`) },
    },
  };
}

function literal(text: string): string {
  return text.replace(/[.+*?^$(){}|[\]\\]/g, '\\$&');
}
