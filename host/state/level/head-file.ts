/**
 * The file HEAD beside the database: one line of JSON, replaced as a whole and synced after each batch.
 * LevelDB opens silently at an older batch when its log is damaged; this file is what tells (SEMANTICS 26).
 */

import { hash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import type { Head } from './store-head.js';

export const HEAD_FILE = 'HEAD';
/** Left behind by a crash, and then overwritten. */
export const HEAD_TEMPORARY_FILE = 'HEAD.new';

/** Changes with the layout of HEAD or of the database. */
const FORMAT = 'pbevm-store-2';
const OLDER_FORMAT = /^\{"format":"pbevm-store-1",/;

const CHECKSUM_BYTES = 8;
const FIELDS =
  /^\{"format":"[^"]*","height":(-1|[0-9]{1,15}),"root":"0x([0-9a-f]{64})","digest":"0x([0-9a-f]{64})",/;

/** The file's head; `damaged` if it is not what `writeHeadFile` wrote, `older` if an earlier version wrote it. */
export async function readHeadFile(folder: string): Promise<Head | 'missing' | 'damaged' | 'older'> {
  let text: string;
  try {
    text = await readFile(join(folder, HEAD_FILE), 'latin1');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 'missing';
    throw error;
  }
  if (OLDER_FORMAT.test(text)) return 'older';
  // Only the exact text that would be written counts; nothing in it is trusted before that is known.
  const fields = FIELDS.exec(text);
  if (fields === null) return 'damaged';
  const head = { height: Number(fields[1]), root: fromHex(fields[2]), digest: fromHex(fields[3]) };
  return headText(head) === text ? head : 'damaged';
}

/** Replaces the file: write, fsync, rename, fsync of the folder. */
export async function writeHeadFile(folder: string, head: Head): Promise<void> {
  const temporary = join(folder, HEAD_TEMPORARY_FILE);
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(headText(head), 'latin1');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, HEAD_FILE));
  await syncFolder(folder);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The file's text: all of it is covered by the checksum. */
export function headText({ height, root, digest }: Head): string {
  const fields = `{"format":"${FORMAT}","height":${height},"root":"${toHex(root)}","digest":"${toHex(digest)}"`;
  const checksum = hash('sha256', fields, 'buffer').subarray(0, CHECKSUM_BYTES);
  return `${fields},"checksum":"${toHex(checksum)}"}\n`;
}
