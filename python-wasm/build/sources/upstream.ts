/** The upstream release, by HTTPS. Fails within seconds where there is no way to the internet. */

import { join } from 'node:path';
import { firstLine } from '../errors.js';
import { writeWhole } from '../files.js';
import type { Release } from './releases.js';

/** Until the first byte of an answer; then until the last. */
const ANSWER_MILLISECONDS = 5_000;
const DOWNLOAD_MILLISECONDS = 300_000;

/** Downloads the archive into `folder`. @throws Error with the reason of the last address tried. */
export async function fetchUpstream(release: Release, folder: string): Promise<string> {
  const reasons: string[] = [];
  for (const url of release.urls) {
    try {
      const path = join(folder, url.slice(url.lastIndexOf('/') + 1));
      writeWhole(path, await download(url));
      return path;
    } catch (error) {
      reasons.push(`${new URL(url).host} ${reasonOf(error)}`);
    }
  }
  throw new Error(reasons.join('; '));
}

async function download(url: string): Promise<Uint8Array> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error('does not answer')), ANSWER_MILLISECONDS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw new Error(`answers ${response.status}`);
    clearTimeout(timer);
    const wholeTimer = setTimeout(() => abort.abort(new Error('is too slow')), DOWNLOAD_MILLISECONDS);
    try {
      return new Uint8Array(await response.arrayBuffer());
    } finally {
      clearTimeout(wholeTimer);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** fetch hides the reason of a failed connection in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return firstLine(cause ?? error);
}
